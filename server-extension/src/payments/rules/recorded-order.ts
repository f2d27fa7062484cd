import type { FollowOn } from '../../domain/payment/command.ts';
import type { CommandKey, GatewayRef, OrderId } from '../../domain/ids.ts';
import { money } from '../../domain/money/money.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';

/** Nothing is asked for: the records are read for what they show. */
export function aboutOrder(
  orderId: OrderId,
  original: GatewayRef,
  { site, channel }: Pick<GatewaySettings, 'site' | 'channel'>,
): FollowOn {
  return {
    type: 'capture',
    key: 'read' as CommandKey,
    fingerprint: '',
    caller: 'operator',
    site,
    channel,
    orderId,
    original,
    amount: money(0, 'USD' as never),
  };
}

/** Whether an attempt of the journal is the recorded one. The journal may have it without its result: in flight, or of an unknown outcome that recovery will find out. */
export function isKnownAs(recorded: PaymentAttempt): (own: PaymentAttempt) => boolean {
  const ref = gatewayRefOf(recorded.result);
  return (own) =>
    (ref !== undefined && gatewayRefOf(own.result) === ref) ||
    own.merchantTransactionId === recorded.merchantTransactionId;
}
