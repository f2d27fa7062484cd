import { expect } from 'chai';
import type { CommandKey } from '../../../src/domain/ids.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { ExecutePayment } from '../../../src/payments/execute-payment.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { TaskResult, LeasedTask } from '../../../src/payments/ports/recovery-task.ts';
import type { SettingsFor } from '../../../src/payments/ports/settings-for.ts';
import { createConfirmOrder } from '../../../src/payments/recovery/confirm-order.ts';
import { RECOVERY_TIMINGS } from '../../../src/payments/recovery/recovery-task.ts';
import { createResolveOutcome } from '../../../src/payments/recovery/resolve-outcome.ts';
import { createRecovery } from '../../../src/payments/recovery/recovery.ts';
import { aCapture, anAuthorization } from '../../builders/command.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { anObedientGateway, type ObedientGateway, yes } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { approved, settling, unknown } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';
const MINUTE_MS = 60_000;
const LEASE_MS = 2 * MINUTE_MS;

describe('Recovery', () => {
  let clock: number;
  let gateway: ObedientGateway;
  let journal: Journal;
  let executePayment: ExecutePayment;
  let undone: number;
  let left: (readonly [LeasedTask, TaskResult])[];
  let troubles: unknown[];
  const now = (): Date => new Date(clock);

  beforeEach(() => {
    clock = Date.parse('2026-11-21T10:00:00Z');
    gateway = anObedientGateway();
    undone = 0;
    gateway.reverse = async ({ amount }) => {
      undone += 1;
      return approved(amount);
    };
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    left = [];
    troubles = [];
    ({ executePayment } = createPayments({ gateway, journal, now, deadlineMs: 50 }));
  });

  function reconciler(settingsFor: SettingsFor = async () => settings): () => Promise<void> {
    const { holdReversals } = createPayments({ gateway, journal, now });
    return createRecovery({
      journal,
      resolveOutcome: createResolveOutcome({
        gateway,
        journal,
        orderAccepted: async () => 'no',
        isJournalOwn: false,
        timings: RECOVERY_TIMINGS,
        now,
        deadlineMs: 50,
      }),
      confirmOrder: createConfirmOrder({
        journal,
        orderAccepted: async () => 'yes',
        executePayment,
        timings: RECOVERY_TIMINGS,
        now,
        onOrphan: () => undefined,
      }),
      retryVoidOrRefund: async () => ({ done: true }),
      holdReversals,
      settingsFor,
      timings: RECOVERY_TIMINGS,
      now,
      leaseMs: LEASE_MS,
      traceTask: (_taken, work) => work(),
      onTaskEnded: (taken, how) => left.push([taken, how]),
      onError: (_event, error) => troubles.push(error),
    });
  }
  const after = (minutes: number): void => void (clock += minutes * MINUTE_MS);

  it('undoes an authorization whose answer was lost, and lets its shopper try again', async () => {
    gateway.answer = async () => unknown;
    const command = anAuthorization();
    expect((await executePayment(command, settings)).result.outcome).to.equal('unknown');
    await reconciler()();
    expect(undone, 'CyberSource wants a minute first').to.equal(0);
    after(1);
    await reconciler()();
    expect(undone).to.equal(1);

    const again = await executePayment(command, settings);
    expect(again, 'the delivery hears what it heard').to.deep.include({ replayed: true, result: unknown });
    gateway.answer = async (next) => yes(next);
    const next = await executePayment(anAuthorization({ key: 'a second card' as CommandKey }), settings);
    expect(next.result.outcome).to.equal('approved');
  });

  it('tells the caller of a lost capture what became of it when it asks again', async () => {
    const { result } = await executePayment(anAuthorization(), settings);
    gateway.answer = async () => unknown;
    const capture = aCapture({ original: gatewayRefOf(result)! });
    await executePayment(capture, settings);
    gateway.lookUp = async () => ({ kind: 'found', result: settling(capture.amount) });
    after(1);
    await reconciler()();
    expect((await executePayment(capture, settings)).result.outcome).to.equal('pending');
    expect(gateway.sent).to.have.length(2);
  });

  it('answers a retry of the group by the attempt that turned out to stand', async () => {
    gateway.answer = async () => ({ ...unknown, duplicate: true });
    await executePayment(anAuthorization(), settings);
    gateway.lookUp = async (lost) => ({ kind: 'found', result: approved(lost.amount) });
    after(1);
    await reconciler()();
    const retry = await executePayment(anAuthorization({ key: 'a retry' as CommandKey }), settings);
    expect(retry.result.outcome).to.equal('approved');
    expect(gateway.sent).to.have.length(1);
  });

  it('works on everything that is due in one round, however much it is', async () => {
    gateway.answer = async () => unknown;
    for (let nth = 0; nth < 25; nth += 1) {
      const group = `pg${nth}` as never;
      await executePayment(
        anAuthorization({ paymentGroupId: group, key: `many ${nth}` as CommandKey }),
        settings,
      );
    }
    after(1);
    await reconciler()();
    expect(undone).to.equal(25);
  });

  it('does not work on what another one is working on', async () => {
    gateway.answer = async () => unknown;
    await executePayment(anAuthorization(), settings);
    after(1);
    await Promise.all([reconciler()(), reconciler()()]);
    expect(undone).to.equal(1);
  });

  it('writes nothing when its lease ran out while it worked', async () => {
    gateway.answer = async () => unknown;
    const { attempt } = await executePayment(anAuthorization(), settings);
    after(1);
    gateway.reverse = async ({ amount }) => {
      after(3);
      return approved(amount);
    };
    await reconciler()();
    expect((await journal.find(attempt.key))?.result?.outcome).to.equal('unknown');
    expect(left).to.deep.equal([]);
  });

  it('puts off what it could not do, and says so', async () => {
    gateway.answer = async () => unknown;
    await executePayment(anAuthorization(), settings);
    after(1);
    await reconciler(() => Promise.reject(new Error('OCC is away')))();
    expect(troubles).to.have.length(1);
    expect(left[0]?.[1]).to.have.property('runAt');
    after(1);
    await reconciler()();
    expect(undone).to.equal(1);
  });

  it('asks no other merchant account about it: its “nothing to undo” would be taken for an answer', async () => {
    gateway.answer = async () => unknown;
    await executePayment(anAuthorization(), settings);
    after(1);
    const elsewhere = { ...settings, account: { ...settings.account, merchantId: 'another' } };
    await reconciler(async () => elsewhere)();
    expect(undone).to.equal(0);
    expect(String(troubles[0])).to.contain('merchant account apitest.cybersource.com/testrest');
  });

  describe('with wrong credentials', () => {
    const refused = { ...unknown, accessRefused: 'credentials' } as const;
    let looks: number;

    beforeEach(async () => {
      looks = 0;
      gateway.answer = async () => refused;
      gateway.reverse = async () => refused;
      gateway.lookUp = async () => {
        looks += 1;
        return { kind: 'ambiguous', problem: 'HTTP 401', accessRefused: 'credentials' };
      };
      for (let nth = 0; nth < 40; nth += 1) {
        const group = `pg${nth}` as never;
        await executePayment(
          anAuthorization({ paymentGroupId: group, key: `many ${nth}` as CommandKey }),
          settings,
        );
      }
    });

    it('asks about a few attempts of the account, and lets the others wait with them', async () => {
      after(1);
      await reconciler()();
      expect(looks).to.be.within(1, 10);
      expect(left).to.have.length(40);
      for (const [, how] of left) expect(how).to.include({ accessRefused: 'credentials' });
    });

    it('leaves nothing to a person for days, and finds all of it out once they are right', async () => {
      const work = reconciler();
      for (let hours = 0; hours < 72; hours += 1) {
        after(60);
        await work();
      }
      expect(looks, 'a few an hour').to.be.lessThan(72 * 11);
      expect(await journal.manualReviews(100)).to.deep.equal([]);

      gateway.reverse = async () => ({ outcome: 'refused', problem: 'nothing to undo' });
      gateway.lookUp = async () => ({ kind: 'not-found' });
      for (let minutes = 0; minutes < 200; minutes += 5) {
        after(5);
        await work();
      }
      for (let nth = 0; nth < 40; nth += 1)
        expect((await journal.find(`many ${nth}` as CommandKey))?.result?.outcome).to.equal('not-sent');
      expect(await journal.manualReviews(100)).to.deep.equal([]);
    });

    it('waits in the same way while the site lacks its credentials altogether', async () => {
      const work = reconciler(() =>
        Promise.reject(new Problem('not-configured', 'merchantKeyId is missing')),
      );
      for (let hours = 0; hours < 72; hours += 1) {
        after(60);
        await work();
      }
      expect(looks).to.equal(0);
      expect(await journal.manualReviews(100)).to.deep.equal([]);
    });
  });

  it('survives a journal that cannot be read', async () => {
    journal.leaseTasks = () => Promise.reject(new Error('the disk is away'));
    await reconciler()();
    expect(troubles).to.have.length(1);
  });
});
