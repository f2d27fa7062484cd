/** Apple's answer to a merchant that asks to open a sheet. Apple: requesting an Apple Pay payment session. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';

/** What a shop's server sends. Apple takes `initiative: web` with the shop's domain for payments in a browser. */
const SessionRequest = z.object({
  merchantIdentifier: z.string().min(1),
  displayName: z.string().min(1).max(64),
  initiative: z.literal('web'),
  /** A host name and nothing around it. */
  initiativeContext: z.string().regex(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*$/),
});

/** What a merchant registered with Apple. */
export interface RegisteredMerchant {
  readonly merchantId: string;
  /** Domains whose ownership Apple has checked. */
  readonly domains: readonly string[];
}

/** An answer of Apple's: a session with 200, or a reason with 400 or 417. */
export interface AppleResponse {
  readonly status: 200 | 400 | 417;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Apple's sessions are good for five minutes. */
const LIFETIME_MS = 5 * 60_000;

/** Answers a request that came over a connection whose certificate names `certified`. */
export function answerSession(
  json: unknown,
  certified: string,
  { merchantId, domains }: RegisteredMerchant,
  now: Date,
): AppleResponse {
  const parsed = SessionRequest.safeParse(json);
  if (!parsed.success) return refused(400, 'Payload invalid: ' + z.prettifyError(parsed.error));
  const { merchantIdentifier, initiativeContext, displayName } = parsed.data;
  if (merchantIdentifier !== certified || merchantIdentifier !== merchantId) {
    return refused(417, `Client certificate does not belong to ${merchantIdentifier}`);
  }
  if (!domains.includes(initiativeContext))
    return refused(417, `Domain not registered: ${initiativeContext}`);
  return {
    status: 200,
    body: {
      epochTimestamp: now.getTime(),
      expiresAt: now.getTime() + LIFETIME_MS,
      merchantSessionIdentifier: `SSH${randomBytes(24).toString('hex').toUpperCase()}`,
      nonce: randomBytes(4).toString('hex'),
      merchantIdentifier: createHash('sha256').update(merchantIdentifier).digest('hex').toUpperCase(),
      domainName: initiativeContext,
      displayName,
      signature: randomBytes(64).toString('hex'),
      operationalAnalyticsIdentifier: `${displayName}:${randomUUID()}`,
      retries: 0,
    },
  };
}

function refused(status: 400 | 417, statusMessage: string): AppleResponse {
  return { status, body: { statusMessage, statusCode: String(status) } };
}
