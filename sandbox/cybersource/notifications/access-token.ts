/** What a receiver with OAuth wants to see in `Authorization`. CyberSource: webhooks, OAuth and OAuth with JWT. */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { CertifiedKey } from '../access/encryption/identity.ts';
import type { NotificationKeys } from './notification-keys.ts';
import type { WebhookSubscription } from './subscription.ts';
import { isLoopback, parseWebhookUrl } from './webhook-url.ts';

/** What asking for a token needs. */
export interface AccessTokenDeps {
  readonly keys: NotificationKeys;
  /** Signs client assertions. */
  readonly gateway: () => Promise<CertifiedKey>;
  readonly now: () => Date;
  /** Whether addresses beyond this machine may be asked. */
  readonly isOutsideAllowed: boolean;
}

const TIMEOUT_MS = 5000;

/** `Bearer <token>` from the receiver's token endpoint; undefined where the policy is the signature alone. */
export async function authorizationFor(
  { merchantId, securityPolicy }: WebhookSubscription,
  deps: AccessTokenDeps,
): Promise<string | undefined> {
  const { securityType, oAuthUrl, scope } = securityPolicy;
  if (securityType === 'KEY') return undefined;
  const url = parseWebhookUrl(oAuthUrl ?? '');
  if (!url || (!isLoopback(url) && !deps.isOutsideAllowed))
    throw new Error('The token endpoint of the subscription cannot be reached.');
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(scope !== undefined && { scope }),
      ...(securityType === 'oAuth'
        ? credentialsOf(merchantId, deps)
        : await assertionOf(securityPolicy, deps)),
    }),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const body: unknown = answer.ok ? await answer.json() : undefined;
  const token =
    typeof body === 'object' && body !== null && 'access_token' in body ? body.access_token : undefined;
  if (typeof token !== 'string') throw new Error('The token endpoint of the subscription gives no token.');
  return `Bearer ${token}`;
}

function credentialsOf(merchantId: string, { keys }: AccessTokenDeps): Record<string, string> {
  const client = keys.credentials(merchantId);
  if (!client) throw new Error('The merchant has stored no client credentials.');
  return { client_id: client.clientId, client_secret: client.clientSecret };
}

// RFC 7523, client authentication.
async function assertionOf(
  { audience, clientId = '', keyId }: WebhookSubscription['securityPolicy'],
  { gateway, now }: AccessTokenDeps,
): Promise<Record<string, string>> {
  const { privateKey, kid } = await gateway();
  const issued = Math.floor(now().getTime() / 1000);
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid: keyId ?? kid })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience ?? '')
    .setJti(randomUUID())
    .setIssuedAt(issued)
    .setExpirationTime(issued + 300)
    .sign(privateKey);
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
}
