import type { CommandKey, MerchantTransactionId } from '../../domain/ids.ts';
import type { OtherOrder } from '../../domain/payment/result.ts';
import type { PaymentAttempt } from './payment-attempt.ts';

/**
 * Decides, under the lock of the payment and of its checkout, whether an attempt may go ahead.
 *
 * @param earlier every earlier attempt of the payment.
 * @param ofCheckout every attempt of the payments that were opened in the same checkout; empty where none is named.
 */
export type ClaimRule = (
  earlier: readonly PaymentAttempt[],
  ofCheckout: readonly PaymentAttempt[],
) => ClaimDecision;

export type ClaimDecision =
  | { readonly verdict: 'proceed' }
  /** An earlier attempt of the same thing is still under way: wait for its result, then ask again. */
  | { readonly verdict: 'wait'; readonly attempt: PaymentAttempt }
  /** An earlier attempt already did this: answer with it. */
  | { readonly verdict: 'existing'; readonly attempt: PaymentAttempt }
  /** Another order of the checkout forbids it: the attempt is written and never sent, so that every copy of it gets the same answer. */
  | { readonly verdict: 'blocked'; readonly otherOrder: OtherOrder }
  /** The payment has changed since the step was planned: it has to be planned again. */
  | { readonly verdict: 'changed' }
  /** The state of the payment forbids it; the sentence says why and what would be allowed. */
  | { readonly verdict: 'refused'; readonly problem: string };

export type ClaimResult =
  /** This call has the claim and has to complete the attempt; with `otherOrder` without sending it. */
  | { readonly kind: 'claimed'; readonly attempt: PaymentAttempt; readonly otherOrder?: OtherOrder }
  /** Delivered before and finished, or another attempt stands for it. */
  | { readonly kind: 'completed'; readonly attempt: PaymentAttempt }
  /** Delivered before, or another attempt of the same thing, and still under way. */
  | { readonly kind: 'in-flight'; readonly attempt: PaymentAttempt }
  /** The same key came with another fingerprint. */
  | { readonly kind: 'mismatch'; readonly attempt: PaymentAttempt }
  /** The payment has changed since the attempt was planned: nothing was written. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused'; readonly problem: string };

/** Derives the merchant transaction id of an attempt: the same on every instance. */
export type MerchantTransactionIdFor = (key: CommandKey, attempt: number) => MerchantTransactionId;
