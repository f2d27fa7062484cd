import { setTimeout as pause } from 'node:timers/promises';
import type { Login } from './login.ts';
import type { ProofSite } from './shop.ts';

/** What an order management system knows after it has asked. */
export type ReportedResult = 'yes' | 'no' | 'unclear';

export interface OmsResult {
  readonly result: ReportedResult;
  /** The gateway's id of a capture that went well. */
  readonly id?: string;
}

/** What the merchant's order management asks of the extension. Amounts in minor units. */
export interface OmsClient {
  /**
   * @param key the caller's own key: the request is repeated under it until an answer says how it ended. Without one it is
   *   sent once.
   */
  ask(operation: 'capture' | 'refund', request: OmsClientRequest, key?: string): Promise<OmsResult>;
}

export interface OmsClientRequest {
  readonly site: ProofSite;
  readonly orderId: string;
  /** What it is about, by the gateway's id. */
  readonly ref: string;
  readonly amount: number;
}

const TRIES = 8;
const PAUSE_MS = 250;
const SUCCESS = new Set(['11000', '3000']);

export function createOrderManagement(api: string, admin: Login): OmsClient {
  async function once(
    operation: string,
    { site, orderId, ref, amount }: OmsClientRequest,
    key: string | undefined,
  ): Promise<OmsResult & { readonly conflict?: true }> {
    const answer = await fetch(`${api}/${operation}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await admin()}`,
        'x-ccsite': site.id,
        'x-ccasset-channel': 'storefront',
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body: JSON.stringify({
        merchantReferenceNumber: orderId,
        transactionId: ref,
        currency: site.currency,
        amount: String(amount).padStart(12, '0'),
      }),
    });
    const body = (await answer.json().catch(() => ({}))) as OmsAnswer;
    // 400: CyberSource's no, or a request that it never saw; asking again would change neither.
    if (answer.status === 200 || answer.status === 400) return toOmsResult(body);
    if (answer.status !== 409) return { result: 'unclear' };
    return body.first === undefined ? { result: 'no', conflict: true } : toOmsResult(body.first);
  }

  return {
    async ask(operation, request, key) {
      let unclear = false;
      for (let tried = 0; tried < (key === undefined ? 1 : TRIES); tried += 1) {
        const asked = await once(operation, request, key);
        // What an earlier try may have done in part, a later no does not take back.
        if (asked.result === 'no' && asked.conflict === true && unclear) return { result: 'unclear' };
        if (asked.result !== 'unclear') return asked;
        unclear = true;
        await pause(PAUSE_MS * (tried + 1));
      }
      return { result: 'unclear' };
    },
  };
}

interface OmsAnswer {
  readonly responseCode?: string;
  readonly hostTransactionId?: string;
  /** OCC knows the request: this is how it ended the first time. */
  readonly first?: OmsAnswer;
}

function toOmsResult({ responseCode = '', hostTransactionId }: OmsAnswer): OmsResult {
  return SUCCESS.has(responseCode)
    ? { result: 'yes', ...(hostTransactionId !== undefined && { id: hostTransactionId }) }
    : { result: 'no' };
}
