import { expect } from 'chai';
import type { OrderId, SiteId } from '../../../src/domain/ids.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';
import { toOverview } from '../../../src/payments/overview/payment-overview.ts';
import { methodRulesIn } from '../../../src/payments/ports/method-rules.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { RECOVERY_TIMINGS } from '../../../src/payments/recovery/recovery-task.ts';
import type { OrderRecord } from '../../../src/payments/write-back/order-record.ts';
import { createWriteBack, type WriteBack } from '../../../src/payments/write-back/write-back.ts';
import { aCapture, anAuthorization, usd } from '../../builders/command.ts';
import { anObedientGateway } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { settings as anyShops } from '../../builders/settings.ts';

const MINUTE_MS = 60_000;
const methodRules = methodRulesIn(paymentMethods);

describe('Orders that OCC has to show something of', () => {
  const settings = { ...anyShops, channel: 'storefront' as const, writeBack: true };
  let time: Date;
  let journal: Journal;
  let cases: ReturnType<typeof createMemoryCases>;
  let writeBack: WriteBack;
  let failure: Problem | undefined;
  let written: OrderRecord[];
  let told: (string | undefined)[];
  let capture: PaymentAttempt;
  const now = (): Date => time;

  const another = (): WriteBack =>
    createWriteBack({
      cases,
      journal,
      readOrder: async (orderId) => [toOverview(await journal.tasksOfOrder(orderId), { methodRules })],
      writeOrder: async (record) => {
        if (failure !== undefined) throw failure;
        written.push(record);
        return 'written';
      },
      settingsFor: async () => settings,
      timings: RECOVERY_TIMINGS,
      now,
      leaseMs: MINUTE_MS,
      traceOrder: (work) => work(),
      onWritten: () => undefined,
      onConflict: (_order, _problem, runAt) => told.push(runAt?.toISOString()),
      onError: (error) => expect.fail(String(error)),
    });

  beforeEach(async () => {
    time = new Date('2026-11-01T10:00:00Z');
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    cases = createMemoryCases(100);
    written = [];
    told = [];
    failure = undefined;
    writeBack = another();
    const payments = createPayments({ journal, gateway: anObedientGateway(), isJournalOwn: false, now });
    const { result } = await payments.executePayment(anAuthorization(), settings);
    ({ attempt: capture } = await payments.executePayment(
      aCapture({ original: gatewayRefOf(result) ?? expect.fail(), amount: usd(100) }),
      settings,
    ));
  });

  const ended = async (): Promise<void> => {
    writeBack.attemptEnded({ ...capture, caller: 'oms' });
    await writeBack.idle();
  };
  /** Rounds every half a minute, for so many days. */
  const live = async (days: number): Promise<void> => {
    for (let left = days * 24 * 60 * 2; left > 0; left -= 1) {
      time = new Date(time.getTime() + MINUTE_MS / 2);
      await writeBack.run();
    }
  };

  it('are written once for a result, and not again while nothing happens to them', async () => {
    await ended();
    await live(1);
    expect(written).to.have.length(1);
    expect(written[0]?.payments[0]?.captures.map(({ amount }) => amount.minor)).to.deep.equal([100]);
  });

  it('are tried again by recovery’s schedule, and then wait for a person with the reason', async () => {
    failure = new Problem('unprocessable', 'OCC refused to change the order: no such property');
    await ended();
    await live(2);
    expect(told).to.have.length(8);
    expect(told.slice(0, 3)).to.deep.equal([
      '2026-11-01T10:01:00.000Z',
      '2026-11-01T10:03:00.000Z',
      '2026-11-01T10:08:00.000Z',
    ]);
    expect(told.at(-1)).to.equal(undefined);
    const [entry] = await journal.manualReviews(10);
    expect(entry?.key).to.equal(capture.key);
    const unwritten = await writeBack.unwritten(capture);
    expect(unwritten?.problem).to.include('no such property');
    expect(unwritten?.suggestedAction).to.include('write what the payment shows into the order');
    expect(await writeBack.unwritten({ ...capture, attemptNumber: 2 })).to.equal(undefined);
  });

  it('wait for a person no longer when the next result has written them', async () => {
    failure = new Problem('unprocessable', 'OCC refused to change the order');
    await ended();
    await live(2);
    failure = undefined;
    await ended();
    expect(written).to.have.length(1);
    expect(await journal.manualReviews(10)).to.deep.equal([]);
    expect(await writeBack.unwritten(capture)).to.equal(undefined);
  });

  it('are written by one instance, also where two find them due', async () => {
    failure = new Problem('conflict', 'busy');
    await ended();
    failure = undefined;
    time = new Date(time.getTime() + MINUTE_MS);
    await Promise.all([writeBack.run(), another().run()]);
    expect(written).to.have.length(1);
  });

  it('are noted before a command is carried out, so that a process that dies leaves them to the next one', async () => {
    const { orderId, site } = capture;
    writeBack.expect(
      { ...aCapture({ original: 'x' as never, amount: usd(1) }), caller: 'oms', orderId, site },
      settings,
    );
    await writeBack.idle();
    writeBack = another();
    await writeBack.run();
    expect(written).to.deep.equal([]);
    await live(0.01);
    expect(written).to.have.length(1);
  });

  it('are not noted for what a shopper or recovery asks for', async () => {
    for (const caller of ['webhook', 'reconciler'] as const)
      writeBack.expect(
        { ...aCapture({ original: 'x' as never }), caller, orderId: capture.orderId, site: capture.site },
        settings,
      );
    await writeBack.idle();
    expect(await cases.find('write-back', capture.orderId)).to.equal(undefined);
  });

  it('are noted when their review is opened or decided', async () => {
    const review = (decided?: object) =>
      ({ stored: { site: 'siteUS' }, orderId: capture.orderId, channel: 'storefront', decided }) as never;
    writeBack.reviewChanged(review());
    await writeBack.idle();
    expect(written).to.deep.equal([]);
    writeBack.reviewChanged(review({ decision: 'ACCEPT' }));
    await writeBack.idle();
    expect(written).to.have.length(1);
  });

  it('are not written for an attempt that has not ended, nor noted first for one that failed', async () => {
    const underWay = { ...capture };
    Reflect.deleteProperty(underWay, 'result');
    writeBack.attemptEnded({ ...underWay, caller: 'oms' });
    writeBack.attemptEnded({ ...capture, caller: 'oms', result: { outcome: 'not-sent', problem: 'x' } });
    await writeBack.idle();
    expect(await cases.find('write-back', capture.orderId)).to.equal(undefined);
    await ended();
    written = [];
    writeBack.attemptEnded({ ...capture, caller: 'oms', result: { outcome: 'not-sent', problem: 'x' } });
    await writeBack.idle();
    expect(written).to.have.length(1);
  });

  it('that another instance writes are left to it until its lease has ended', async () => {
    await ended();
    const stored = (await cases.find('write-back', capture.orderId)) ?? expect.fail();
    const leasedUntil = new Date(time.getTime() + MINUTE_MS);
    await cases.change(stored, {
      state: 'open',
      content: { ...stored.content, leasedUntil: leasedUntil.toISOString() },
    });
    written = [];
    time = new Date(leasedUntil.getTime() - 1);
    await writeBack.run();
    expect(written).to.deep.equal([]);
    time = leasedUntil;
    await writeBack.run();
    expect(written).to.have.length(1);
  });

  it('are left alone where the setting is off', async () => {
    const off = createWriteBack({
      cases,
      journal,
      readOrder: async () => expect.fail(),
      writeOrder: async () => expect.fail(),
      settingsFor: async () => anyShops,
      timings: RECOVERY_TIMINGS,
      now,
      leaseMs: MINUTE_MS,
      traceOrder: (work) => work(),
      onWritten: () => expect.fail(),
      onConflict: () => expect.fail(),
      onError: (error) => expect.fail(String(error)),
    });
    off.attemptEnded({ ...capture, caller: 'oms' });
    await off.idle();
    expect(await cases.find('write-back', capture.orderId)).to.equal(undefined);
  });

  it('that OCC has changed itself are written when OCC has ended its change', async () => {
    writeBack.attemptEnded({ ...capture, caller: 'webhook', operation: 'refund' });
    await writeBack.idle();
    expect(written).to.deep.equal([]);
    await live(0.01);
    expect(written).to.have.length(1);
  });

  it('are not written for an authorization that OCC has asked for, nor for what recovery reverses', async () => {
    const [authorization] = await journal.ofOrder(capture.orderId);
    writeBack.attemptEnded(authorization ?? expect.fail());
    writeBack.attemptEnded({ ...capture, caller: 'reconciler', operation: 'void' });
    await writeBack.idle();
    await live(0.1);
    expect(written).to.deep.equal([]);
  });

  it('that were never placed are no matter where nothing is held or taken', async () => {
    const nothing = createWriteBack({
      cases,
      journal,
      readOrder: async () => [],
      writeOrder: async () => 'not-placed',
      settingsFor: async () => settings,
      timings: RECOVERY_TIMINGS,
      now,
      leaseMs: MINUTE_MS,
      traceOrder: (work) => work(),
      onWritten: () => expect.fail(),
      onConflict: () => expect.fail(),
      onError: (error) => expect.fail(String(error)),
    });
    nothing.attemptEnded({ ...capture, orderId: 'o9' as OrderId, site: 'siteUS' as SiteId, caller: 'oms' });
    await nothing.idle();
    expect((await cases.find('write-back', 'o9'))?.state).to.equal('closed');
  });

  for (const [step, broken] of [
    ['noted', { settingsFor: () => Promise.reject(new TypeError('a defect')) }],
    ['written', { writeOrder: () => Promise.reject(new TypeError('a defect')) }],
  ] as const)
    it(`are named where an error keeps one from being ${step}`, async () => {
      const named: unknown[] = [];
      const failing = createWriteBack({
        cases,
        journal,
        readOrder: async () => [],
        writeOrder: async () => 'written',
        settingsFor: async () => settings,
        timings: RECOVERY_TIMINGS,
        now,
        leaseMs: MINUTE_MS,
        traceOrder: (work) => work(),
        onWritten: () => undefined,
        onConflict: () => undefined,
        onError: (_error, order) => named.push([order?.site, order?.orderId]),
        ...broken,
      });
      failing.attemptEnded({ ...capture, orderId: 'o9' as OrderId, site: 'siteUS' as SiteId, caller: 'oms' });
      await failing.idle();
      expect(named).to.deep.equal([['siteUS', 'o9']]);
    });
});
