/** What the storefront put beside the payment. */
export type CustomProperties = ReadonlyMap<string, string>;

/** OCC drops `=` from custom properties; the storefront writes it like this. */
const EQUALS_SIGN = '~W!C@O#n';

/** Turns OCC's map into one of texts. What is no text, number or boolean was not put there by our storefront: dropped. */
export function toCustomProperties(
  map: Readonly<Record<string, unknown>> | null | undefined,
): CustomProperties {
  const properties = new Map<string, string>();
  for (const [name, value] of Object.entries(map ?? {})) {
    if (typeof value === 'string') properties.set(name, value.replaceAll(EQUALS_SIGN, '='));
    else if (typeof value === 'number' || typeof value === 'boolean') properties.set(name, String(value));
  }
  return properties;
}

/** What pays, proves or screens the payment. It has done its work and is never handed back. */
const OF_THE_PAYMENT: ReadonlySet<string> = new Set([
  'paymentType',
  'checkoutId',
  'transientTokenJwt',
  'captureContext',
  'captureContextCipherEncrypted',
  'captureContextCipherIv',
  'paymentToken',
  'deviceFingerprintSessionId',
  'deviceFingerprintCipherEncrypted',
  'deviceFingerprintCipherIv',
  'authenticationTransactionId',
  'pauseRequestId',
  'referenceId',
  'returnUrl',
  'deviceChannel',
  'challengeCode',
  'acsWindowSize',
  'ipAddress',
  'userAgent',
  'httpAcceptBrowserValue',
  'httpAcceptContent',
  'httpBrowserLanguage',
  'httpBrowserJavaEnabled',
  'httpBrowserJavaScriptEnabled',
  'httpBrowserColorDepth',
  'httpBrowserScreenHeight',
  'httpBrowserScreenWidth',
  'httpBrowserTimeDifference',
  'userAgentBrowserValue',
  'lineItems',
  'subTotal',
  'couponCode',
  'numberOfPurchases',
  'scaRequired',
]);

/** The shop's own properties, to be kept with the payment group. */
export function shopProperties(properties: CustomProperties): Record<string, string> {
  return Object.fromEntries([...properties].filter(([name]) => !OF_THE_PAYMENT.has(name)));
}
