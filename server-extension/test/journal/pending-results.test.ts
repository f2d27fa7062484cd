import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import { createOutbox, type Outbox, type PendingResult } from '../../src/journal/outbox.ts';
import { journalUnavailable } from '../../src/journal/unavailable.ts';
import { withPendingResults } from '../../src/journal/pending-results.ts';
import type { OrphanReason } from '../../src/journal/pending-results-table.ts';
import type { MerchantTransactionIdFor } from '../../src/payments/ports/claim.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../src/payments/ports/payment-attempt.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import { approved, declined, settling, unknown } from '../builders/result.ts';
import { anAttempt } from './contract.ts';
import { withReasons } from '../../src/cybersource/outcome/stored-result.ts';

const at = new Date('2026-11-21T10:00:00Z');
const QUIET_MS = 60_000;
const go = (): { readonly verdict: 'proceed' } => ({ verdict: 'proceed' });
const name: MerchantTransactionIdFor = (key, attemptNumber) => `${key}.${attemptNumber}` as never;

describe('a result that the journal does not take', () => {
  let folder: string;
  let spools: string;
  let time: Date;
  let isDown: boolean;
  let memory: Journal;
  let journals: Journal[];
  let hasOrphans: (readonly [PendingResult, OrphanReason])[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'unwritten-'));
    spools = path.join(folder, 'spool');
    time = at;
    isDown = false;
    memory = createMemoryJournal({ capacity: 1_000, recoveryTaskOf, now: () => time });
    journals = [];
    hasOrphans = [];
  });
  afterEach(async () => {
    isDown = false;
    await Promise.all(journals.map((journal) => journal.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  /** A process of its own in front of the same journal. */
  function aProcess(
    outbox: Outbox = createOutbox(spools, withReasons),
    behind: Journal = unreliable(memory, () => isDown),
  ): Journal {
    const journal = withPendingResults({
      journal: behind,
      outbox,
      now: () => time,
      settleDelayMs: QUIET_MS,
      onOrphanedResult: (orphaned, why) => hasOrphans.push([orphaned, why]),
    });
    journals.push(journal);
    return journal;
  }

  async function opened(journal: Journal): Promise<PaymentAttempt> {
    const claimResult = await journal.claim(anAttempt(), go, name);
    if (claimResult.kind !== 'claimed') throw new Error(claimResult.kind);
    return claimResult.attempt;
  }

  async function closeInVain(
    journal: Journal,
    attempt: PaymentAttempt,
    result: PaymentResult = approved(attempt.amount),
  ): Promise<void> {
    isDown = true;
    const reportedResult = await journal.complete(attempt, result, at).catch((error: unknown) => error);
    expect(reportedResult).to.have.property('code', 'journal-unavailable');
  }

  async function isWritten({ key }: PaymentAttempt): Promise<boolean> {
    return (await memory.find(key))?.result !== undefined;
  }

  /** Lets the time until the next try pass, and looks. */
  async function passed(expected: () => Promise<boolean>): Promise<void> {
    mock.timers.tick(1_000);
    await new Promise(setImmediate);
    expect(await expected()).to.equal(true);
  }

  it('is written as soon as the journal answers', async () => {
    const journal = aProcess();
    const attempt = await opened(journal);
    const result = approved(attempt.amount);
    await closeInVain(journal, attempt, result);
    isDown = false;
    await opened(journal);
    expect(await memory.find(attempt.key)).to.deep.include({ result, completedAt: at });
    expect(readdirSync(spools)).to.deep.equal([]);
  });

  it('is written by itself when no further payment comes', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const journal = aProcess();
      // From here on it knows that nothing was left by others.
      await journal.leaseTasks(1, 1);
      const attempt = await opened(journal);
      await closeInVain(journal, attempt);
      await passed(async () => !(await isWritten(attempt)));
      isDown = false;
      await passed(() => isWritten(attempt));
    } finally {
      mock.timers.reset();
    }
  });

  it('is written by the next process when this one dies', async () => {
    const dying = aProcess();
    const attempt = await opened(dying);
    const result = approved(attempt.amount);
    await closeInVain(dying, attempt, result);
    const next = aProcess();
    await next.leaseTasks(10, 1).catch(() => undefined);
    isDown = false;
    await next.leaseTasks(10, 1);
    expect((await memory.find(attempt.key))?.result).to.deep.equal(result);
    expect(readdirSync(spools)).to.deep.equal([]);
  });

  it('is not taken for lost while it only waits to be written by another instance', async () => {
    const [owner, other] = [aProcess(), aProcess(createOutbox(path.join(folder, 'other'), withReasons))];
    const attempt = await opened(owner);
    await closeInVain(owner, attempt);
    time = new Date(at.getTime() + 60 * 60_000);
    await other.leaseTasks(10, 1).catch(() => undefined);
    isDown = false;
    expect(await other.leaseTasks(10, 1)).to.deep.equal([]);
    time = new Date(time.getTime() + QUIET_MS);
    expect(await other.leaseTasks(10, 1)).to.have.length(1);
  });

  it('is kept in memory where the disk takes nothing either', async () => {
    writeFileSync(spools, 'a file where the folder should be');
    const journal = aProcess();
    const attempt = await opened(journal);
    await closeInVain(journal, attempt);
    isDown = false;
    await opened(journal);
    expect((await memory.find(attempt.key))?.result?.outcome).to.equal('approved');
  });

  it('is not removed with what another process on the same folder has written of it', async () => {
    const owner = aProcess();
    const [read, added] = [await opened(owner), await opened(owner)];
    await closeInVain(owner, read);
    const other = aProcess();
    await other.leaseTasks(1, 1).catch(() => undefined);
    await closeInVain(owner, added);
    isDown = false;
    await other.leaseTasks(1, 1);
    expect(await isWritten(read)).to.equal(true);

    // The owner dies before it has written the other one.
    await aProcess().leaseTasks(1, 1);
    expect(await isWritten(added)).to.equal(true);
    expect(readdirSync(spools)).to.deep.equal([]);
  });

  it('is on the disk also where another process has removed what was there before', async () => {
    const owner = aProcess();
    const [read, added] = [await opened(owner), await opened(owner)];
    await closeInVain(owner, read);
    isDown = false;
    await aProcess().leaseTasks(1, 1);
    expect(readdirSync(spools)).to.deep.equal([]);
    await closeInVain(owner, added);
    isDown = false;
    await aProcess().leaseTasks(1, 1);
    expect(await isWritten(added)).to.equal(true);
  });

  it('is read beside a file that its process clears meanwhile', async () => {
    const dying = aProcess();
    const attempt = await opened(dying);
    await closeInVain(dying, attempt);
    isDown = false;
    // Listed, and not there when it is read.
    symlinkSync(path.join(folder, 'cleared'), path.join(spools, 'cleared.jsonl'));
    await aProcess().leaseTasks(1, 1);
    expect(await isWritten(attempt)).to.equal(true);
  });

  for (const what of ['folder', 'file'] as const)
    it(`lets no task be leased while its ${what} cannot be read, and is read again with the next lease`, async () => {
      const dying = aProcess();
      const attempt = await opened(dying);
      await closeInVain(dying, attempt);
      isDown = false;
      const aside = path.join(folder, 'aside');
      if (what === 'folder') {
        renameSync(spools, aside);
        writeFileSync(spools, 'a file where the folder should be');
      } else mkdirSync(path.join(spools, 'unreadable.jsonl'));
      const next = aProcess();
      const reason = await next.leaseTasks(1, 1).catch((error: unknown) => error);
      expect(reason).to.have.property('code', 'journal-unavailable');
      expect(reason).to.have.nested.property('cause.message').that.includes(spools);

      if (what === 'folder') {
        rmSync(spools);
        renameSync(aside, spools);
      } else rmdirSync(path.join(spools, 'unreadable.jsonl'));
      await next.leaseTasks(1, 1);
      expect(await isWritten(attempt)).to.equal(true);
      expect(readdirSync(spools)).to.deep.equal([]);
    });

  it('does not keep the journal open where it cannot be read', async () => {
    writeFileSync(spools, 'a file where the folder should be');
    let isClosed = false;
    const close = async (): Promise<void> => void (isClosed = true);
    await aProcess(createOutbox(spools, withReasons), { ...memory, close }).close();
    expect(isClosed).to.equal(true);
  });

  it('does not replace what another instance has written, and is reported', async () => {
    const journal = aProcess();
    const attempt = await opened(journal);
    await closeInVain(journal, attempt);
    await memory.complete(attempt, unknown, at);
    isDown = false;
    await opened(journal);
    expect((await memory.find(attempt.key))?.result).to.deep.equal(unknown);
    expect(hasOrphans.map(([{ key }, why]) => [key, why])).to.deep.equal([
      [attempt.key, 'completed-as-lost'],
    ]);
    expect(readdirSync(spools), 'the evidence stays').to.have.length(1);
  });

  describe('for a copy of its delivery, while the journal can only be read', () => {
    const request = anAttempt();

    async function copyAfter(passedMs: number): Promise<string> {
      const journal = aProcess();
      const claimResult = await journal.claim(request, go, name);
      if (claimResult.kind !== 'claimed') throw new Error(claimResult.kind);
      // The result came in time; the clock was corrected, or the journal was slow, before its caller was answered.
      time = new Date(request.claimedAt.getTime() + passedMs);
      await closeInVain(journal, claimResult.attempt);
      time = new Date(time.getTime() + 10 * QUIET_MS);
      return (await journal.claim(request, go, name)).kind;
    }

    it('is the answer, whenever the copy comes', async () => {
      expect(await copyAfter(QUIET_MS - 1)).to.equal('completed');
    });

    it('is as unknown as it was to its caller, who was answered when others may have reversed it', async () => {
      expect(await copyAfter(QUIET_MS)).to.equal('in-flight');
    });
  });

  describe('whose caller was answered when others may have reversed it', () => {
    async function writtenAfter(
      passedMs: number,
      result?: PaymentResult,
    ): Promise<PaymentAttempt | undefined> {
      const journal = aProcess();
      const attempt = await opened(journal);
      time = new Date(attempt.claimedAt.getTime() + passedMs);
      await closeInVain(journal, attempt, result);
      isDown = false;
      await opened(journal);
      return memory.find(attempt.key);
    }

    it('is written as unknown, as its caller has heard it, for recovery to look up', async () => {
      expect((await writtenAfter(QUIET_MS))?.result?.outcome).to.equal('unknown');
      time = new Date(time.getTime() + 10 * QUIET_MS);
      const tasks = await memory.leaseTasks(10, 1_000);
      expect(tasks.map(({ task }) => task)).to.include('resolve-outcome');
      expect(hasOrphans).to.deep.equal([]);
    });

    it('is written as it is where it was a no, or came in time', async () => {
      expect((await writtenAfter(QUIET_MS, declined()))?.result?.outcome).to.equal('declined');
      expect((await writtenAfter(QUIET_MS - 1))?.result?.outcome).to.equal('approved');
    });
  });

  it('that belongs to another journal stops nothing', async () => {
    const journal = aProcess();
    const foreign = anAttempt();
    await createOutbox(spools, withReasons).add({
      key: foreign.key,
      attemptNumber: 1,
      result: approved(foreign.amount),
      at,
    });
    const next = aProcess();
    await next.leaseTasks(1, 1);
    await opened(next);
    expect(hasOrphans.map(([, why]) => why)).to.include('not-claimed-here');
    await journal.leaseTasks(1, 1);
  });

  it('of 1.0.0 is written with the reason that it lacks', async () => {
    const attempt = await opened(aProcess());
    const gateway = { httpStatus: 201, status: 'DECLINED', reason: 'INSUFFICIENT_FUND' };
    const result = { outcome: 'declined', holdsMoney: false, gateway };
    const line = JSON.stringify({ key: attempt.key, attempt: 1, result, at });
    mkdirSync(spools, { recursive: true });
    writeFileSync(path.join(spools, 'left-behind.jsonl'), `${line}\n`);
    await aProcess().leaseTasks(1, 1);
    expect((await memory.find(attempt.key))?.result).to.deep.equal({
      ...result,
      declineReason: 'insufficient-funds',
    });
  });

  it('costs the ones beside it nothing when its line was cut off', async () => {
    const journal = aProcess();
    const attempt = await opened(journal);
    await closeInVain(journal, attempt);
    const [file = ''] = readdirSync(spools);
    const whole = readFileSync(path.join(spools, file), 'utf8');
    writeFileSync(path.join(spools, 'cut.jsonl'), whole.slice(0, 40));
    const next = aProcess();
    isDown = false;
    await next.leaseTasks(1, 1);
    expect((await memory.find(attempt.key))?.result?.outcome).to.equal('approved');
  });

  it('is never lost and never replaces another, whatever fails and whichever of two processes dies in whatever order', async () => {
    const step = fc.record({
      what: fc.constantFrom('pay', 'go down', 'come back', 'die', 'look'),
      nth: fc.constantFrom(0, 1),
      ending: fc.constantFrom('approved', 'declined', 'settling'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
        isDown = false;
        time = at;
        memory = createMemoryJournal({ capacity: 1_000, recoveryTaskOf, now: () => time });
        const processes: [Journal, Journal] = [aProcess(), aProcess()];
        const reportedResult = new Map<string, unknown>();
        for (const { what, nth, ending } of steps) {
          const journal = processes[nth];
          if (what === 'go down') isDown = true;
          if (what === 'come back') isDown = false;
          if (what === 'die') processes[nth] = aProcess();
          if (what === 'look') await journal.leaseTasks(1, 1).catch(() => undefined);
          if (what !== 'pay') continue;
          const claimResult = await memory.claim(anAttempt(), go, name);
          if (claimResult.kind !== 'claimed') throw new Error(claimResult.kind);
          const { attempt } = claimResult;
          const result = { approved, declined, settling }[ending](attempt.amount);
          reportedResult.set(attempt.key, result);
          await journal.complete(attempt, result, at).catch(() => undefined);
        }
        isDown = false;
        await aProcess().leaseTasks(1, 1);
        for (const [key, result] of reportedResult)
          expect((await memory.find(key as never))?.result).to.deep.equal(result);
      }),
      { numRuns: 100 },
    );
  });
});

/** The journal behind a door that can be shut. */
function unreliable(journal: Journal, isDown: () => boolean): Journal {
  const guarded = <A extends readonly unknown[], R>(call: (...asked: A) => Promise<R>) => {
    return async (...asked: A): Promise<R> => {
      if (isDown()) throw journalUnavailable('sqlite:test', new Error('shut'));
      return call(...asked);
    };
  };
  return {
    ...journal,
    claim: guarded((...asked) => journal.claim(...asked)),
    complete: guarded((...asked) => journal.complete(...asked)),
    leaseTasks: guarded((...asked) => journal.leaseTasks(...asked)),
    close: async () => undefined,
  };
}
