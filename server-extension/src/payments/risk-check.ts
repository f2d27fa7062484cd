import type { OtherOrder, PaymentResult } from '../domain/payment/result.ts';

/**
 * Decides, after an authorization was claimed and before it is sent, whether it may be sent: every copy of the delivery
 * then reads the same answer.
 */
export type RiskCheck = () => Promise<RiskDecision>;

export type RiskDecision =
  /** What stopped it, and why, in words for the journal. */
  | { readonly blockedBy: string; readonly problem?: string; readonly otherOrder?: OtherOrder }
  /** To be told how the call ended, or nothing when it could not be made. */
  | { readonly blockedBy?: undefined; readonly ended: (result: PaymentResult | undefined) => Promise<void> };

/** Stops what must not be sent because of another order of the same checkout. */
export function blockFor(otherOrder: OtherOrder): RiskCheck {
  return () => Promise.resolve({ blockedBy: 'checkout', otherOrder });
}

/** Makes the call unless it is stopped. A restraint that cannot decide stops it as well: nothing was sent. */
export async function withRiskCheck(
  riskCheck: RiskCheck | undefined,
  call: () => Promise<PaymentResult>,
): Promise<PaymentResult> {
  if (riskCheck === undefined) return call();
  const decision = await riskCheck().catch(() => undefined);
  if (decision === undefined)
    return { outcome: 'not-sent', problem: 'Whether it may be sent could not be found out.' };
  if (decision.blockedBy !== undefined) return stopped(decision);
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
  blockedBy,
  problem = 'A limit stopped it; nothing was sent.',
  otherOrder,
}: Extract<RiskDecision, { readonly blockedBy: string }>): PaymentResult {
  if (otherOrder === undefined) return { outcome: 'refused', problem, blockedBy };
  const { orderId, isPaid } = otherOrder;
  const because = `Order ${orderId} of the same checkout ${isPaid ? 'is paid' : 'is being paid'}; nothing was sent.`;
  return { outcome: 'refused', problem: because, blockedBy, otherOrder };
}
