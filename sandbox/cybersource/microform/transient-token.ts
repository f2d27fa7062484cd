/** The JWT that stands for a card for a quarter of an hour. Source: CyberSource, transient token JWT. */
import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { CapturedCard, CapturedCode } from './cards/captured-card.ts';
import type { TransientTokenContent } from './cards/card-vault.ts';
import { LIFETIME_SECONDS, type MicroformContextSession } from './sessions.ts';

/** A signed token with the facts about it that the vault needs. */
export interface TransientToken {
  readonly jwt: string;
  readonly jti: string;
  readonly content: TransientTokenContent;
  readonly expiresAt: Date;
}

/** Visa, Mastercard, Discover, JCB and China UnionPay issue BINs of eight digits. */
const EIGHT_DIGIT_BIN_TYPES = ['001', '002', '004', '007', '062'];

/** Signs a token for a card with the private half of its context's one-time key. */
export async function issueTransientToken(
  card: CapturedCard | CapturedCode,
  { key, request }: MicroformContextSession,
  now: Date,
): Promise<TransientToken> {
  const jti = randomBytes(32).toString('hex').toUpperCase();
  const issuedAt = Math.floor(now.getTime() / 1000);
  const exp = issuedAt + LIFETIME_SECONDS;
  const includePrefix = request.transientTokenResponseOptions?.includeCardPrefix;
  const content = { paymentInformation: { card: toCardContent(card, includePrefix) } };
  const jwt = await new SignJWT({
    iss: 'Flex/08',
    exp,
    type: 'mf-2.1.0',
    iat: issuedAt,
    jti,
    content,
  })
    .setProtectedHeader({ kid: key.kid, alg: 'RS256' })
    .sign(key.privateKey);
  return { jwt, jti, content, expiresAt: new Date(exp * 1000) };
}

function toCardContent(
  card: CapturedCard | CapturedCode,
  includePrefix: boolean | undefined,
): Record<string, unknown> {
  if (!('number' in card)) return { securityCode: {} };
  const { number, expirationMonth, expirationYear, securityCode, detectedCardTypes } = card;
  const bin = toBin(card, includePrefix);
  return {
    expirationYear: { value: expirationYear },
    number: {
      detectedCardTypes,
      maskedValue: 'X'.repeat(number.length - 4) + number.slice(-4),
      ...(bin !== undefined && { bin }),
    },
    ...(securityCode !== undefined && { securityCode: {} }),
    expirationMonth: { value: expirationMonth },
  };
}

/** Six digits unless asked; eight for long numbers of the brands that use eight; none when asked for none. */
function toBin({ number, type }: CapturedCard, includePrefix: boolean | undefined): string | undefined {
  if (includePrefix === false) return undefined;
  const eight = includePrefix === true && number.length >= 16 && EIGHT_DIGIT_BIN_TYPES.includes(type);
  return number.slice(0, eight ? 8 : 6);
}
