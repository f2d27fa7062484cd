import type { Void } from '../../domain/payment/command.ts';
import type { PaymentAttempt } from '../ports/ports.ts';

/** The void with which recovery undoes what an attempt has authorized or captured. */
export function toReversal(
  { fingerprint, site, channel, orderId, paymentGroupId }: PaymentAttempt,
  reversal: Pick<Void, 'key' | 'original' | 'of' | 'amount'>,
): Void {
  return {
    type: 'void',
    fingerprint,
    caller: 'reconciler',
    site,
    channel,
    orderId,
    ...reversal,
    ...(paymentGroupId !== undefined && { paymentGroupId }),
  };
}
