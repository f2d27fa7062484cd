import type { PaymentResult } from '../../domain/payment/result.ts';

type Declined = Extract<PaymentResult, { readonly outcome: 'declined' }>;

/** A result as 1.0 wrote it: the gateway's words are there, the reason in the domain's words is not. */
export type JournalResult =
  | Exclude<PaymentResult, Declined>
  | (Omit<Declined, 'declineReason'> & Partial<Pick<Declined, 'declineReason'>>);

/** Adds the reasons that 1.0 did not write. Only the gateway's adapter can: it reads the gateway's words. */
export type WithReasons = (result: JournalResult) => PaymentResult;
