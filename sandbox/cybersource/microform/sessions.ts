/** Capture contexts that are open: who asked for them, what they allow, and how often they were used. */
import { randomBytes } from 'node:crypto';
import type { ContextSigner } from './context-signer.ts';
import type { OneTimeKey } from './one-time-keys.ts';
import type { SessionRequest } from './session-request.ts';

/** CyberSource: capture contexts and transient tokens live for a quarter of an hour. */
export const LIFETIME_SECONDS = 900;

/** One capture context, from its issue until it expires. */
export interface MicroformContextSession {
  readonly merchantId: string;
  readonly request: SessionRequest;
  readonly key: OneTimeKey;
  /** The context as it was signed. */
  readonly captureContext: string;
  readonly expiresAt: Date;
}

/** Where browsers find the microform and what they load from there. */
export interface MicroformUrls {
  /** Origin of the card frames and of the token endpoint. */
  readonly origin: string;
  readonly clientLibrary: string;
  /** `sha256-…` of the library's bytes, for the `integrity` attribute. */
  readonly clientLibraryIntegrity: string;
}

/** The open capture contexts of a gateway. */
export interface Sessions {
  open(merchantId: string, request: SessionRequest, places: MicroformUrls): Promise<MicroformContextSession>;
  /** The session whose one-time key has this id, unless it has expired. */
  readonly find: (kid: string) => MicroformContextSession | undefined;
  /** Counts one more token. False, and not counted, when the context has been used up. */
  use(session: MicroformContextSession): boolean;
}

/** Builds the register. `usesPerContext` is how many tokens one context gives. */
export function createSessions(deps: {
  readonly signer: ContextSigner;
  readonly takeKey: () => Promise<OneTimeKey>;
  readonly now: () => Date;
  readonly usesPerContext: number;
}): Sessions {
  const { signer, takeKey, now, usesPerContext } = deps;
  const open = new Map<string, { session: MicroformContextSession; uses: number }>();

  function forgetExpired(): void {
    for (const [kid, { session }] of open) {
      if (session.expiresAt <= now()) open.delete(kid);
    }
  }

  return {
    async open(merchantId, request, places) {
      const key = await takeKey();
      const issuedAt = Math.floor(now().getTime() / 1000);
      const session = {
        merchantId,
        request,
        key,
        captureContext: await signer.sign(toContextClaims(request, places, key, issuedAt)),
        expiresAt: new Date((issuedAt + LIFETIME_SECONDS) * 1000),
      };
      forgetExpired();
      open.set(key.kid, { session, uses: 0 });
      return session;
    },
    find(kid) {
      const session = open.get(kid)?.session;
      return session && session.expiresAt > now() ? session : undefined;
    },
    use({ key }) {
      const entry = open.get(key.kid);
      if (!entry || entry.uses >= usesPerContext) return false;
      entry.uses += 1;
      return true;
    },
  };
}

/** CyberSource: capture-context JWT. */
function toContextClaims(request: SessionRequest, places: MicroformUrls, key: OneTimeKey, issuedAt: number) {
  const { targetOrigins, allowedCardNetworks, allowedPaymentTypes } = request;
  return {
    flx: {
      path: '/flex/v2/tokens',
      // CyberSource seals its session in here. Ours stays in memory, so nothing reads these bytes back.
      data: randomBytes(96).toString('base64'),
      origin: places.origin,
      jwk: key.publicJwk,
    },
    ctx: [
      {
        data: {
          clientLibraryIntegrity: places.clientLibraryIntegrity,
          clientLibrary: places.clientLibrary,
          allowedCardNetworks,
          ...(allowedPaymentTypes && { allowedPaymentTypes }),
          targetOrigins,
          mfOrigin: places.origin,
        },
        type: 'mf-2.1.0',
      },
    ],
    iss: 'Flex API',
    exp: issuedAt + LIFETIME_SECONDS,
    iat: issuedAt,
    jti: randomBytes(12).toString('base64url'),
  };
}
