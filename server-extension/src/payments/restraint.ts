import type { OtherOrder, PaymentResult } from '../domain/result.ts';

/**
 * Decides, after an authorization was claimed and before it is sent, whether it may be sent: every copy of the delivery
 * then reads the same answer.
 */
export type Restraint = () => Promise<Restrained>;

export type Restrained =
  /** What stopped it, and why, in words for the journal. */
  | { readonly stoppedBy: string; readonly problem?: string; readonly otherOrder?: OtherOrder }
  /** To be told how the call ended, or nothing when it could not be made. */
  | { readonly stoppedBy?: undefined; readonly ended: (result: PaymentResult | undefined) => Promise<void> };

/** Stops what must not be sent because of another order of the same checkout. */
export function stopBecauseOf(otherOrder: OtherOrder): Restraint {
  return () => Promise.resolve({ stoppedBy: 'checkout', otherOrder });
}

/** Makes the call unless it is stopped. A restraint that cannot decide stops it as well: nothing was sent. */
export async function restrained(
  restraint: Restraint | undefined,
  call: () => Promise<PaymentResult>,
): Promise<PaymentResult> {
  if (restraint === undefined) return call();
  const decision = await restraint().catch(() => undefined);
  if (decision === undefined)
    return { outcome: 'not-sent', problem: 'Whether it may be sent could not be found out.' };
  if (decision.stoppedBy !== undefined) return stopped(decision);
  let result: PaymentResult | undefined;
  try {
    result = await call();
    return result;
  } finally {
    // Whoever counts may fail; the money has moved or not.
    await decision.ended(result).catch(() => undefined);
  }
}

function stopped({
  stoppedBy,
  problem = 'A limit stopped it; nothing was sent.',
  otherOrder,
}: Extract<Restrained, { readonly stoppedBy: string }>): PaymentResult {
  if (otherOrder === undefined) return { outcome: 'refused', problem, stoppedBy };
  const { orderId, isPaid } = otherOrder;
  const because = `Order ${orderId} of the same checkout ${isPaid ? 'is paid' : 'is being paid'}; nothing was sent.`;
  return { outcome: 'refused', problem: because, stoppedBy, otherOrder };
}
