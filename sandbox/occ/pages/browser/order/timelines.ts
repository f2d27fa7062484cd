import type { StorefrontCurrency } from '../../../storefront/browser/values/money.ts';
import { sentenceOf } from '../http/admin-api.ts';
import type { OmsApi } from '../http/oms-api.ts';
import { toJournalSteps, toLedgerSteps, type TimelineStep } from './timeline.ts';

/** What happened to an order, as the extension and CyberSource record it. */
export interface Timelines {
  readonly journal: readonly TimelineStep[];
  /** Why there is no journal to show; empty when there is one. */
  readonly journalProblem: string;
  /** Undefined where CyberSource shows no ledger. */
  readonly ledger: readonly TimelineStep[] | undefined;
}

/** Never rejects: a side that does not answer is shown as silent. */
export async function readTimelines(
  orderId: string,
  currency: StorefrontCurrency,
  api: Pick<OmsApi, 'journal' | 'ledger'>,
): Promise<Timelines> {
  let journalProblem = '';
  const [rows, views] = await Promise.all([
    api.journal(orderId).catch((problem: unknown) => {
      journalProblem = sentenceOf(problem);
      return [];
    }),
    api.ledger(orderId).catch(() => undefined),
  ]);
  return { journal: toJournalSteps(rows), journalProblem, ledger: views && toLedgerSteps(views, currency) };
}
