import { isSameMoney } from '../../domain/money/money.ts';
import { gatewayRefOf, isApprovedOrPending } from '../../domain/payment/reported.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';

/**
 * What a notification says against the known result of an attempt, as a sentence for a person; undefined where both agree.
 * Notifications come late and in any order: what was undone since, or is held behind a decline, is no contradiction.
 */
export function contradictionOf(
  { result, amount }: Pick<PaymentAttempt, 'result' | 'amount'>,
  notified: PaymentResult,
): string | undefined {
  if (result === undefined || result.outcome === 'unknown' || notified.outcome === 'unknown')
    return undefined;
  // The verification of a card moves no money, whatever is said of it.
  if (amount.minor === 0) return undefined;
  if (isApprovedOrPending(notified)) {
    if (isApprovedOrPending(result)) {
      if (gatewayRefOf(result) !== notified.ref)
        return 'A notification approves it under another id: there may be two transactions.';
      return isSameMoney(result.amount, notified.amount)
        ? undefined
        : 'A notification approves it with another amount.';
    }
    if (result.outcome === 'not-sent' && result.undone === true) return undefined;
    const isSameTransaction = gatewayRefOf(result) === notified.ref;
    // Held behind a decline, and reversed as such; or a challenge that the shopper has answered since.
    if (isSameTransaction && (result.outcome === 'challenge' || holdsMoney(result))) return undefined;
    return 'A notification says that it was carried out, and the journal says that it was not.';
  }
  return isApprovedOrPending(result) && gatewayRefOf(result) === gatewayRefOf(notified)
    ? 'A notification says that it was not carried out, and the journal says that it was.'
    : undefined;
}

function holdsMoney(result: PaymentResult): boolean {
  return result.outcome === 'declined' && result.holdsMoney;
}
