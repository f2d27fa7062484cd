import { expect } from 'chai';
import type { PaymentKey } from '../../src/domain/ids.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import type { AttemptRequest } from '../../src/payments/ports/payment-attempt.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import { approved, declinedWhileHeld, unknown } from '../builders/result.ts';
import { anAttempt, itIsAJournal } from './contract.ts';
import { itIsSearchable } from './search-contract.ts';

const at = new Date('2026-11-21T10:00:00Z');

async function done(
  journal: Journal,
  attempt: AttemptRequest,
  result: PaymentResult = approved(attempt.amount),
): Promise<AttemptRequest> {
  await journal.claim(
    attempt,
    () => ({ verdict: 'proceed' }),
    (key) => key as never,
  );
  await journal.complete({ key: attempt.key, attemptNumber: 1 }, result, at);
  return attempt;
}

describe('the memory journal', () => {
  itIsAJournal((now) => createMemoryJournal({ capacity: 1000, recoveryTaskOf, now }));
  itIsSearchable((now) => createMemoryJournal({ capacity: 1000, recoveryTaskOf, now }));

  it('forgets the oldest payments beyond its capacity, whole', async () => {
    const journal = createMemoryJournal({ capacity: 3, recoveryTaskOf, now: () => at });
    const payment = 'siteUS:o1:pg1' as PaymentKey;
    const [first, second] = [
      await done(journal, anAttempt({ payment })),
      await done(journal, anAttempt({ payment })),
    ];
    const [third, fourth] = [await done(journal, anAttempt()), await done(journal, anAttempt())];
    const kept = await Promise.all([first, second, third, fourth].map(({ key }) => journal.find(key)));
    expect(kept.map((attempt) => attempt !== undefined)).to.deep.equal([false, false, true, true]);
    expect(await journal.ofOrder(first.orderId)).to.have.length(2);
  });

  it('never forgets what is under way or unknown', async () => {
    const journal = createMemoryJournal({ capacity: 1, recoveryTaskOf, now: () => at });
    const doubtful = anAttempt();
    await journal.claim(
      doubtful,
      () => ({ verdict: 'proceed' }),
      (key) => key as never,
    );
    await done(journal, anAttempt());
    expect(await journal.find(doubtful.key)).not.to.equal(undefined);
    await journal.complete({ key: doubtful.key, attemptNumber: 1 }, unknown, at);
    await done(journal, anAttempt());
    expect(await journal.find(doubtful.key)).not.to.equal(undefined);
  });

  it('never forgets a refusal whose money is still held', async () => {
    const journal = createMemoryJournal({ capacity: 1, recoveryTaskOf, now: () => at });
    const heldAttempt = await done(journal, anAttempt(), declinedWhileHeld());
    await done(journal, anAttempt());
    expect(await journal.find(heldAttempt.key)).not.to.equal(undefined);
  });
});
