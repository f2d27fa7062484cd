/** Where card data lives after tokenization, and the only place: in memory, until the token expires. */
import { decodeJwt, importJWK, jwtVerify, type JWK } from 'jose';

/** A card that a shopper typed, as a payment finds it behind a transient token. */
export interface MicroformCard {
  /** The merchant whose capture context the token was made with; no other merchant may use it. */
  readonly merchantId: string;
  /** The card number, digits only. */
  readonly number: string;
  /** CyberSource's three-digit card type code, `001` for Visa. */
  readonly type: string;
  /** `01` to `12`. */
  readonly expirationMonth: string;
  /** Four digits. */
  readonly expirationYear: string;
  readonly securityCode?: string;
}

/** A security code without a card: the shopper pays with a saved one, which the payment names beside the token. */
export interface MicroformSecurityCode {
  readonly merchantId: string;
  readonly securityCode: string;
}

/** A card on its way into the vault, with what is needed to recognise its token later. */
export interface VaultEntry {
  /** Id of the transient token. */
  readonly jti: string;
  readonly card: MicroformCard | MicroformSecurityCode;
  /** What the token itself says: the number masked, no security code. */
  readonly content: TransientTokenContent;
  /** The capture context's one-time key (`flx.jwk`), which verifies the token. */
  readonly verificationKey: JWK;
  readonly expiresAt: Date;
}

/** The claim `content` of a transient token. CyberSource: transient token JWT. */
export interface TransientTokenContent {
  readonly paymentInformation: { readonly card: Readonly<Record<string, unknown>> };
}

/** Looks cards up by transient token. Knows nothing about a token that has expired. */
export interface MicroformVault {
  deposit(deposit: VaultEntry): void;
  /** The card behind a token, given as the whole JWT: its signature is verified with the one-time key. */
  byTransientToken(jwt: string): Promise<MicroformCard | MicroformSecurityCode | undefined>;
  /** The card behind a token, given by id, as `tokenInformation.jti` does. */
  byJti(jti: string): MicroformCard | MicroformSecurityCode | undefined;
  /** What a token of this merchant's says, by its id or as the whole JWT. */
  contentOf(reference: string, merchantId: string): Promise<TransientTokenContent | undefined>;
}

/** An empty vault. `now` decides what has expired. */
export function createCardVault({ now }: { now: () => Date }): MicroformVault {
  const deposits = new Map<string, VaultEntry>();

  function find(jti: string): VaultEntry | undefined {
    const found = deposits.get(jti);
    return found && found.expiresAt > now() ? found : undefined;
  }

  function forgetExpired(): void {
    for (const { jti, expiresAt } of deposits.values()) {
      if (expiresAt <= now()) deposits.delete(jti);
    }
  }

  return {
    deposit(deposit) {
      forgetExpired();
      deposits.set(deposit.jti, deposit);
    },
    async byTransientToken(jwt) {
      const found = find(jtiOf(jwt));
      return found && (await isSignedWith(found.verificationKey, jwt, now())) ? found.card : undefined;
    },
    byJti: (jti) => find(jti)?.card,
    async contentOf(reference, merchantId) {
      const isJwt = reference.includes('.');
      const found = find(isJwt ? jtiOf(reference) : reference);
      if (found?.card.merchantId !== merchantId) return undefined;
      const isGenuine = !isJwt || (await isSignedWith(found.verificationKey, reference, now()));
      return isGenuine ? found.content : undefined;
    },
  };
}

function jtiOf(jwt: string): string {
  try {
    return decodeJwt(jwt).jti ?? '';
  } catch {
    return '';
  }
}

async function isSignedWith(jwk: JWK, jwt: string, currentDate: Date): Promise<boolean> {
  try {
    await jwtVerify(jwt, await importJWK(jwk, 'RS256'), { algorithms: ['RS256'], currentDate });
    return true;
  } catch {
    return false;
  }
}
