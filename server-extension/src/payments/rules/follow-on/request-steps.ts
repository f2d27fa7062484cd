import type { CommandKey } from '../../../domain/ids.ts';
import type { PaymentAttempt } from '../../ports/payment-attempt.ts';

/**
 * The attempts that the journal has of one request, in the order of its steps: of each step the latest attempt.
 *
 * @param asked the key of the request.
 */
export function requestSteps(
  asked: CommandKey,
  attempts: readonly PaymentAttempt[],
): readonly PaymentAttempt[] {
  const latest = new Map<CommandKey, PaymentAttempt>();
  for (const attempt of attempts) {
    const known = latest.get(attempt.key);
    const isOlder = known !== undefined && known.attemptNumber > attempt.attemptNumber;
    if (isStepOf(attempt.key, asked) && !isOlder) latest.set(attempt.key, attempt);
  }
  return [...latest.values()].sort((a, b) => ordinalOf(a.key, asked) - ordinalOf(b.key, asked));
}

/** Whether the key is the request's own, or one that was counted up from it. */
export function isStepOf(key: CommandKey, asked: CommandKey): boolean {
  return key === asked || (key.startsWith(`${asked}/`) && /^\d{1,3}$/.test(key.slice(asked.length + 1)));
}

/** The key of a request's step, 1 for the first. */
export function stepKey(asked: CommandKey, ordinal: number): CommandKey {
  return (ordinal === 1 ? asked : `${asked}/${ordinal}`) as CommandKey;
}

function ordinalOf(key: CommandKey, asked: CommandKey): number {
  return key === asked ? 1 : Number(key.slice(asked.length + 1));
}
