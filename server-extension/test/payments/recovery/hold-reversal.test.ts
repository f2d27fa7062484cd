import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { Void } from '../../../src/domain/payment/command.ts';
import type { CommandKey } from '../../../src/domain/ids.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import { createSqliteJournal } from '../../../src/journal/sqlite/sqlite.ts';
import type { HoldReversals } from '../../../src/payments/recovery/hold-reversal.ts';
import type { ExecutePayment } from '../../../src/payments/execute-payment.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { SettingsFor } from '../../../src/payments/ports/settings-for.ts';
import { RECOVERY_TIMINGS } from '../../../src/payments/recovery/recovery-task.ts';
import { createRecovery } from '../../../src/payments/recovery/recovery.ts';
import { anAuthorization, aVoid, usd } from '../../builders/command.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { anObedientGateway, type ObedientGateway, yes } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { alreadyReversed, declined, declinedWhileHeld, notSent, unknown } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
const MINUTE_MS = 60_000;

describe('money that is held behind a refusal', () => {
  let gateway: ObedientGateway;
  let journal: Journal;
  let clock: number;
  let executePayment: ExecutePayment;
  let holdReversals: HoldReversals;
  let settle: () => Promise<void>;
  let troubles: string[];
  /** How voids are answered, one after the other; with a yes when there is none left. */
  let voidAnswers: PaymentResult[];
  let refusal: PaymentResult;
  const now = (): Date => new Date(clock);

  beforeEach(() => {
    clock = Date.parse('2026-11-21T10:00:00Z');
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
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
    const onError = (event: string): void => void troubles.push(event);
    ({ executePayment, holdReversals } = createPayments({
      gateway,
      journal,
      now,
      onError,
      deadlineMs: 1_000,
    }));
    settle = createRecovery({
      journal,
      resolveOutcome: async () => ({ runAt: new Date('2030-01-01') }),
      confirmOrder: async () => ({ done: true }),
      retryVoidOrRefund: async () => ({ done: true }),
      holdReversals,
      settingsFor,
      timings: RECOVERY_TIMINGS,
      now,
      leaseMs: MINUTE_MS,
      traceTask: (_taken, work) => work(),
      onTaskEnded: () => undefined,
      onError,
    });
  }

  async function refused(changes: Parameters<typeof anAuthorization>[0] = {}): Promise<PaymentResult> {
    const { result } = await executePayment(anAuthorization(changes), settings);
    await holdReversals.idle();
    clock += 1;
    return result;
  }
  const voids = (): readonly Void[] => gateway.sent.filter((command) => command.type === 'void');
  /** Whether anything is left to be let go of, ever. */
  const isOwing = async (): Promise<boolean> => {
    await settle();
    clock += 365 * 24 * 60 * MINUTE_MS;
    return (await journal.leaseTasks(10, 1)).some(({ task }) => task === 'reverse-hold');
  };
  const later = async (minutes: number): Promise<void> => {
    clock += minutes * MINUTE_MS;
    await settle();
  };

  it('is reversed right after the decline, which the shopper gets unchanged', async () => {
    const result = await refused({ key: 'attempt' as CommandKey });
    expect(result).to.deep.equal(refusal);
    expect(voids()).to.have.length(1);
    expect(voids()[0]).to.deep.include({
      key: 'undo/attempt',
      caller: 'reconciler',
      of: 'authorization',
      original: gatewayRefOf(refusal),
      amount: usd(10_000),
    });
    expect(await isOwing()).to.equal(false);
  });

  it('delays no answer', async () => {
    gateway.answer = (command) =>
      command.type === 'authorize' ? Promise.resolve(refusal) : new Promise(() => undefined);
    expect((await executePayment(anAuthorization(), settings)).result).to.deep.equal(refusal);
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
    const heldAttempt = await journal.find('attempt' as CommandKey);
    const close = journal.complete.bind(journal);
    journal.complete = async (...written) => {
      const closed = await close(...written);
      clock += 6 * MINUTE_MS;
      return closed;
    };
    clock += 2 * MINUTE_MS;
    expect(await holdReversals.reverse(heldAttempt!, settings)).to.deep.equal(now());
    expect(await holdReversals.reverse(heldAttempt!, settings)).to.equal(undefined);
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

  it('is tried once at a time, whatever asks for it', async () => {
    let answer: (result: PaymentResult) => void = () => undefined;
    gateway.answer = (command) =>
      command.type === 'authorize' ? Promise.resolve(refusal) : new Promise((done) => (answer = done));
    await executePayment(anAuthorization(), settings);
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
    const next = await executePayment(anAuthorization(), settings);
    expect(next.result.outcome).to.equal('approved');
    await later(2);
    expect(voids()).to.have.length(2);
    await executePayment({ ...aVoid({ original: gatewayRefOf(next.result)! }) }, settings);
    expect(voids().at(-1)).to.include({ original: gatewayRefOf(next.result) });
  });

  it('answers a void of the declined attempt with the one that reversed the hold', async () => {
    await refused();
    const { result } = await executePayment(aVoid({ original: gatewayRefOf(refusal)! }), settings);
    expect(result.outcome).to.equal('approved');
    expect(voids()).to.have.length(1);
  });

  it('waits, and says so, while the settings cannot be read', async () => {
    voidAnswers = [unknown];
    await refused();
    start(() => Promise.reject(new Error('OCC is away')));
    await later(2);
    expect(voids()).to.have.length(0);
    expect(troubles).to.deep.equal(['task.failed']);
  });

  describe('when the process ends', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'debts-'));
      journal = createSqliteJournal({
        file: path.join(folder, 'journal.sqlite'),
        recoveryTaskOf,
        withReasons,
        now,
      });
      start();
    });
    afterEach(async () => {
      await journal.close();
      rmSync(folder, { recursive: true });
    });
    const restart = async (): Promise<void> => {
      await journal.close();
      journal = createSqliteJournal({
        file: path.join(folder, 'journal.sqlite'),
        recoveryTaskOf,
        withReasons,
        now,
      });
      start();
      clock += 1;
    };

    it('between answer and reversal, is reversed by the next one', async () => {
      const { executePayment: crashing } = createPayments({
        gateway,
        journal,
        now,
        onResidualHold: () => undefined,
      });
      await crashing(anAuthorization(), settings);
      await restart();
      await settle();
      expect(voids()).to.have.length(1);
      await restart();
      await settle();
      expect(voids()).to.have.length(0);
    });

    it('in the middle of the reversal, is reversed once that try is certainly lost', async () => {
      gateway.answer = (command) =>
        command.type === 'authorize' ? Promise.resolve(refusal) : new Promise(() => undefined);
      await executePayment(anAuthorization(), settings);
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
