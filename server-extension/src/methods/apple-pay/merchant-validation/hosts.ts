/** Apple: setting up your server, every host of merchant validation. Nothing else is ever connected to. */
export const APPLE_HOSTS: ReadonlySet<string> = new Set([
  'apple-pay-gateway.apple.com',
  'cn-apple-pay-gateway.apple.com',
  // For merchants in Apple's own sandbox.
  'apple-pay-gateway-cert.apple.com',
  'cn-apple-pay-gateway-cert.apple.com',
  // Data centres, and what stands in for one that is down.
  ...pods('apple-pay-gateway-nc', 5),
  ...pods('apple-pay-gateway-pr', 5),
  ...pods('cn-apple-pay-gateway-sh', 3),
  ...pods('cn-apple-pay-gateway-tj', 3),
]);

function pods(place: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${place}-pod${index + 1}`).flatMap((name) => [
    `${name}.apple.com`,
    `${name}-dr.apple.com`,
  ]);
}

/** What Apple's browsers hand to a page: exactly this, and never credentials, a port, a query or an escape. */
const VALIDATION_URL = /^https:\/\/([a-z0-9.-]{1,64})\/paymentservices\/(?:startSession|paymentSession)$/;

/**
 * The host of Apple's that a validation URL stands for; undefined for everything else. The result is one of our own
 * constants: the text that a page sent chooses among them and takes part in no connection.
 */
export function appleHostOf(validationUrl: string): string | undefined {
  const named = VALIDATION_URL.exec(validationUrl)?.[1];
  return [...APPLE_HOSTS].find((host) => host === named);
}
