import type { GatewayRef, MerchantTransactionId } from '../../domain/ids.ts';
import type { GatewayCommand } from '../../domain/payment/command.ts';
import type { AccessRefusal, PaymentResult } from '../../domain/payment/result.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { FollowOnSequence, PaymentAttempt } from './payment-attempt.ts';

/** The payment gateway. Never rejects for what the network or the gateway do: that is a {@link PaymentResult}. */
export interface Gateway {
  send(command: GatewayCommand, settings: GatewaySettings, call: GatewayCall): Promise<PaymentResult>;
  /**
   * Undoes an attempt whose answer was lost, by the merchant transaction id it was sent with: a timeout reversal of an
   * authorization, a timeout void of everything else. `refused` means that CyberSource knows of nothing to undo.
   */
  reverse(
    unresolved: UnresolvedAttempt,
    settings: GatewaySettings,
    call: GatewayCall,
  ): Promise<PaymentResult>;
  /**
   * Looks an attempt whose answer was lost up in the gateway's own records. They lag: what they do not show may still
   * appear, for minutes.
   *
   * @param known the gateway's ids that belong to other attempts of the same order: one of them is not it.
   */
  lookUp(
    lost: UnresolvedAttempt,
    known: ReadonlySet<GatewayRef>,
    settings: GatewaySettings,
    deadlineMs: number,
  ): Promise<LookupResult>;
}

/** What the gateway's records say about an attempt. */
export type LookupResult =
  | { readonly kind: 'found'; readonly result: PaymentResult }
  | { readonly kind: 'not-found' }
  /** They could not be read, or more than one transaction could be it. */
  | {
      readonly kind: 'ambiguous';
      readonly problem: string;
      /** CyberSource refused the look-up itself: nothing is known about the attempt. */
      readonly accessRefused?: AccessRefusal;
    };

/** An attempt that may have happened. */
export type UnresolvedAttempt = Pick<
  PaymentAttempt,
  | 'operation'
  | 'captureNow'
  | 'amount'
  | 'orderId'
  | 'original'
  | 'claimedAt'
  | 'merchantTransactionId'
  | 'paymentType'
  // A refused duplicate may be of an attempt long ago.
  | 'result'
>;

export interface GatewayCall {
  readonly merchantTransactionId: MerchantTransactionId;
  readonly sequence?: FollowOnSequence;
  /** The call is given up after this many milliseconds, however far it got. */
  readonly deadlineMs: number;
}
