import type { OrderId } from '../../domain/ids.ts';
import { present } from '../../domain/present.ts';
import type { AttemptPage } from '../ports/attempt-search.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { AttemptWithTask } from '../ports/recovery-task.ts';
import { fitsSearch } from '../rules/search-key.ts';
import type { OverviewOf } from './overview-of.ts';
import type { PaymentOverview } from './payment-overview.ts';
import { fitsQuery, type PaymentQuery, searchFor } from './payment-query.ts';

/** Some of the payments that fit, those with the newest attempt first. */
export interface PaymentPage {
  readonly payments: readonly PaymentOverview[];
  /** Where the next page starts; absent on the last one. A page can have few payments, or none, and still have a next one. */
  readonly next?: string;
}

/** Looks for payments in the journal. */
export type SearchPayments = (
  query: PaymentQuery,
  page: { readonly after?: string; readonly limit: number },
) => Promise<PaymentPage>;

/** Attempts that one page looks at, whatever it finds: so long, and no longer, a caller waits. */
const EXAMINED_MAX = 500;

export function createSearchPayments(
  journal: Pick<Journal, 'byGatewayRef' | 'search' | 'tasksOfOrder'>,
  toOverview: OverviewOf,
): SearchPayments {
  return async (query, { after, limit }) => {
    const ofOrder = new Map<OrderId, Promise<readonly AttemptWithTask[]>>();
    const found: PaymentOverview[] = [];
    let position = after;
    let examined = 0;
    do {
      const page = await candidates(query, position, limit - found.length);
      for (const attempt of page.attempts) {
        const overview = await overviewOf(attempt, ofOrder);
        if (isNewest(attempt, overview, query) && fitsQuery(overview, query)) found.push(overview);
      }
      examined += Math.max(1, page.attempts.length);
      position = page.next;
    } while (position !== undefined && found.length < limit && examined < EXAMINED_MAX);
    return { payments: found, ...present({ next: position }) };
  };

  async function candidates(
    query: PaymentQuery,
    after: string | undefined,
    limit: number,
  ): Promise<AttemptPage> {
    if (query.requestId === undefined)
      return journal.search({ ...searchFor(query), limit, ...present({ after }) });
    const attempt = await journal.byGatewayRef(query.requestId);
    return { attempts: attempt === undefined ? [] : [attempt] };
  }

  async function overviewOf(
    { orderId, payment }: PaymentAttempt,
    ofOrder: Map<OrderId, Promise<readonly AttemptWithTask[]>>,
  ): Promise<PaymentOverview> {
    const entries = ofOrder.get(orderId) ?? journal.tasksOfOrder(orderId);
    ofOrder.set(orderId, entries);
    const ofPayment = (await entries).filter(({ attempt }) => attempt.payment === payment);
    return toOverview(ofPayment);
  }
}

/** A payment of which several attempts fit is shown once, where the newest of them stands. */
function isNewest(attempt: PaymentAttempt, { attempts }: PaymentOverview, query: PaymentQuery): boolean {
  if (query.requestId !== undefined) return true;
  const search = searchFor(query);
  const newest = attempts
    .filter((each) => fitsSearch(each, search))
    .reduce<PaymentAttempt | undefined>(
      (one, other) => (one !== undefined && one.claimedAt > other.claimedAt ? one : other),
      undefined,
    );
  return newest?.key === attempt.key && newest.attemptNumber === attempt.attemptNumber;
}
