/** What a page asks Apple Pay for, and what the phone accepts. Apple: ApplePayPaymentRequest, merchant session. */

export interface ApplePayTotal {
  readonly label: string;
  readonly amount: string;
}

/** The fields that the sandbox reads. */
export interface ApplePayRequest {
  readonly countryCode: string;
  readonly currencyCode: string;
  readonly supportedNetworks: readonly string[];
  readonly merchantCapabilities: readonly string[];
  readonly total: ApplePayTotal;
}

/** Throws a TypeError for what Apple would not open a sheet with. */
export function requireRequest(request: ApplePayRequest): void {
  const given: Partial<ApplePayRequest> = request;
  const isList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
  const checks: readonly (readonly [string, boolean])[] = [
    ['countryCode', /^[A-Z]{2}$/.test(given.countryCode ?? '')],
    ['currencyCode', /^[A-Z]{3}$/.test(given.currencyCode ?? '')],
    ['supportedNetworks', isList(given.supportedNetworks)],
    ['merchantCapabilities', given.merchantCapabilities?.includes('supports3DS') === true],
    ['total.label', (given.total?.label ?? '') !== ''],
    ['total.amount', isAmount(given.total?.amount)],
  ];
  const wrong = checks.find(([, fine]) => !fine);
  if (wrong !== undefined) throw new TypeError(`ApplePayPaymentRequest.${wrong[0]} is missing or wrong.`);
}

/** A positive decimal; Apple opens no sheet over nothing. */
function isAmount(text: string | undefined): boolean {
  return /^\d+(\.\d+)?$/.test(text ?? '') && Number(text) > 0;
}

/** Whether a merchant session was made for this page and is still good: Apple's is valid once, for five minutes. */
export function isSessionFor(session: unknown, domain: string, now: number): boolean {
  if (typeof session !== 'object' || session === null) return false;
  const { domainName, expiresAt, merchantSessionIdentifier, nonce, signature } = session as Readonly<
    Record<string, unknown>
  >;
  const texts = [merchantSessionIdentifier, nonce, signature];
  return (
    domainName === domain &&
    typeof expiresAt === 'number' &&
    expiresAt > now &&
    texts.every((text) => typeof text === 'string' && text !== '')
  );
}
