import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import { createSpool, type Spool, type Unwritten } from '../../src/journal/spool.ts';
import { journalUnavailable } from '../../src/journal/unavailable.ts';
import { keepingUnwritten, type Stray } from '../../src/journal/unwritten.ts';
import type { Entry, Journal, NameAttempt } from '../../src/payments/ports.ts';
import { dutyOf } from '../builders/duties.ts';
import { approved, declined, settling, unknown } from '../builders/result.ts';
import { anEntry } from './contract.ts';

const at = new Date('2026-11-21T10:00:00Z');
const QUIET_MS = 60_000;
const go = (): { readonly verdict: 'go' } => ({ verdict: 'go' });
const name: NameAttempt = (key, attempt) => `${key}.${attempt}` as never;

describe('a result that the journal does not take', () => {
  let folder: string;
  let spools: string;
  let time: Date;
  let isDown: boolean;
  let book: Journal;
  let journals: Journal[];
  let strays: (readonly [Unwritten, Stray])[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'unwritten-'));
    spools = path.join(folder, 'spool');
    time = at;
    isDown = false;
    book = createMemoryJournal({ capacity: 1_000, dutyOf, now: () => time });
    journals = [];
    strays = [];
  });
  afterEach(async () => {
    isDown = false;
    await Promise.all(journals.map((journal) => journal.end()));
    rmSync(folder, { recursive: true, force: true });
  });

  /** A process of its own in front of the same book. */
  function aProcess(spool: Spool = createSpool(spools)): Journal {
    const journal = keepingUnwritten({
      journal: unreliable(book, () => isDown),
      spool,
      now: () => time,
      quietMs: QUIET_MS,
      onStray: (stray, why) => strays.push([stray, why]),
    });
    journals.push(journal);
    return journal;
  }

  async function opened(journal: Journal): Promise<Entry> {
    const opening = await journal.open(anEntry(), go, name);
    if (opening.kind !== 'opened') throw new Error(opening.kind);
    return opening.entry;
  }

  async function closeInVain(journal: Journal, entry: Entry, result = approved(entry.amount)): Promise<void> {
    isDown = true;
    const told = await journal.close(entry, result, at).catch((error: unknown) => error);
    expect(told).to.have.property('code', 'journal-unavailable');
  }

  async function isWritten({ key }: Entry): Promise<boolean> {
    return (await book.find(key))?.result !== undefined;
  }

  /** Lets the time until the next try pass, and looks. */
  async function passed(expected: () => Promise<boolean>): Promise<void> {
    mock.timers.tick(1_000);
    await new Promise(setImmediate);
    expect(await expected()).to.equal(true);
  }

  it('is written as soon as the journal answers', async () => {
    const journal = aProcess();
    const entry = await opened(journal);
    const result = approved(entry.amount);
    await closeInVain(journal, entry, result);
    isDown = false;
    await opened(journal);
    expect(await book.find(entry.key)).to.deep.include({ result, closedAt: at });
    expect(readdirSync(spools)).to.deep.equal([]);
  });

  it('is written by itself when nobody pays any more', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const journal = aProcess();
      // From here on it knows that nothing was left by others.
      await journal.take(1, 1);
      const entry = await opened(journal);
      await closeInVain(journal, entry);
      await passed(async () => !(await isWritten(entry)));
      isDown = false;
      await passed(() => isWritten(entry));
    } finally {
      mock.timers.reset();
    }
  });

  it('is written by the next process when this one dies', async () => {
    const dying = aProcess();
    const entry = await opened(dying);
    const result = approved(entry.amount);
    await closeInVain(dying, entry, result);
    const next = aProcess();
    await next.take(10, 1).catch(() => undefined);
    isDown = false;
    await next.take(10, 1);
    expect((await book.find(entry.key))?.result).to.deep.equal(result);
    expect(readdirSync(spools)).to.deep.equal([]);
  });

  it('is not taken for lost while it only waits to be written by another instance', async () => {
    const [owner, other] = [aProcess(), aProcess(createSpool(path.join(folder, 'other')))];
    const entry = await opened(owner);
    await closeInVain(owner, entry);
    time = new Date(at.getTime() + 60 * 60_000);
    await other.take(10, 1).catch(() => undefined);
    isDown = false;
    expect(await other.take(10, 1)).to.deep.equal([]);
    time = new Date(time.getTime() + QUIET_MS);
    expect(await other.take(10, 1)).to.have.length(1);
  });

  it('is kept in memory where the disk takes nothing either', async () => {
    writeFileSync(spools, 'a file where the folder should be');
    const journal = aProcess();
    const entry = await opened(journal);
    await closeInVain(journal, entry);
    isDown = false;
    await opened(journal);
    expect((await book.find(entry.key))?.result?.outcome).to.equal('approved');
  });

  it('does not replace what somebody else has written, and a person hears of it', async () => {
    const journal = aProcess();
    const entry = await opened(journal);
    await closeInVain(journal, entry);
    await book.close(entry, unknown, at);
    isDown = false;
    await opened(journal);
    expect((await book.find(entry.key))?.result).to.deep.equal(unknown);
    expect(strays.map(([{ key }, why]) => [key, why])).to.deep.equal([[entry.key, 'closed-as-lost']]);
    expect(readdirSync(spools), 'the evidence stays').to.have.length(1);
  });

  it('that belongs to another journal stops nothing', async () => {
    const journal = aProcess();
    const foreign = anEntry();
    await createSpool(spools).add({ key: foreign.key, attempt: 1, result: approved(foreign.amount), at });
    const next = aProcess();
    await next.take(1, 1);
    await opened(next);
    expect(strays.map(([, why]) => why)).to.include('not-opened-here');
    await journal.take(1, 1);
  });

  it('costs the ones beside it nothing when its line was cut off', async () => {
    const journal = aProcess();
    const entry = await opened(journal);
    await closeInVain(journal, entry);
    const [file = ''] = readdirSync(spools);
    const whole = readFileSync(path.join(spools, file), 'utf8');
    writeFileSync(path.join(spools, 'cut.jsonl'), whole.slice(0, 40));
    const next = aProcess();
    isDown = false;
    await next.take(1, 1);
    expect((await book.find(entry.key))?.result?.outcome).to.equal('approved');
  });

  it('is never lost and never replaces another, whatever fails and dies in whatever order', async () => {
    const step = fc.record({
      what: fc.constantFrom('pay', 'go down', 'come back', 'die', 'look'),
      ending: fc.constantFrom('approved', 'declined', 'settling'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        isDown = false;
        time = at;
        book = createMemoryJournal({ capacity: 1_000, dutyOf, now: () => time });
        let journal = aProcess();
        const told = new Map<string, unknown>();
        for (const { what, ending } of steps) {
          if (what === 'go down') isDown = true;
          if (what === 'come back') isDown = false;
          if (what === 'die') journal = aProcess();
          if (what === 'look') await journal.take(1, 1).catch(() => undefined);
          if (what !== 'pay') continue;
          const opening = await book.open(anEntry(), go, name);
          if (opening.kind !== 'opened') throw new Error(opening.kind);
          const { entry } = opening;
          const result = { approved, declined, settling }[ending](entry.amount);
          told.set(entry.key, result);
          await journal.close(entry, result, at).catch(() => undefined);
        }
        isDown = false;
        await aProcess().take(1, 1);
        for (const [key, result] of told)
          expect((await book.find(key as never))?.result).to.deep.equal(result);
      }),
      { numRuns: 60 },
    );
  });
});

/** The book behind a door that can be shut. */
function unreliable(book: Journal, isDown: () => boolean): Journal {
  const guarded = <A extends readonly unknown[], R>(call: (...asked: A) => Promise<R>) => {
    return async (...asked: A): Promise<R> => {
      if (isDown()) throw journalUnavailable('sqlite:test', new Error('shut'));
      return call(...asked);
    };
  };
  return {
    ...book,
    open: guarded((...asked) => book.open(...asked)),
    close: guarded((...asked) => book.close(...asked)),
    take: guarded((...asked) => book.take(...asked)),
    end: async () => undefined,
  };
}
