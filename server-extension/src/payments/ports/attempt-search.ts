import type { MerchantTransactionId } from '../../domain/ids.ts';
import type { Money } from '../../domain/money/money.ts';
import type { Operation } from '../../domain/payment/command.ts';
import type { PaymentAttempt } from './payment-attempt.ts';

/** By what attempts are searched for: one thing that the journal has an index of. */
export type SearchKey =
  | { readonly by: 'time' }
  | { readonly by: 'operation'; readonly operation: Operation }
  | { readonly by: 'amount'; readonly amount: Money }
  /** Of the card that an authorization was made with. */
  | { readonly by: 'last-digits'; readonly lastDigits: string }
  | { readonly by: 'merchant-transaction-id'; readonly id: MerchantTransactionId };

export interface AttemptSearch {
  readonly key: SearchKey;
  /** Claimed at this instant or later. */
  readonly from?: Date;
  /** Claimed before this instant. */
  readonly to?: Date;
  /** Where the page before ended: {@link AttemptPage.next}. */
  readonly after?: string;
  readonly limit: number;
}

/** Some of the attempts that fit. */
export interface AttemptPage {
  readonly attempts: readonly PaymentAttempt[];
  /** Where the next page starts; absent on the last one. A text of the journal's own. */
  readonly next?: string;
}
