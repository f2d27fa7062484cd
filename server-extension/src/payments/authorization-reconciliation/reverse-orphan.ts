import type { Refund, Void } from '../../domain/payment/command.ts';
import { wasReversedBefore } from '../../domain/payment/residual-hold.ts';
import type { CommandKey } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import { present } from '../../domain/present.ts';
import type { ExecutePayment } from '../execute-payment.ts';
import type { FoundAuthorization } from './authorization-search.ts';
import type { OrphanedAuthorization } from './unmatched-authorization.ts';

/** `later`: nothing could be sent, or what came of it is unknown. */
export type ReversalOutcome = 'reversed' | 'refused' | 'later';

/** Reverses what an authorization holds. */
export type ReverseOrphan = (
  authorization: FoundAuthorization,
  orphan: OrphanedAuthorization,
) => Promise<ReversalOutcome>;

/** Reverses the hold, or voids or refunds what was captured, through the journal as every other void and refund. */
export function createReverseOrphan(executePayment: ExecutePayment): ReverseOrphan {
  return async (authorization, orphan) => {
    try {
      const { result } = await executePayment(toVoid(authorization, orphan), orphan.settings);
      const isTooLate =
        authorization.captureNow && (result.outcome === 'declined' || result.outcome === 'refused');
      if (!isTooLate || wasReversedBefore(result)) return toReversalOutcome(result);
      return toReversalOutcome(
        (await executePayment(toRefund(authorization, orphan), orphan.settings)).result,
      );
    } catch (error) {
      if (error instanceof Problem && error.code === 'conflict') return 'refused';
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
  return { ...toCommand(authorization, orphan), type: 'refund', key };
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
    ...present({ paymentGroupId }),
  };
}

function toReversalOutcome(result: PaymentResult): ReversalOutcome {
  switch (result.outcome) {
    case 'approved':
    case 'pending':
      return 'reversed';
    case 'unknown':
    case 'not-sent':
      return 'later';
    case 'declined':
    case 'refused':
    case 'challenge':
      return wasReversedBefore(result) ? 'reversed' : 'refused';
  }
}
