import type { GatewayRef } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import type { AccessRefusal } from '../../domain/payment/result.ts';
import type { GatewayAccount } from '../../domain/settings.ts';
import type { ClientFor } from '../client/client.ts';
import type { ComposedCall, Operations } from '../client/operations.ts';
import type { TransportResult } from '../client/transport.ts';
import { accessProblem, accessRefusedBy } from '../outcome/access.ts';
import { type TransactionDetails, parseDetails, parsePage, type Transaction } from './transaction.ts';

/** CyberSource's own record of what it did for one merchant account. It lags behind: minutes, now and then. */
export interface TransactionSearch {
  /** Every transaction that the query finds, read to the last page. */
  search(query: string): Promise<readonly Transaction[]>;
  /** Undefined while there is none with that id. */
  details(id: GatewayRef): Promise<TransactionDetails | undefined>;
}

/** The transactions could not be read, or not in time. The message is safe to show. */
export class UnreadableSearchResult extends Error {
  override readonly name = 'UnreadableSearchResult';
  /** Where the caller was turned away. */
  readonly accessRefused: AccessRefusal | undefined;

  constructor(message: string, accessRefused?: AccessRefusal) {
    super(message);
    this.accessRefused = accessRefused;
  }
}

/** Rows on a page: CyberSource gives up to 2,500, and a row can have several thousand characters. */
const PAGE_ROWS = 100;
/** No order, and no part of an hour that is looked through, has more. */
const ROWS_MAX = 20_000;

/** How often a page, or the details of a transaction, are asked for. */
export type Reading = <Read>(read: () => Promise<Read>) => Promise<Read>;

const once: Reading = (read) => read();

/**
 * For work that no caller waits for: what could not be read is asked for once more, so that one lost answer among many does not
 * cost a whole round. Who was turned away does not come back at once.
 */
export const onceMore: Reading = async (read) => {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UnreadableSearchResult) || error.accessRefused !== undefined) throw error;
    return read();
  }
};

/** @param deadlineMs milliseconds for all that is read, together. Both ways of reading throw {@link UnreadableSearchResult}. */
export function createTransactionSearch(
  clientFor: ClientFor,
  account: GatewayAccount,
  deadlineMs: number,
  reading = once,
): TransactionSearch {
  const endsAt = performance.now() + deadlineMs;

  return {
    async search(query) {
      const found = new Map<GatewayRef, Transaction>();
      for (let offset = 0; offset < ROWS_MAX;) {
        const request = { save: false, query, offset, limit: PAGE_ROWS, sort: 'submitTimeUtc:asc,id:asc' };
        const page = await reading(async () => {
          const answer = await ask((operations) => operations.searchTransactions(request));
          const parsed = answer.status === 201 ? parsePage(answer.text) : undefined;
          if (parsed === undefined) throw unreadable('search', answer.status);
          return parsed;
        });
        // A row that is indexed meanwhile moves the others on: one can be met twice.
        for (const transaction of page.transactions) found.set(transaction.id, transaction);
        offset += page.count;
        if (page.count === 0 || offset >= page.total) return [...found.values()];
      }
      throw new UnreadableSearchResult(`CyberSource's search found more than ${ROWS_MAX} transactions`);
    },

    details: (id) =>
      reading(async () => {
        const answer = await ask((operations) => operations.transactionDetails(id));
        // The body is empty then.
        if (answer.status === 404) return undefined;
        const details = answer.status === 200 ? parseDetails(answer.text) : undefined;
        if (details === undefined) throw unreadable('transaction details', answer.status);
        return details;
      }),
  };

  async function ask(
    composed: (operations: Operations) => ComposedCall,
  ): Promise<Extract<TransportResult, { kind: 'answered' }>> {
    const left = Math.floor(endsAt - performance.now());
    const reply = await clientFor(account).send(composed, left).catch(asUnreadable);
    if (reply.kind === 'answered') return reply;
    throw new UnreadableSearchResult(`CyberSource did not answer (${reply.cause})`);
  }
}

/** A key that cannot be used is no access either. */
function asUnreadable(error: unknown): never {
  throw error instanceof Problem ? new UnreadableSearchResult(error.message, 'credentials') : error;
}

function unreadable(what: string, status: number): UnreadableSearchResult {
  const accessRefused = accessRefusedBy(status);
  if (accessRefused !== undefined) return new UnreadableSearchResult(accessProblem(status), accessRefused);
  return new UnreadableSearchResult(`CyberSource's ${what} gave no usable answer (HTTP ${status})`);
}
