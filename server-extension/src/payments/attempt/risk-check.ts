import type { OtherOrder, PaymentResult } from '../../domain/payment/result.ts';

/**
 * Decides, after an authorization was claimed and before it is sent, whether it may be sent: every copy of the delivery
 * then reads the same answer.
 */
export type RiskCheck = () => Promise<RiskDecision>;

export type RiskDecision =
  /** The payment is blocked: by which rule, and why, in words for the journal. */
  | { readonly blockedBy: string; readonly problem?: string; readonly otherOrder?: OtherOrder }
  /** The payment may be sent; `ended` is called with the result of the call. */
  | { readonly blockedBy?: undefined; readonly ended: (result: PaymentResult) => Promise<void> };

/** Blocks what must not be sent because of another order of the same checkout. */
export function blockFor(otherOrder: OtherOrder): RiskCheck {
  return () => Promise.resolve({ blockedBy: 'checkout', otherOrder });
}

/** What the risk check comes to for a call. */
export type RiskAdmission =
  /** The call is not made: this is its result. */
  | { readonly blocked: PaymentResult }
  /** The call is made, and its result reported. Reporting never rejects: it changes nothing about the result. */
  | { readonly blocked?: undefined; readonly report: (result: PaymentResult) => Promise<void> };

const UNCHECKED: RiskAdmission = { report: () => Promise.resolve() };

/**
 * Asks the risk check, if there is one. One that fails blocks the call as well: nothing is sent. Never rejects.
 *
 * @param onError called with why it failed, or could not take note of how the call ended.
 */
export async function askRiskCheck(
  riskCheck: RiskCheck | undefined,
  onError: (error: unknown) => void,
): Promise<RiskAdmission> {
  if (riskCheck === undefined) return UNCHECKED;
  const decision = await riskCheck().catch(onError);
  if (decision === undefined)
    return { blocked: { outcome: 'not-sent', problem: 'The risk check failed; nothing was sent.' } };
  if (decision.blockedBy !== undefined) return { blocked: toBlockedResult(decision) };
  return { report: (result) => decision.ended(result).catch(onError) };
}

function toBlockedResult({
  blockedBy,
  problem = 'A limit stopped it; nothing was sent.',
  otherOrder,
}: Extract<RiskDecision, { readonly blockedBy: string }>): PaymentResult {
  if (otherOrder === undefined) return { outcome: 'refused', problem, blockedBy };
  const { orderId, isPaid } = otherOrder;
  const because = `Order ${orderId} of the same checkout ${isPaid ? 'is paid' : 'is being paid'}; nothing was sent.`;
  return { outcome: 'refused', problem: because, blockedBy, otherOrder };
}
