import type { Refund, Void } from '../../domain/payment/command.ts';
import { wasReversedBefore } from '../../domain/payment/residual-hold.ts';
import type { CommandKey } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { ExecutePayment } from '../execute-payment.ts';
import type { FoundAuthorization } from './authorization-search.ts';
import type { OrphanedAuthorization } from './unmatched-authorization.ts';

/** Whether it is reversed; `later` while that is unknown, or nothing could be sent. */
export type ReverseOrphan = (
  authorization: FoundAuthorization,
  orphan: OrphanedAuthorization,
) => Promise<'yes' | 'no' | 'later'>;

/** Reverses the hold, or voids or refunds what was captured, through the journal as every other void and refund. */
export function createReverseOrphan(executePayment: ExecutePayment): ReverseOrphan {
  return async (authorization, orphan) => {
    try {
      const { result } = await executePayment(toVoid(authorization, orphan), orphan.settings);
      const isTooLate =
        authorization.captureNow && (result.outcome === 'declined' || result.outcome === 'refused');
      if (!isTooLate || wasReversedBefore(result)) return toAnswer(result);
      return toAnswer((await executePayment(toRefund(authorization, orphan), orphan.settings)).result);
    } catch (error) {
      if (error instanceof Problem && error.code === 'conflict') return 'no';
      throw error;
    }
  };
}

function toVoid(authorization: FoundAuthorization, orphan: OrphanedAuthorization): Void {
  const of = authorization.captureNow ? 'sale' : 'authorization';
  return { ...toCommand(authorization, orphan), type: 'void', of, key: keyOf(authorization) };
}

/** What has settled can no longer be voided. */
function toRefund(authorization: FoundAuthorization, orphan: OrphanedAuthorization): Refund {
  const key = `${keyOf(authorization)}/refund` as CommandKey;
  return { ...toCommand(authorization, orphan), type: 'refund', of: 'sale', key };
}

function keyOf({ ref }: FoundAuthorization): CommandKey {
  return `sweep/${ref}` as CommandKey;
}

function toCommand(
  { ref, orderId }: FoundAuthorization,
  { settings: { site, channel }, held, paymentGroupId }: OrphanedAuthorization,
): Omit<Void, 'type' | 'of' | 'key'> {
  return {
    fingerprint: ref,
    caller: 'reconciler',
    site,
    channel,
    orderId,
    original: ref,
    amount: held,
    ...(paymentGroupId !== undefined && { paymentGroupId }),
  };
}

function toAnswer(result: PaymentResult): 'yes' | 'no' | 'later' {
  switch (result.outcome) {
    case 'approved':
    case 'pending':
      return 'yes';
    case 'unknown':
    case 'not-sent':
      return 'later';
    case 'declined':
    case 'refused':
    case 'challenge':
      return wasReversedBefore(result) ? 'yes' : 'no';
  }
}
