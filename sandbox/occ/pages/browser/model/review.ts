import type { AmountView } from '../values/amount.ts';

/** A payment that waits for a reviewer, as the extension's `GET /reviews` shows it. */
export interface OpenReview {
  /** CyberSource's id of the authorization. */
  readonly transactionId: string;
  readonly orderId: string;
  readonly site: string;
  readonly amount: AmountView;
  readonly ageSeconds: number;
  /** When the issuer lets go of the hold. */
  readonly deadline: string;
  readonly secondsLeft: number;
  readonly decided?: { readonly decision: ReviewDecisionView; readonly by: string };
}

/** What a reviewer decides. */
export type ReviewDecisionView = 'ACCEPT' | 'REJECT';

/** What a decision answers. */
export interface ReviewResult {
  /** The capture or reversal that follows is done, or none does. */
  readonly isCarriedOut: boolean;
}
