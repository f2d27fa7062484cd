import type { CommandKey } from '../../domain/ids.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { isStepOf } from '../rules/follow-on/request-steps.ts';

/** How keys of repetitions begin; journals hold them. */
const RETRY = 'return';

/** Each try has a key of its own: CyberSource would take the same one for a copy. */
export function nextRetryKey(
  { key }: Pick<PaymentAttempt, 'key'>,
  ofPayment: readonly PaymentAttempt[],
): CommandKey {
  const tries = ofPayment.filter((each) => isRetriedVoidOrRefund(each) && each.key.includes(`/${key}`));
  return `${RETRY}${tries.length || ''}/${key}` as CommandKey;
}

/** Whether recovery has asked for it in the place of a void or refund of OCC's. */
export function isRetriedVoidOrRefund({ caller, key }: Pick<PaymentAttempt, 'caller' | 'key'>): boolean {
  return caller === 'reconciler' && key.startsWith(RETRY);
}

/** Whether a retry, or a step of it, was asked for in the place of this refused one. */
export function isRetryOf(retry: PaymentAttempt, { key }: Pick<PaymentAttempt, 'key'>): boolean {
  return isStepOf(retry.key.replace(/^[^/]*\//, '') as CommandKey, key);
}
