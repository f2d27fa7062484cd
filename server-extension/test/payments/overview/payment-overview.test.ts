import { expect } from 'chai';
import fc from 'fast-check';
import { paymentMethods } from '../../../src/methods/methods.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { type PaymentOverview, toOverview } from '../../../src/payments/overview/payment-overview.ts';
import { methodRulesIn } from '../../../src/payments/ports/method-rules.ts';
import { anAttempt } from '../../journal/contract.ts';
import { aCapture, anAuthorization, aRefund, aVoid, usd } from '../../builders/command.ts';
import { settings } from '../../builders/settings.ts';
import { createPayments } from '../../builders/payments.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { approved, declined, notSent, settling, unknown } from '../../builders/result.ts';

const methodRules = methodRulesIn(paymentMethods);

const ENDS = ['approved', 'settling', 'declined', 'unknown', 'not-sent', 'refused'] as const;

function ended(how: (typeof ENDS)[number], amount: ReturnType<typeof usd>): PaymentResult {
  switch (how) {
    case 'approved':
      return approved(amount);
    case 'settling':
      return settling(amount);
    case 'declined':
      return declined();
    case 'unknown':
      return unknown;
    case 'not-sent':
      return notSent;
    case 'refused':
      return { outcome: 'refused', problem: 'no', refusalReason: 'other' };
  }
}

/** Conservation: nothing of a payment is in two places, and nothing is lost. */
function expectToConserve({ sums }: PaymentOverview): void {
  const { authorized, captured, reversed, pending, available, refunded, pendingRefunds, refundable } = sums;
  expect(captured.minor + reversed.minor + pending.minor + available.minor).to.equal(authorized.minor);
  expect(refunded.minor + pendingRefunds.minor + refundable.minor).to.equal(captured.minor);
}

describe('A payment’s overview', () => {
  const wanted = fc.record({
    operation: fc.constantFrom('capture' as const, 'void' as const, 'refund' as const),
    minor: fc.integer({ min: 1, max: 120 }),
    end: fc.constantFrom(...ENDS),
  });

  it('conserves the money, whatever is asked for and however each call ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(wanted, { maxLength: 8 }), async (captureNow, requests) => {
        const journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() });
        let end: (typeof ENDS)[number] = 'approved';
        const { executePayment } = createPayments({
          journal,
          isJournalOwn: false,
          gateway: {
            send: async ({ amount }) => ended(end, amount),
            reverse: async () => unknown,
            lookUp: async () => ({ kind: 'not-found' }),
          },
        });
        const authorization = anAuthorization({ amount: usd(100), captureNow });
        const { result } = await executePayment(authorization, settings);
        const original = gatewayRefOf(result)!;
        const look = async (): Promise<PaymentOverview> =>
          toOverview(await journal.tasksOfOrder(authorization.orderId), { methodRules });
        for (const { operation, minor, end: next } of requests) {
          end = next;
          const before = await look();
          const make = { capture: aCapture, void: aVoid, refund: aRefund }[operation];
          const problem = await executePayment(make({ original, amount: usd(minor) }), settings).then(
            () => undefined,
            (error: unknown) => error,
          );
          if (problem !== undefined) expect(problem).to.be.instanceOf(Problem);
          const after = await look();
          expectToConserve(after);
          // What the overview offers is carried out, and what it does not offer is refused before any call.
          const name = operation === 'void' ? 'reverse' : operation;
          const offer = before.allowed.find((each) => each.operation === name);
          const most = offer?.upTo?.minor;
          if (most === undefined || minor > most)
            expect(after.attempts, `${operation} of ${minor}`).to.have.length(before.attempts.length);
          else if (minor === most)
            expect(after.attempts.length, `${operation} of ${minor}`).to.be.above(before.attempts.length);
        }
      }),
      {
        numRuns: 150,
        examples: [
          // A lost void of the capture: what is held is released, the rest of a cancellation would have to wait.
          [
            false,
            [
              { operation: 'capture', minor: 1, end: 'approved' },
              { operation: 'void', minor: 1, end: 'unknown' },
              { operation: 'void', minor: 1, end: 'approved' },
            ],
          ],
        ],
      },
    );
  });

  const look = (attempts: Parameters<typeof toOverview>[0]): PaymentOverview =>
    toOverview(attempts, { methodRules });

  it('names the automatic step that is due first, and whether an operator has to look', () => {
    const attempt = {
      ...anAttempt({ amount: usd(100) }),

      operation: 'authorize' as const,
      attemptNumber: 1,
      merchantTransactionId: 'm' as never,
      claimedAt: new Date(0),
      completedAt: new Date(0),
      result: approved(usd(100)),
    };
    const overview = look([
      { attempt, task: 'confirm-order', runAt: new Date(9) },
      { attempt, task: 'resolve-outcome', runAt: new Date(5) },
    ]);
    expect(overview.next).to.deep.equal({ task: 'resolve-outcome', at: new Date(5) });
    expect(overview.needsReview).to.equal(false);
    const reviewed = look([{ attempt, task: 'manual-review' }]);
    expect(reviewed.next).to.equal(undefined);
    expect(reviewed.needsReview).to.equal(true);
  });
});
