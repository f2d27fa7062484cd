import type { Refund, Void } from '../../domain/command.ts';
import { wasUndoneBefore } from '../../domain/debt.ts';
import type { CommandKey } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import type { PaymentResult } from '../../domain/result.ts';
import type { Pay } from '../pay.ts';
import type { Granted } from './books.ts';
import type { Orphan } from './suspect.ts';

/** Whether it is undone; `later` while nobody knows, or nothing could be sent. */
export type UndoOrphan = (granted: Granted, orphan: Orphan) => Promise<'yes' | 'no' | 'later'>;

/** Lets go of what is held, or gives back what was taken, as every other void and refund: through the journal. */
export function createUndoOrphan(pay: Pay): UndoOrphan {
  return async (granted, orphan) => {
    try {
      const { result } = await pay(toVoid(granted, orphan), orphan.settings);
      const isTooLate = granted.captureNow && (result.outcome === 'declined' || result.outcome === 'refused');
      if (!isTooLate || wasUndoneBefore(result)) return toAnswer(result);
      return toAnswer((await pay(toRefund(granted, orphan), orphan.settings)).result);
    } catch (error) {
      if (error instanceof Problem && error.code === 'conflict') return 'no';
      throw error;
    }
  };
}

function toVoid(granted: Granted, orphan: Orphan): Void {
  const of = granted.captureNow ? 'sale' : 'authorization';
  return { ...toCommand(granted, orphan), type: 'void', of, key: keyOf(granted) };
}

/** What has settled can no longer be voided. */
function toRefund(granted: Granted, orphan: Orphan): Refund {
  const key = `${keyOf(granted)}/refund` as CommandKey;
  return { ...toCommand(granted, orphan), type: 'refund', of: 'sale', key };
}

function keyOf({ ref }: Granted): CommandKey {
  return `sweep/${ref}` as CommandKey;
}

function toCommand(
  { ref, orderId }: Granted,
  { settings: { site, channel }, held, paymentGroupId }: Orphan,
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
      return wasUndoneBefore(result) ? 'yes' : 'no';
  }
}
