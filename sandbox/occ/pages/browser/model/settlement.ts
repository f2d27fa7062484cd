import type { AmountView } from '../values/amount.ts';

/** A difference between the books, as the extension's `GET /settlement` shows it. */
export interface SettlementCaseView {
  readonly id: string;
  readonly state: 'open' | 'closed';
  readonly site: string;
  readonly difference: string;
  readonly orderId: string;
  /** CyberSource's id of the capture, sale or refund. */
  readonly transactionId: string;
  readonly amount: AmountView;
  /** What the other book says. */
  readonly other?: AmountView;
  /** What the acquirer said. */
  readonly problem?: string;
  readonly cause: string;
  readonly remedy: string;
  readonly closed?: { readonly by: string; readonly at: string; readonly reason: string };
}

/** One day of the merchant's calendar. */
export interface SettledDayView {
  readonly date: string;
  readonly status: 'not-run' | 'done';
  readonly complete?: boolean;
  readonly ranAt?: string;
  readonly movements?: number;
  readonly settled?: number;
  readonly cases: readonly SettlementCaseView[];
}
