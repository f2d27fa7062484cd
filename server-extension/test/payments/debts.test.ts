import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { Void } from '../../src/domain/command.ts';
import type { CommandKey } from '../../src/domain/ids.ts';
import { refOf } from '../../src/domain/reported.ts';
import type { PaymentResult } from '../../src/domain/result.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import { createSqliteJournal } from '../../src/journal/sqlite.ts';
import type { Debts } from '../../src/payments/debts.ts';
import type { Pay } from '../../src/payments/pay.ts';
import type { Journal, SettingsFor } from '../../src/payments/ports.ts';
import { PACE } from '../../src/payments/reconcile/duties.ts';
import { createReconcile } from '../../src/payments/reconcile/reconcile.ts';
import { anAuthorization, aVoid, usd } from '../builders/command.ts';
import { dutyOf } from '../builders/duties.ts';
import { anObedientGateway, type ObedientGateway, yes } from '../builders/gateway.ts';
import { createPayments } from '../builders/payments.ts';
import { alreadyReversed, declined, declinedWhileHeld, notSent, unknown } from '../builders/result.ts';
import { settings } from '../builders/settings.ts';
const MINUTE_MS = 60_000;

describe('money that is held behind a refusal', () => {
  let gateway: ObedientGateway;
  let journal: Journal;
  let clock: number;
  let pay: Pay;
  let debts: Debts;
  let settle: () => Promise<void>;
  let troubles: string[];
  /** How voids are answered, one after the other; with a yes when there is none left. */
  let voidAnswers: PaymentResult[];
  let refusal: PaymentResult;
  const now = (): Date => new Date(clock);

  beforeEach(() => {
    clock = Date.parse('2026-11-21T10:00:00Z');
    journal = createMemoryJournal({ capacity: 100, dutyOf, now });
    voidAnswers = [];
    refusal = declinedWhileHeld();
    troubles = [];
    start();
  });

  /** The process begins, with whatever the journal knows. */
  function start(settingsFor: SettingsFor = async () => settings): void {
    gateway = anObedientGateway();
    gateway.answer = async (command) =>
      command.type === 'authorize' ? refusal : (voidAnswers.shift() ?? yes(command));
    const onTrouble = (event: string): void => void troubles.push(event);
    ({ pay, debts } = createPayments({ gateway, journal, now, onTrouble, deadlineMs: 1_000 }));
    settle = createReconcile({
      journal,
      findOut: async () => ({ againAt: new Date('2030-01-01') }),
      confirm: async () => ({ done: true }),
      debts,
      settingsFor,
      pace: PACE,
      now,
      leaseMs: MINUTE_MS,
      onLeft: () => undefined,
      onTrouble,
    });
  }

  async function refused(changes: Parameters<typeof anAuthorization>[0] = {}): Promise<PaymentResult> {
    const { result } = await pay(anAuthorization(changes), settings);
    await debts.idle();
    clock += 1;
    return result;
  }
  const voids = (): readonly Void[] => gateway.sent.filter((command) => command.type === 'void');
  /** Whether anything is left to be let go of, ever. */
  const isOwing = async (): Promise<boolean> => {
    await settle();
    clock += 365 * 24 * 60 * MINUTE_MS;
    return (await journal.take(10, 1)).some(({ duty }) => duty === 'let-go');
  };
  const later = async (minutes: number): Promise<void> => {
    clock += minutes * MINUTE_MS;
    await settle();
  };

  it('is let go of right after the refusal, which the shopper hears unchanged', async () => {
    const result = await refused({ key: 'attempt' as CommandKey });
    expect(result).to.deep.equal(refusal);
    expect(voids()).to.have.length(1);
    expect(voids()[0]).to.deep.include({
      key: 'undo/attempt',
      caller: 'reconciler',
      of: 'authorization',
      original: refOf(refusal),
      amount: usd(10_000),
    });
    expect(await isOwing()).to.equal(false);
  });

  it('keeps nobody waiting', async () => {
    gateway.answer = (command) =>
      command.type === 'authorize' ? Promise.resolve(refusal) : new Promise(() => undefined);
    expect((await pay(anAuthorization(), settings)).result).to.deep.equal(refusal);
  });

  it('is what was approved, when that was less than was asked for', async () => {
    refusal = declinedWhileHeld(usd(4_000));
    await refused();
    expect(voids()[0]).to.deep.include({ amount: usd(4_000), of: 'authorization' });
  });

  it('is voided when it is the part of a sale that was taken, released when a sale was only held', async () => {
    refusal = declinedWhileHeld(usd(4_000));
    await refused({ captureNow: true });
    refusal = declinedWhileHeld();
    await refused({ captureNow: true });
    expect(voids().map((command) => command.of)).to.deep.equal(['sale', 'authorization']);
  });

  it('is tried the other way when a sale cannot be undone in the first', async () => {
    voidAnswers = [declined()];
    await refused({ captureNow: true });
    await later(2);
    expect(voids().map((command) => command.of)).to.deep.equal(['authorization', 'sale']);
  });

  it('is nothing after an ordinary decline, or after the verification of a card', async () => {
    refusal = declined();
    await refused();
    expect(voids()).to.have.length(0);
  });

  it('is tried again, at longer and longer intervals, until it is done', async () => {
    voidAnswers = [unknown, notSent, declined()];
    await refused();
    const triesAfter: number[] = [];
    for (const minutes of [0.9, 0.2, 1.8, 0.3, 3.5, 0.6, 60]) {
      await later(minutes);
      triesAfter.push(voids().length);
    }
    expect(triesAfter).to.deep.equal([1, 2, 2, 3, 3, 4, 4]);
    expect(new Set(gateway.names).size).to.equal(5);
    expect(await isOwing()).to.equal(false);
  });

  it('is not forgotten when the clock is put right in the middle of a try', async () => {
    voidAnswers = [notSent, notSent];
    await refused({ key: 'attempt' as CommandKey });
    const debtor = await journal.find('attempt' as CommandKey);
    const close = journal.close.bind(journal);
    journal.close = async (...written) => {
      const closed = await close(...written);
      clock += 6 * MINUTE_MS;
      return closed;
    };
    clock += 2 * MINUTE_MS;
    expect(await debts.settle(debtor!, settings)).to.deep.equal(now());
    expect(await debts.settle(debtor!, settings)).to.equal(undefined);
    expect(voids()).to.have.length(3);
  });

  it('is done when CyberSource says that it was reversed before', async () => {
    voidAnswers = [unknown, alreadyReversed];
    await refused();
    await later(2);
    await later(60);
    expect(voids()).to.have.length(2);
    expect(await isOwing()).to.equal(false);
  });

  it('is tried once at a time, whoever asks', async () => {
    let answer: (result: PaymentResult) => void = () => undefined;
    gateway.answer = (command) =>
      command.type === 'authorize' ? Promise.resolve(refusal) : new Promise((done) => (answer = done));
    await pay(anAuthorization(), settings);
    clock += 1;
    const both = Promise.all([settle(), settle()]);
    await new Promise(setImmediate);
    answer(unknown);
    await both;
    expect(voids()).to.have.length(1);
  });

  it('does not stand in the way of the next attempt, nor touch it', async () => {
    voidAnswers = [unknown];
    await refused();
    gateway.answer = async (command) => yes(command);
    const next = await pay(anAuthorization(), settings);
    expect(next.result.outcome).to.equal('approved');
    await later(2);
    expect(voids()).to.have.length(2);
    await pay({ ...aVoid({ original: refOf(next.result)! }) }, settings);
    expect(voids().at(-1)).to.include({ original: refOf(next.result) });
  });

  it('answers a void of the refused attempt with the one that let go of the money', async () => {
    await refused();
    const { result } = await pay(aVoid({ original: refOf(refusal)! }), settings);
    expect(result.outcome).to.equal('approved');
    expect(voids()).to.have.length(1);
  });

  it('waits, and says so, while the settings cannot be read', async () => {
    voidAnswers = [unknown];
    await refused();
    start(() => Promise.reject(new Error('OCC is away')));
    await later(2);
    expect(voids()).to.have.length(0);
    expect(troubles).to.deep.equal(['duty-not-done']);
  });

  describe('when the process ends', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'debts-'));
      journal = createSqliteJournal({ file: path.join(folder, 'journal.sqlite'), dutyOf, now });
      start();
    });
    afterEach(async () => {
      await journal.end();
      rmSync(folder, { recursive: true });
    });
    const restart = async (): Promise<void> => {
      await journal.end();
      journal = createSqliteJournal({ file: path.join(folder, 'journal.sqlite'), dutyOf, now });
      start();
      clock += 1;
    };

    it('between answer and reversal, is let go of by the next one', async () => {
      const { pay: crashing } = createPayments({ gateway, journal, now, onDebt: () => undefined });
      await crashing(anAuthorization(), settings);
      await restart();
      await settle();
      expect(voids()).to.have.length(1);
      await restart();
      await settle();
      expect(voids()).to.have.length(0);
    });

    it('in the middle of the reversal, is let go of once that try is certainly lost', async () => {
      gateway.answer = (command) =>
        command.type === 'authorize' ? Promise.resolve(refusal) : new Promise(() => undefined);
      await pay(anAuthorization(), settings);
      await new Promise(setImmediate);
      await restart();
      await settle();
      expect(voids()).to.have.length(0);
      await later(1);
      expect(voids()).to.have.length(1);
      expect(await isOwing()).to.equal(false);
    });
  });
});
