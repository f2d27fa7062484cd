/** The extension's public routes as the widget uses them. The only file that speaks HTTP. */

/** A capture context and the extension's seal on it; both travel back with the payment. */
export interface SealedCaptureContext {
  readonly captureContext: string;
  readonly cipher: { readonly encrypted: string; readonly iv: string };
}

export interface PaymentApi {
  /** The ways to pay that the site offers to this shopper: `card`, `googlepay`, … */
  offeredMethods(): Promise<readonly string[]>;
  /** A fresh capture context for hosted card fields on a page of `targetOrigin`. */
  captureContext(targetOrigin: string): Promise<SealedCaptureContext>;
}

/** Which site and channel the shopper is in; both choose the gateway settings. */
export interface Shop {
  readonly siteId: string | undefined;
  readonly channel: 'storefront' | 'preview';
}

interface Deps {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly shop: () => Shop;
  /** @default 15000 */
  readonly timeoutMs?: number;
}

const ROUTES = '/ccstorex/custom/isv-payment/v2';

/** An answer that is not 200, not in time or not of the documented shape rejects. */
export function createPaymentApi({ fetch, shop, timeoutMs = 15_000 }: Deps): PaymentApi {
  async function call(path: string, init: RequestInit): Promise<unknown> {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      abort.abort();
    }, timeoutMs);
    try {
      const response = await fetch(ROUTES + path, {
        ...init,
        headers: headersFor(shop()),
        signal: abort.signal,
      });
      if (!response.ok) throw new Error(`${path} answered ${response.status}`);
      return await response.json();
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    offeredMethods: async () => parseMethods(await call('/paymentMethods', { method: 'GET' })),
    captureContext: async (targetOrigin) =>
      parseSealed(await call('/keys', { method: 'POST', body: JSON.stringify({ targetOrigin }) })),
  };
}

function headersFor({ siteId, channel }: Shop): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json', channel };
  if (siteId !== undefined) headers['x-ccsite'] = siteId;
  return headers;
}

function parseMethods(body: unknown): readonly string[] {
  const methods = isRecord(body) ? body['paymentMethods'] : undefined;
  if (!Array.isArray(methods)) throw new Error('/paymentMethods answered without a list of methods');
  return methods.map((method: unknown) => (isRecord(method) ? String(method['type']) : ''));
}

function parseSealed(body: unknown): SealedCaptureContext {
  const cipher = isRecord(body) ? body['cipher'] : undefined;
  if (!isRecord(body) || !isRecord(cipher))
    throw new Error('/keys answered without a sealed capture context');
  return {
    captureContext: requireText(body['captureContext']),
    cipher: { encrypted: requireText(cipher['encrypted']), iv: requireText(cipher['iv']) },
  };
}

function requireText(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new Error('/keys answered with an empty field');
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
