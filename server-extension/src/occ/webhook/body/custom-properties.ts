import { holdsCardNumber } from '../../../domain/card/card-number.ts';

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

/**
 * What pays, proves or screens the payment, and what we say ourselves. It has done its work and is never handed back. What
 * else describes the payment (address, browser, sum) is: order managements of shops that switch read it there.
 */
const NOT_HANDED_BACK: ReadonlySet<string> = new Set([
  'paymentType',
  'checkoutId',
  'transientTokenJwt',
  'captureContext',
  'paymentToken',
  'authJwt',
  'accessToken',
  'pareq',
  'stepUpUrl',
  'deviceFingerprintSessionId',
  'authenticationTransactionId',
  'pauseRequestId',
  'referenceId',
  'checkoutId',
  'acsWindowSize',
  'userAgent',
  'lineItems',
  'couponCode',
  'numberOfPurchases',
  'authTime',
  'dmMsg',
  'paymentStatus',
  'scaRequired',
]);

/** The seals that we gave out: `captureContextCipherIv` and its like. */
const OF_A_SEAL = /Cipher(?:Encrypted|Iv)$/;

/** The shopper's and the shop's own properties, to be kept with the payment group: no token, no seal, no card number. */
export function shopProperties(properties: CustomProperties): Record<string, string> {
  return Object.fromEntries(
    [...properties].filter(
      ([name, value]) => !NOT_HANDED_BACK.has(name) && !OF_A_SEAL.test(name) && !isSecret(value),
    ),
  );
}

/** A JSON Web Token, three parts in base64url with dots between them; or a card number. */
const TOKEN = /^[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/;

function isSecret(value: string): boolean {
  return TOKEN.test(value) || holdsCardNumber(value);
}
