import { expect } from 'chai';
import type { PaymentKey } from '../../src/domain/ids.ts';
import type { PaymentResult } from '../../src/domain/result.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import type { Journal, NewEntry } from '../../src/payments/ports.ts';
import { dutyOf } from '../builders/duties.ts';
import { approved, declinedWhileHeld, unknown } from '../builders/result.ts';
import { anEntry, itIsAJournal } from './contract.ts';

const at = new Date('2026-11-21T10:00:00Z');

async function done(
  journal: Journal,
  entry: NewEntry,
  result: PaymentResult = approved(entry.amount),
): Promise<NewEntry> {
  await journal.open(
    entry,
    () => ({ verdict: 'go' }),
    (key) => key as never,
  );
  await journal.close({ key: entry.key, attempt: 1 }, result, at);
  return entry;
}

describe('the memory journal', () => {
  itIsAJournal((now) => createMemoryJournal({ capacity: 1000, dutyOf, now }));

  it('forgets the oldest payments beyond its capacity, whole', async () => {
    const journal = createMemoryJournal({ capacity: 3, dutyOf, now: () => at });
    const payment = 'siteUS:o1:pg1' as PaymentKey;
    const [first, second] = [
      await done(journal, anEntry({ payment })),
      await done(journal, anEntry({ payment })),
    ];
    const [third, fourth] = [await done(journal, anEntry()), await done(journal, anEntry())];
    const kept = await Promise.all([first, second, third, fourth].map(({ key }) => journal.find(key)));
    expect(kept.map((entry) => entry !== undefined)).to.deep.equal([false, false, true, true]);
    expect(await journal.ofOrder(first.orderId)).to.have.length(2);
  });

  it('never forgets what is under way or unknown', async () => {
    const journal = createMemoryJournal({ capacity: 1, dutyOf, now: () => at });
    const doubtful = anEntry();
    await journal.open(
      doubtful,
      () => ({ verdict: 'go' }),
      (key) => key as never,
    );
    await done(journal, anEntry());
    expect(await journal.find(doubtful.key)).not.to.equal(undefined);
    await journal.close({ key: doubtful.key, attempt: 1 }, unknown, at);
    await done(journal, anEntry());
    expect(await journal.find(doubtful.key)).not.to.equal(undefined);
  });

  it('never forgets a refusal whose money is still held', async () => {
    const journal = createMemoryJournal({ capacity: 1, dutyOf, now: () => at });
    const debtor = await done(journal, anEntry(), declinedWhileHeld());
    await done(journal, anEntry());
    expect(await journal.find(debtor.key)).not.to.equal(undefined);
  });
});
