import type { AttemptView, PaymentSummary } from '../model/payment.ts';

/** What may have happened, and what of it became known. Attempts are told apart by the id that the extension gave each. */
export function openAttempts({ attempts }: Pick<PaymentSummary, 'attempts'>): readonly AttemptView[] {
  return attempts.filter(isOpen);
}

/** Attempts that were open when the payment was read before, and whose outcome is known now. */
export function resolvedSince(
  before: Pick<PaymentSummary, 'attempts'>,
  now: Pick<PaymentSummary, 'attempts'>,
): readonly AttemptView[] {
  const open = openAttempts(before).map(({ merchantTransactionId }) => merchantTransactionId);
  return now.attempts.filter((attempt) => !isOpen(attempt) && open.includes(attempt.merchantTransactionId));
}

/** Whether the attempt has moved money, or holds it. */
export function isCarriedOut({ outcome }: AttemptView): boolean {
  return outcome === 'approved' || outcome === 'pending';
}

/** `the capture of 20.00 USD` */
export function nameAttempt({ operation }: AttemptView, amount: string): string {
  return `the ${NOUNS[operation] ?? operation} of ${amount}`;
}

/** What an outcome says about the money. */
export function sayOutcome(attempt: AttemptView, amount: string): string {
  const name = nameAttempt(attempt, amount);
  if (isCarriedOut(attempt)) return `${name} was carried out.`;
  if (attempt.outcome === 'not-sent') return `${name} never reached CyberSource. No money moved.`;
  return `${name} was not carried out: ${attempt.outcome}. No money moved.`;
}

function isOpen({ outcome }: AttemptView): boolean {
  return outcome === 'unknown' || outcome === 'in-flight';
}

const NOUNS: Readonly<Record<string, string>> = {
  authorize: 'authorization',
  void: 'reversal',
  reauthorize: 're-authorization',
};
