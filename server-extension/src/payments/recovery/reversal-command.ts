import { plus } from '../../domain/money/money.ts';
import type { Void } from '../../domain/payment/command.ts';
import { isSale } from '../../domain/payment/effect.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import { present } from '../../domain/present.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { authorizedPayment } from '../rules/follow-on/authorized-payment.ts';

/**
 * The void with which recovery undoes everything that is left of an authorization.
 *
 * @param ofPayment every attempt of its payment, oldest first.
 */
export function toWholeReversal(
  authorization: PaymentAttempt,
  ofPayment: readonly PaymentAttempt[],
  key: Void['key'],
): Void {
  const original = gatewayRefOf(authorization.result);
  if (original === undefined) throw new RangeError(`Attempt ${authorization.key} was approved without an id`);
  const { capturable, refundable } = authorizedPayment(original, paymentFrom(ofPayment));
  return toReversal(authorization, {
    key,
    original,
    of: isSale(authorization) ? 'sale' : 'authorization',
    amount: plus(capturable, refundable),
  });
}

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
    ...present({ paymentGroupId }),
  };
}
