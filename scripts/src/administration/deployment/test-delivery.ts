import { createHmac } from 'node:crypto';
import type { PaymentWebhookSecrets } from '../occ/function-webhooks.ts';
import { askAddress } from '../tenant/extension-client.ts';

/** What a signed test delivery found out about a payment webhook. */
export type DeliveryVerdict =
  /** The signature was believed, and the empty body refused: no payment can come of it. */
  | 'ok'
  | 'no-address'
  | 'unreachable'
  /** Something answers there, and it is not our webhook. */
  | 'wrong-address'
  | 'secret-missing'
  | 'secret-wrong';

/** A webhook's empty body: the extension verifies the signature over its bytes first and then refuses it, whatever is in the journal. */
const BODY = '{}';

/** Sends what OCC would send, signed with OCC's keys, and reads from the refusal how far it came. */
export async function testDelivery(
  url: string,
  secrets: PaymentWebhookSecrets,
  tenant: string,
): Promise<{ readonly verdict: DeliveryVerdict; readonly httpStatus?: number }> {
  if (url === '') return { verdict: 'no-address' };
  try {
    const { status, json } = await askAddress(url, tenant, {
      method: 'POST',
      body: BODY,
      headers: { 'content-type': 'application/json', ...signatures(secrets) },
    });
    return { verdict: verdictOf(status, codeOf(json)), httpStatus: status };
  } catch {
    return { verdict: 'unreachable' };
  }
}

function verdictOf(status: number, code: string | undefined): DeliveryVerdict {
  if (code === undefined) return 'wrong-address';
  if (code === 'malformed-request' && status === 400) return 'ok';
  if (code === 'bad-signature') return 'secret-wrong';
  if (code === 'not-configured') return 'secret-missing';
  return 'wrong-address';
}

function codeOf(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || !('code' in json)) return undefined;
  return typeof json.code === 'string' ? json.code : undefined;
}

/** OCC: webhook security. Both headers, as OCC's releases use them. */
function signatures({ sha512, sha1 }: PaymentWebhookSecrets): Readonly<Record<string, string>> {
  const sign = (algorithm: string, key: string): string =>
    createHmac(algorithm, Buffer.from(key, 'base64')).update(BODY).digest('base64');
  return {
    ...(sha512 !== undefined && { 'x-oracle-cc-webhook-signature-sha512': sign('sha512', sha512) }),
    ...(sha1 !== undefined && { 'x-oracle-cc-webhook-signature': sign('sha1', sha1) }),
  };
}
