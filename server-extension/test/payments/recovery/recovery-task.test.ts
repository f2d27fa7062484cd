import { expect } from 'chai';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type { RecoveryTask } from '../../../src/payments/ports/recovery-task.ts';
import { createRecoveryTaskOf, RECOVERY_TIMINGS } from '../../../src/payments/recovery/recovery-task.ts';
import { usd } from '../../builders/command.ts';
import {
  alreadyReversed,
  approved,
  declined,
  declinedWhileHeld,
  notSent,
  settling,
  unknown,
} from '../../builders/result.ts';
import { anAttempt } from '../../journal/contract.ts';

const claimedAt = new Date('2026-11-21T10:00:00Z');
const completedAt = new Date('2026-11-21T10:00:05Z');
const resolvedAt = new Date('2026-11-21T10:02:00Z');
const recoveryTaskOf = createRecoveryTaskOf(RECOVERY_TIMINGS);

function attempted(changes: Partial<PaymentAttempt>): PaymentAttempt {
  return { ...anAttempt({ claimedAt }), attemptNumber: 1, merchantTransactionId: '' as never, ...changes };
}
const ended = (result: PaymentAttempt['result'], changes: Partial<PaymentAttempt> = {}): PaymentAttempt =>
  attempted({ completedAt, ...(result && { result }), ...changes });

const CASES: readonly (readonly [string, PaymentAttempt, RecoveryTask | undefined, string?])[] = [
  ['in flight', attempted({}), 'resolve-outcome', '2026-11-21T10:01:00.000Z'],
  ['a capture in flight', attempted({ operation: 'capture' }), 'resolve-outcome', '2026-11-21T10:01:00.000Z'],
  ['unknown', ended(unknown), 'resolve-outcome', '2026-11-21T10:01:05.000Z'],
  [
    'a refund of unknown outcome',
    ended(unknown, { operation: 'refund' }),
    'resolve-outcome',
    '2026-11-21T10:01:05.000Z',
  ],
  [
    'a refund of OCC’s that was declined',
    ended(declined(), { operation: 'refund' }),
    'give-back',
    '2026-11-21T10:01:05.000Z',
  ],
  ['a residual hold', ended(declinedWhileHeld()), 'reverse-hold', '2026-11-21T10:00:05.000Z'],
  [
    'a residual hold that was found later',
    ended(declinedWhileHeld(), { resolvedAt }),
    'reverse-hold',
    '2026-11-21T10:02:00.000Z',
  ],
  ['authorized', ended(approved(usd(100))), 'confirm-order', '2026-11-21T10:10:05.000Z'],
  [
    'a sale that settles',
    ended(settling(usd(100)), { captureNow: true }),
    'confirm-order',
    '2026-11-21T10:10:05.000Z',
  ],
  ['a verified card', ended(approved(usd(0)), { amount: usd(0) }), undefined],
  ['captured', ended(settling(usd(100)), { operation: 'capture' }), undefined],
  ['declined', ended(declined()), undefined],
  ['refused', ended(alreadyReversed), undefined],
  ['not sent', ended(notSent), undefined],
];

describe('the recovery task of an attempt', () => {
  for (const [name, attempt, task, runAt] of CASES)
    it(`that is ${name} is ${task ?? 'none'}`, () => {
      const left = recoveryTaskOf(attempt);
      expect(left?.task).to.equal(task);
      expect(left?.runAt.toISOString()).to.equal(runAt);
    });
});
