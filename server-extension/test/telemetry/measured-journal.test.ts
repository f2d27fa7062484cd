import { expect } from 'chai';
import type { Journal } from '../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../src/payments/ports/payment-attempt.ts';
import { journalWithTraces, measuredJournal } from '../../src/telemetry/measured-journal.ts';

type Method = (...given: readonly unknown[]) => Promise<unknown>;

describe('A measured journal', () => {
  function measured(journal: Readonly<Record<string, Method>>) {
    const observed: string[] = [];
    const traced: string[] = [];
    const made = measuredJournal(journal as unknown as Journal, {
      observe: (operation, outcome, seconds) => {
        expect(seconds).to.be.within(0, 60);
        observed.push(`${operation} ${outcome}`);
      },
      trace: (operation, work) => {
        traced.push(operation);
        return work();
      },
    });
    return { journal: made as unknown as Readonly<Record<string, Method>>, observed, traced };
  }

  for (const [method, operation] of [
    ['claim', 'claim'],
    ['complete', 'complete'],
    ['leaseTasks', 'lease'],
    ['completeTask', 'complete-task'],
    ['checkpoint', 'checkpoint'],
    ['keepCheckpoint', 'checkpoint'],
    ['attemptsOf', 'read'],
  ] as const)
    it(`counts ${method} as ${operation}, done or failed, and gives what it gives`, async () => {
      const failure = new Error('no database');
      const done = measured({ [method]: async (...given) => given });
      expect(await done.journal[method]?.(1, 'two')).to.deep.equal([1, 'two']);
      expect([done.observed, done.traced]).to.deep.equal([[`${operation} done`], [operation]]);
      const failed = measured({ [method]: () => Promise.reject(failure) });
      expect(await failed.journal[method]?.().catch((error: unknown) => error)).to.equal(failure);
      expect([failed.observed, failed.traced]).to.deep.equal([[`${operation} failed`], [operation]]);
    });

  for (const method of ['whenCompleted', 'close'])
    it(`does not measure ${method}, which waits for something else than the database`, async () => {
      const { journal, observed, traced } = measured({ [method]: async () => 'over' });
      expect(await journal[method]?.()).to.equal('over');
      expect([observed, traced]).to.deep.equal([[], []]);
    });

  it('keeps with an attempt the trace in which it was claimed, where there is one', async () => {
    let trace: string | undefined = 'trace-1';
    const claimed: unknown[] = [];
    const journal = {
      claim: async (...given: unknown[]) => claimed.push(given),
      close: async () => 'closed',
    } as unknown as Journal;
    const traced = journalWithTraces(journal, () => trace) as unknown as Readonly<Record<string, Method>>;
    const attempt = { orderId: 'o1' } as unknown as PaymentAttempt;
    await traced['claim']?.(attempt, 'rest');
    trace = undefined;
    await traced['claim']?.(attempt, 'rest');
    expect(claimed).to.deep.equal([
      [{ orderId: 'o1', trace: 'trace-1' }, 'rest'],
      [{ orderId: 'o1' }, 'rest'],
    ]);
    expect(await traced['close']?.()).to.equal('closed');
  });
});
