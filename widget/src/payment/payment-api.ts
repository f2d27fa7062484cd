/** The extension's routes as the widget uses them. The only file that speaks HTTP. */
import { dig } from '../values/dig.ts';

/** A capture context and the extension's seal on it; both travel back with the payment. */
export interface SealedCaptureContext {
  readonly captureContext: string;
  readonly cipher: { readonly encrypted: string; readonly iv: string };
}

/** A way to pay that the site offers to this shopper, and what its script has to know. */
export interface OfferedMethod {
  /** `card`, `googlepay`, … */
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** What the site offers to this shopper. */
export interface Offer {
  readonly methods: readonly OfferedMethod[];
  /**
   * The session of the device fingerprint, unread: only the module that is loaded for it knows its shape. Nothing where the
   * site has no organization for it.
   */
  readonly fingerprint?: unknown;
}

/** What device data collection and enrolment need (CyberSource: payer authentication, setup). */
export interface AuthenticationSetupResponse {
  readonly accessToken: string;
  readonly referenceId: string;
  readonly deviceDataCollectionUrl: string;
  /** What the browser cannot know of itself, as custom properties of the payment. */
  readonly browser: Readonly<Record<string, string>> | undefined;
}

export interface PaymentApi {
  offer(): Promise<Offer>;
  /** A fresh capture context for hosted card fields on a page of `targetOrigin`. */
  captureContext(targetOrigin: string): Promise<SealedCaptureContext>;
  setUpAuthentication(subject: Readonly<Record<string, string>>): Promise<AuthenticationSetupResponse>;
  /** Any of the extension's routes, for what is loaded on demand: resolves to the JSON of its answer. With a body it is a POST. */
  call(path: string, body?: object, timeoutMs?: number): Promise<unknown>;
}

/** The shopper and the site that a request is for. Site and channel choose the gateway settings. */
export interface ShopRequestContext {
  readonly siteId: string | undefined;
  readonly channel: 'storefront' | 'preview';
  /** OCC's token of the shopper; a guest has none. */
  readonly token?: string | undefined;
}

interface Deps {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly shop: () => ShopRequestContext;
  /** @default 15000 */
  readonly timeoutMs?: number;
}

const ROUTES = '/ccstorex/custom/isv-payment/v2';

/** Why the shop's own server, or what it is set up with, is at fault rather than the shopper's connection. */
function shopFault(message: string): Error {
  return Object.assign(new Error(message), { name: 'ShopFault' });
}

/** Whether something that was thrown is the shop's fault: then a shopper can do nothing about it. */
export function isShopFault(problem: unknown): boolean {
  return problem instanceof Error && problem.name === 'ShopFault';
}

/** An answer that is not 200, not in time or not of the documented shape rejects. */
export function createPaymentApi({ fetch, shop, timeoutMs: mostMs = 15_000 }: Deps): PaymentApi {
  async function call(path: string, body?: object, timeoutMs = mostMs): Promise<unknown> {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      abort.abort();
    }, timeoutMs);
    try {
      const response = await fetch(ROUTES + path, {
        method: body === undefined ? 'GET' : 'POST',
        ...(body !== undefined && { body: JSON.stringify(body) }),
        headers: headersFor(shop()),
        signal: abort.signal,
      });
      // The shop answers, but not with what was asked for.
      if (!response.ok) throw shopFault(`${path}: ${response.status}`);
      return await response.json();
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    offer: async () => parseOffer(await call('/paymentMethods')),
    captureContext: async (targetOrigin) => {
      const answer = await call('/keys', { targetOrigin });
      return {
        captureContext: requireText(answer, 'captureContext'),
        cipher: {
          encrypted: requireText(answer, 'cipher', 'encrypted'),
          iv: requireText(answer, 'cipher', 'iv'),
        },
      };
    },
    setUpAuthentication: async (subject) => {
      const answer = await call('/payerAuth/setup', subject);
      return {
        accessToken: requireText(answer, 'accessToken'),
        referenceId: requireText(answer, 'referenceId'),
        deviceDataCollectionUrl: requireText(answer, 'deviceDataCollectionUrl'),
        browser: dig(answer, ['browser']) as AuthenticationSetupResponse['browser'],
      };
    },
    call,
  };
}

function headersFor({ siteId, channel, token }: ShopRequestContext): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json', channel };
  if (siteId !== undefined) headers['x-ccsite'] = siteId;
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  return headers;
}

function parseOffer(body: unknown): Offer {
  const methods = dig(body, ['paymentMethods']);
  if (!Array.isArray(methods)) throw shopFault('/paymentMethods');
  return {
    methods: methods.map((method: unknown) => ({
      type: String(dig(method, ['type'])),
      config: (dig(method, ['config']) ?? {}) as OfferedMethod['config'],
    })),
    fingerprint:
      dig(body, ['deviceFingerprint', 'deviceFingerprintOrgId']) && dig(body, ['deviceFingerprint']),
  };
}

function requireText(answer: unknown, ...path: readonly string[]): string {
  const value = dig(answer, path);
  if (typeof value !== 'string' || value === '') throw shopFault(path.join('.'));
  return value;
}
