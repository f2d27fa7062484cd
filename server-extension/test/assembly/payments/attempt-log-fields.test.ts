import { expect } from 'chai';
import {
  attemptFields,
  logRefusedVoidOrRefund,
  logTaskEnd,
  orphanedResultFields,
} from '../../../src/assembly/payments/attempt-log-fields.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type { LeasedTask, TaskResult } from '../../../src/payments/ports/recovery-task.ts';
import { usd } from '../../builders/command.ts';
import { approved, declined, unknown } from '../../builders/result.ts';
import { anAttempt } from '../../journal/contract.ts';

const at = new Date('2026-06-01T12:00:00Z');
const attempt = {
  ...anAttempt(),
  merchantTransactionId: 'V1A',
  result: unknown,
  completedAt: at,
} as unknown as PaymentAttempt;
const FIELDS = {
  site: attempt.site,
  orderId: attempt.orderId,
  paymentGroupId: attempt.paymentGroupId,
  operation: 'authorize',
  merchantTransactionId: 'V1A',
  gatewayTransactionId: undefined,
};

function logged(write: (log: never) => void): readonly unknown[] {
  const lines: unknown[] = [];
  write(((event: string, fields: object) => lines.push([event, fields])) as never);
  return lines;
}

describe('A line of the log about an attempt', () => {
  it('says which one it is', () => {
    expect(attemptFields(attempt)).to.deep.equal(FIELDS);
    const result = approved(usd(1));
    expect(attemptFields({ ...attempt, result })).to.deep.equal({
      ...FIELDS,
      gatewayTransactionId: result.ref,
    });
  });

  const result = approved(usd(1));
  const ends: readonly (readonly [name: string, left: TaskResult, event: string, more: object])[] = [
    [
      'was resolved',
      { resolved: result, at },
      'attempt.resolved',
      { outcome: 'approved', gatewayTransactionId: result.ref },
    ],
    [
      'was resolved as not sent',
      { resolved: { outcome: 'not-sent', problem: 'no' }, at },
      'attempt.resolved',
      { outcome: 'not-sent' },
    ],
    ['waits for a person', { manualReview: true }, 'task.manual-review', {}],
    ['is done', { done: true }, 'task.completed', {}],
    ['is due again', { runAt: at }, 'task.rescheduled', { reason: undefined }],
    [
      'was turned away',
      { runAt: at, accessRefused: 'credentials' },
      'task.rescheduled',
      { reason: 'credentials' },
    ],
  ];
  for (const [name, left, event, more] of ends)
    it(`says that its task ${name}, and how often it has run`, () => {
      const leased = { attempt, task: 'resolve', runs: 2, lease: 'l' } as unknown as LeasedTask;
      expect(
        logged((log) => {
          logTaskEnd(log, leased, left);
        }),
      ).to.deep.equal([[event, { ...FIELDS, task: 'resolve', runs: 3, ...more }]]);
    });

  it('keeps the id that was known where the resolution has none', () => {
    const known = approved(usd(1));
    const leased = {
      attempt: { ...attempt, result: known },
      task: 'resolve',
      runs: 0,
    } as unknown as LeasedTask;
    const left: TaskResult = { resolved: { outcome: 'not-sent', problem: 'no' }, at };
    expect(
      logged((log) => {
        logTaskEnd(log, leased, left);
      }),
    ).to.have.nested.property('[0][1].gatewayTransactionId', known.ref);
  });

  it('says what became of a result that the journal will not have', () => {
    const pending = { key: 'k1', attemptNumber: 1, result, at } as never;
    const about = {
      commandKey: 'k1',
      reason: 'superseded',
      outcome: 'approved',
      gatewayTransactionId: result.ref,
    };
    expect(orphanedResultFields(pending, 'superseded' as never, undefined)).to.deep.equal(about);
    expect(orphanedResultFields(pending, 'superseded' as never, attempt)).to.deep.equal({
      ...FIELDS,
      ...about,
    });
  });
});

describe('A cancellation or refund that was refused', () => {
  const returned = (of: PaymentResult | undefined, operation = 'refund') =>
    ({ ...attempt, operation, caller: 'webhook', result: of }) as unknown as PaymentAttempt;

  it('is a line with the reason', () => {
    const refused: PaymentResult = { outcome: 'refused', problem: 'No.', refusalReason: 'other' };
    expect(
      logged((log) => {
        logRefusedVoidOrRefund(log, returned(refused));
      }),
    ).to.deep.equal([
      [
        'payment.void-or-refund-refused',
        { ...FIELDS, operation: 'refund', outcome: 'refused', declineReason: undefined, problem: 'No.' },
      ],
    ]);
    expect(
      logged((log) => {
        logRefusedVoidOrRefund(log, returned(declined()));
      }),
    ).to.have.nested.property('[0][1].declineReason', 'insufficient-funds');
  });

  it('is none where it was carried out, or is no return', () => {
    for (const each of [returned(approved(usd(1))), returned(undefined), returned(declined(), 'capture')])
      expect(
        logged((log) => {
          logRefusedVoidOrRefund(log, each);
        }),
      ).to.deep.equal([]);
  });
});
