import { expect } from 'chai';
import type { SiteId } from '../../../src/domain/ids.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import {
  createExpiringHolds,
  type ExpiringHolds,
} from '../../../src/payments/expiring-holds/expiring-holds.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import { aCapture, anAuthorization, usd } from '../../builders/command.ts';
import { anObedientGateway, type ObedientGateway, yes } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { approved, declined, unknown } from '../../builders/result.ts';
import { settings as anyShops } from '../../builders/settings.ts';

const settings = { ...anyShops, holdDays: {} };
const DAY_MS = 24 * 60 * 60_000;
const start = Date.parse('2026-11-01T10:00:00Z');

describe('Holds that expire', () => {
  let time: Date;
  let journal: Journal;
  let gateway: ObedientGateway;
  let payments: ReturnType<typeof createPayments>;
  let told: string[];
  let holds: ExpiringHolds;
  const now = (): Date => time;
  const another = (cases = createMemoryCases(100)): ExpiringHolds =>
    createExpiringHolds({
      journal,
      cases,
      allSettings: async () => [settings],
      settingsFor: async () => settings,
      now,
      onExpiring: (_attempt, { ref }) => told.push(ref),
      onError: (error) => expect.fail(String(error)),
    });
  /** The look-out's rounds, one an hour, up to so many days after the start. */
  const liveTo = async (days: number): Promise<void> => {
    while (time.getTime() < start + days * DAY_MS) {
      await holds.lookOut();
      time = new Date(time.getTime() + 60 * 60_000);
    }
    await holds.lookOut();
  };
  const authorize = async (changes: Parameters<typeof anAuthorization>[0] = {}): Promise<string> =>
    gatewayRefOf((await payments.executePayment(anAuthorization(changes), settings)).result) ?? expect.fail();

  beforeEach(() => {
    time = new Date(start);
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    gateway = anObedientGateway();
    payments = createPayments({ journal, gateway, isJournalOwn: false, now });
    told = [];
    holds = another();
  });

  it('are told of once, within their last day, and listed until they are gone', async () => {
    const ref = await authorize();
    await liveTo(5.9);
    expect(told).to.deep.equal([]);
    expect(await holds.list()).to.deep.equal([]);
    await liveTo(6.5);
    expect(told).to.deep.equal([ref]);
    const [listed] = await holds.list();
    expect(listed).to.deep.include({ ref, left: usd(10_000) });
    expect(listed?.expiresAt.getTime()).to.equal(start + 7 * DAY_MS);
    expect(await holds.list('siteJP' as SiteId)).to.deep.equal([]);
    await liveTo(7.1);
    expect(told).to.deep.equal([ref]);
    expect(await holds.list()).to.deep.equal([]);
  });

  it('are told of from exactly a day before their end, and not at their end', async () => {
    const ref = await authorize();
    const at = async (days: number, ms = 0): Promise<readonly string[]> => {
      told = [];
      time = new Date(start + days * DAY_MS + ms);
      await another().lookOut();
      return told;
    };
    expect(await at(6, -1)).to.deep.equal([]);
    await journal.keepCheckpoint('expiring-holds', new Date(start));
    expect(await at(6)).to.deep.equal([ref]);
    await journal.keepCheckpoint('expiring-holds', new Date(start));
    expect(await at(7, -1)).to.deep.equal([ref]);
    await journal.keepCheckpoint('expiring-holds', new Date(start));
    expect(await at(7)).to.deep.equal([]);
  });

  it('are listed until exactly their end, by the site that they are of', async () => {
    const ref = await authorize();
    await liveTo(6.5);
    const refs = async (site?: SiteId) => (await holds.list(site)).map((each) => each.ref);
    expect(await refs('siteUS' as SiteId)).to.deep.equal([ref]);
    time = new Date(start + 7 * DAY_MS - 1);
    expect(await refs()).to.deep.equal([ref]);
    time = new Date(start + 7 * DAY_MS);
    expect(await refs()).to.deep.equal([]);
  });

  it('are told of by the days that the sites’ settings name', async () => {
    const [ref, ofOther] = [await authorize(), { ...settings, holdDays: { '001': 3 } }];
    const cases = createMemoryCases(100);
    const short = createExpiringHolds({
      journal,
      cases,
      allSettings: async () => [settings, ofOther],
      settingsFor: async () => ({ ...settings, holdDays: { '': 3 } }),
      now,
      onExpiring: (_attempt, hold) => told.push(`${hold.ref} ${hold.expiresAt.toISOString()}`),
      onError: (error) => expect.fail(String(error)),
    });
    time = new Date(start + 2.5 * DAY_MS);
    await short.lookOut();
    expect(told).to.deep.equal([`${ref} ${new Date(start + 3 * DAY_MS).toISOString()}`]);
  });

  it('are not looked for by a process that ends, which leaves them to the next', async () => {
    const ref = await authorize();
    time = new Date(start + 6.5 * DAY_MS);
    await holds.lookOut(() => true);
    expect(told).to.deep.equal([]);
    expect(await journal.checkpoint('expiring-holds')).to.equal(undefined);
    await holds.lookOut();
    expect(told).to.deep.equal([ref]);
    expect(await journal.checkpoint('expiring-holds')).to.deep.equal(time);
  });

  it('are told of and listed although another one’s site was removed, or its payment cannot be read', async () => {
    const refs = [];
    for (const orderId of ['o1', 'o2', 'o3'])
      refs.push(
        await authorize({
          key: orderId as never,
          orderId: orderId as never,
          paymentGroupId: orderId as never,
        }),
      );
    const errors: unknown[] = [];
    const removed = new Problem('not-configured', 'No such site.');
    const defect = new RangeError('A defect.');
    let failing = 'o2';
    const many = createExpiringHolds({
      journal: {
        ...journal,
        ofOrder: (orderId) => (orderId === failing ? Promise.reject(defect) : journal.ofOrder(orderId)),
      },
      cases: createMemoryCases(100),
      allSettings: async () => [settings],
      settingsFor: async () => Promise.reject(removed),
      now,
      onExpiring: (_attempt, { ref }) => told.push(ref),
      onError: (error, { orderId, site }) => errors.push([error, orderId, site]),
    });
    time = new Date(start + 6.5 * DAY_MS);
    await many.lookOut();
    expect(told).to.have.members([refs[0], refs[2]]);
    expect(await journal.checkpoint('expiring-holds')).to.deep.equal(time);
    expect(errors).to.have.deep.members([
      [removed, 'o1', 'siteUS'],
      [defect, 'o2', 'siteUS'],
      [removed, 'o3', 'siteUS'],
    ]);
    failing = 'o1';
    expect((await many.list()).map(({ ref }) => ref)).to.deep.equal([refs[2]]);
    failing = '';
    expect((await many.list()).map(({ ref }) => ref)).to.have.members([refs[0], refs[2]]);
  });

  it('are looked for again where the database could not be reached', async () => {
    await authorize();
    time = new Date(start + 6.5 * DAY_MS);
    const down = new Problem('journal-unavailable', 'Down.');
    const cases = { ...createMemoryCases(100), add: () => Promise.reject(down) };
    expect(
      await another(cases)
        .lookOut()
        .catch((error: unknown) => error),
    ).to.equal(down);
    expect(await journal.checkpoint('expiring-holds')).to.equal(undefined);
  });

  it('are told of late rather than not when nobody looked for days, and not when they are gone', async () => {
    await holds.lookOut();
    const ref = await authorize();
    time = new Date(start + 6.9 * DAY_MS);
    await holds.lookOut();
    expect(told).to.deep.equal([ref]);
    const cases = createMemoryCases(100);
    await journal.keepCheckpoint('expiring-holds', new Date(start));
    time = new Date(start + 8 * DAY_MS);
    await another(cases).lookOut();
    expect(told).to.deep.equal([ref]);
  });

  it('are told of once, however many instances look', async () => {
    await authorize();
    const cases = createMemoryCases(100);
    time = new Date(start + 6.5 * DAY_MS);
    await Promise.all([another(cases).lookOut(), another(cases).lookOut()]);
    expect(told).to.have.length(1);
  });

  it('are not told of where everything was captured before', async () => {
    const original = await authorize();
    await payments.executePayment(aCapture({ original: original as never }), settings);
    await liveTo(8);
    expect(told).to.deep.equal([]);
  });

  it('are listed no more once the rest was captured', async () => {
    const original = await authorize();
    await liveTo(6.5);
    await payments.executePayment(aCapture({ original: original as never }), settings);
    expect(await holds.list()).to.deep.equal([]);
  });

  it('are closed by the look-out, and by no reader of the list', async () => {
    const original = await authorize();
    const cases = createMemoryCases(100);
    holds = another(cases);
    await liveTo(6.5);
    const openRefs = async () => (await cases.list('expiring-hold', 'open', 10)).map(({ id }) => id);
    gateway.answer = async () => unknown;
    await payments.executePayment(aCapture({ original: original as never, key: 'lost' as never }), settings);
    expect(await holds.list()).to.deep.equal([]);
    await holds.lookOut();
    expect(await openRefs(), 'the capture may not have happened').to.deep.equal([original]);
    time = new Date(time.getTime() + 60 * 60_000);
    const taken = await journal.leaseTask({ key: 'lost' as never, attemptNumber: 1 }, 1_000);
    await journal.completeTask(taken ?? expect.fail(), { resolved: approved(usd(10_000)), at: time });
    expect(await holds.list()).to.deep.equal([]);
    expect(await openRefs()).to.deep.equal([original]);
    await holds.lookOut();
    expect(await openRefs()).to.deep.equal([]);
  });

  it('are looked for among the authorizations that may expire next, and among no younger ones', async () => {
    const ref = await authorize();
    time = new Date(start + DAY_MS);
    await authorize();
    const read: string[] = [];
    const search = journal.search.bind(journal);
    journal.search = async (asked) => {
      const page = await search(asked);
      read.push(...page.attempts.map(({ result }) => gatewayRefOf(result) ?? expect.fail()));
      return page;
    };
    time = new Date(start + 6.5 * DAY_MS);
    await holds.lookOut();
    expect(read).to.deep.equal([ref]);
  });

  it('are each told of in their own last day, where a part of a payment was authorized again', async () => {
    const instrument = { kind: 'saved-card', paymentInstrumentId: 'PI1', customerId: 'C1' } as const;
    const original = await authorize({ instrument });
    await liveTo(8);
    expect(told).to.deep.equal([original]);
    gateway.answer = async (command) => (command.type === 'capture' ? declined() : yes(command));
    const { executePayment } = payments;
    const { steps } = await executePayment(aCapture({ original: original as never, amount: usd(4_000) }), {
      ...settings,
      reauthorize: true,
    });
    const renewed = gatewayRefOf(
      steps.find(({ attempt }) => attempt.operation === 'reauthorize')?.attempt.result,
    );
    await liveTo(14.5);
    expect(told).to.deep.equal([original, renewed]);
    expect((await holds.list()).map(({ ref, left }) => [ref, left])).to.deep.equal([[renewed, usd(4_000)]]);
  });
});
