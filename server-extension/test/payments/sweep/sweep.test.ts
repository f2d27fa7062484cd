import { expect } from 'chai';
import type { GatewayRef, OrderId } from '../../../src/domain/ids.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { Pay } from '../../../src/payments/pay.ts';
import type { Journal } from '../../../src/payments/ports.ts';
import type { Granted, Standing } from '../../../src/payments/sweep/books.ts';
import { createExamine } from '../../../src/payments/sweep/examine.ts';
import type { SweepReport } from '../../../src/payments/sweep/report.ts';
import { createSweep, type SweepRules } from '../../../src/payments/sweep/sweep.ts';
import type { OrderSays } from '../../../src/payments/sweep/suspect.ts';
import { createUndoOrphan } from '../../../src/payments/sweep/undo-orphan.ts';
import { aCapture, anAuthorization, usd } from '../../builders/command.ts';
import { dutyOf } from '../../builders/duties.ts';
import { anObedientGateway, type ObedientGateway } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { recordsOf } from '../../builders/records.ts';
import { alreadyReversed, aRef, notSent, notVoidable, settling, unknown } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';

const MINUTE = 60_000;
const RULES: SweepRules = {
  olderThanMs: 10 * MINUTE,
  lagMs: 15 * MINUTE,
  firstLookMs: 24 * 60 * MINUTE,
  askAgainMs: MINUTE,
  mostUndone: 100,
  dryRun: false,
};

describe("A sweep over the gateway's books", () => {
  let clock: number;
  /** What the gateway granted, and what has become of it. */
  let book: (Granted & Partial<Standing>)[];
  let spans: { readonly from: Date; readonly to: Date }[];
  let areBooksOpen: boolean;
  let says: (ref: GatewayRef) => OrderSays;
  let gateway: ObedientGateway;
  let journal: Journal;
  let pay: Pay;
  let orphans: GatewayRef[];
  let sweep: () => Promise<SweepReport>;
  const now = (): Date => new Date(clock);

  beforeEach(() => {
    clock = Date.parse('2026-11-21T10:00:00Z');
    book = [];
    spans = [];
    areBooksOpen = true;
    says = () => NO;
    gateway = anObedientGateway();
    journal = createMemoryJournal({ capacity: 100, dutyOf, now });
    start();
  });

  /** An instance begins; what it suspected before it has forgotten. */
  function start(rules: Partial<SweepRules> = {}): void {
    const records = recordsOf((ref) => book.find((each) => each.ref === ref));
    ({ pay } = createPayments({ gateway, journal, now, records }));
    orphans = [];
    const books = {
      granted: async (_: unknown, span: { readonly from: Date; readonly to: Date }) => {
        if (!areBooksOpen) throw new Error('closed');
        spans.push(span);
        return book.filter(({ grantedAt }) => grantedAt >= span.from && grantedAt < span.to);
      },
      standing: async ({ ref, amount }: Granted): Promise<Standing> => {
        const row = book.find((each) => each.ref === ref);
        return { held: amount, isUsed: false, isLetGo: false, paymentGroup: GROUP, ...row };
      },
    };
    sweep = createSweep({
      books,
      journal,
      allSettings: async () => [settings],
      examine: createExamine({ books, journal, readOrder: async ({ ref }) => says(ref) }),
      undo: createUndoOrphan(pay),
      now,
      rules: { ...RULES, ...rules },
      onOrphan: ({ ref }) => orphans.push(ref),
      onSwept: () => undefined,
      onTrouble: () => undefined,
    });
  }

  function granted(changes: Partial<Granted & Standing> = {}): GatewayRef {
    const ref = aRef();
    const grantedAt = new Date(clock - 20 * MINUTE);
    book.push({
      ref,
      orderId: 'o10001' as OrderId,
      amount: usd(10_000),
      captureNow: false,
      grantedAt,
      ...changes,
    });
    return ref;
  }

  async function later(minutes: number): Promise<SweepReport> {
    clock += minutes * MINUTE;
    return sweep();
  }

  it('gives back what no order stands on, once OCC has said so twice', async () => {
    const ref = granted();
    expect(await sweep()).to.include({ granted: 1, orphans: 0, waiting: 1, undone: 0 });
    expect(await later(0.9)).to.include({ orphans: 0, undone: 0 });
    expect(await later(0.2)).to.include({ orphans: 1, waiting: 0, undone: 1, failed: 0, complete: true });
    expect(gateway.sent).to.have.length(1);
    expect(gateway.sent[0]).to.deep.include({
      type: 'void',
      of: 'authorization',
      original: ref,
      amount: usd(10_000),
    });
    expect(orphans).to.deep.equal([ref]);
    await later(5);
    expect(gateway.sent).to.have.length(1);
  });

  it('gives back what is really held, which may be less than was asked for', async () => {
    granted({ held: usd(4_000) });
    await sweep();
    await later(2);
    expect(gateway.sent[0]).to.deep.include({ amount: usd(4_000) });
  });

  describe('leaves alone', () => {
    const untouched = async (): Promise<SweepReport> => {
      await sweep();
      const report = await later(5);
      expect(gateway.sent.filter(({ type }) => type === 'void' || type === 'refund')).to.deep.equal([]);
      return report;
    };

    it('what an order of OCC stands on', async () => {
      granted();
      says = () => YES;
      await untouched();
    });

    it('what OCC names as paid, whatever else it says', async () => {
      const ref = granted();
      says = () => ({ accepted: 'no', by: [ref] });
      await untouched();
    });

    it('what somebody has used or let go of', async () => {
      granted({ isUsed: true });
      granted({ isLetGo: true });
      await untouched();
    });

    it('what OCC cannot say anything about, for as long as that lasts', async () => {
      granted();
      says = () => ({ accepted: 'unclear', by: [] });
      expect(await untouched()).to.include({ waiting: 1, orphans: 0 });
    });

    it('what OCC accepts between the first question and the second', async () => {
      granted();
      await sweep();
      says = () => YES;
      expect(await later(2)).to.include({ orphans: 0, waiting: 0, accountedFor: 1 });
      expect(gateway.sent).to.deep.equal([]);
    });

    it("what this instance's own journal knows", async () => {
      const { result } = await pay(anAuthorization(), settings);
      book.push({
        ref: 'ref' in result ? result.ref : aRef(),
        orderId: 'o10001' as OrderId,
        amount: usd(10_000),
        captureNow: false,
        grantedAt: new Date(clock - 20 * MINUTE),
      });
      await untouched();
      expect(await sweep()).to.include({ granted: 1, inJournal: 1 });
    });

    it('what a capture of this instance is under way for', async () => {
      const ref = granted();
      gateway.answer = async () => unknown;
      await pay(aCapture({ original: ref, orderId: 'o10001' as OrderId }), settings);
      await untouched();
    });

    it('what is too young for OCC to have placed its order', async () => {
      granted({ grantedAt: new Date(clock - 4 * MINUTE) });
      expect(await sweep()).to.include({ granted: 0 });
      expect(await later(5.5)).to.include({ granted: 0 });
      expect(await later(1)).to.include({ granted: 1 });
    });
  });

  describe('of two authorizations of one payment group', () => {
    it('gives the younger back, where OCC has accepted the group and names nobody', async () => {
      const younger = granted({ grantedAt: new Date(clock - 18 * MINUTE) });
      granted({ grantedAt: new Date(clock - 19 * MINUTE) });
      says = () => YES;
      await sweep();
      expect(await later(2)).to.deep.include({
        undone: 1,
        doubleHolds: 1,
        longestDoubleHoldSeconds: 20 * 60,
      });
      expect(orphans).to.deep.equal([younger]);
    });

    it('keeps the one that OCC names, though it is the younger', async () => {
      const elder = granted({ grantedAt: new Date(clock - 19 * MINUTE) });
      const younger = granted({ grantedAt: new Date(clock - 18 * MINUTE) });
      says = (ref) => ({ accepted: ref === younger ? 'yes' : 'no', by: [younger] });
      await sweep();
      expect(await later(2)).to.include({ undone: 1, doubleHolds: 1 });
      expect(orphans).to.deep.equal([elder]);
    });

    it('keeps both that paid for different groups', async () => {
      granted({ grantedAt: new Date(clock - 19 * MINUTE) });
      granted({ paymentGroup: { ...GROUP, paymentGroupId: 'pg2' as never } });
      says = () => YES;
      await sweep();
      await later(2);
      expect(gateway.sent).to.deep.equal([]);
    });
  });

  describe('when it cannot undo', () => {
    async function swept(): Promise<SweepReport> {
      await sweep();
      return later(2);
    }

    it('refunds a sale that can no longer be voided', async () => {
      granted({ captureNow: true });
      gateway.answer = async (command) => (command.type === 'void' ? notVoidable : settling(command.amount));
      expect(await swept()).to.include({ undone: 1, failed: 0 });
      expect(gateway.sent.map(({ type }) => type)).to.deep.equal(['void', 'refund']);
    });

    it('counts what was let go of before as undone', async () => {
      granted();
      gateway.answer = async () => alreadyReversed;
      expect(await swept()).to.include({ undone: 1, failed: 0 });
    });

    it('reports what the gateway refuses to a person, and does not try it for ever', async () => {
      granted();
      gateway.answer = async () => notVoidable;
      expect(await swept()).to.include({ undone: 0, failed: 1, waiting: 0 });
      await later(5);
      expect(gateway.sent).to.have.length(1);
    });

    it('tries again what was not sent, and leaves to others what nobody knows', async () => {
      granted();
      gateway.answer = async () => notSent;
      expect(await swept()).to.include({ undone: 0, failed: 0, waiting: 1 });
      gateway.answer = async () => unknown;
      expect(await later(1)).to.include({ undone: 0, failed: 0, waiting: 1 });
      await later(1);
      expect(gateway.sent).to.have.length(2);
    });

    it('goes on with the others', async () => {
      granted();
      const broken = granted();
      granted();
      says = (ref) => {
        if (ref === broken) throw new Problem('gateway-failure', 'OCC did not answer in time. Try again.');
        return NO;
      };
      expect(await swept()).to.include({ undone: 2, waiting: 1, complete: false });
    });
  });

  it('undoes only so many at once', async () => {
    start({ mostUndone: 2 });
    for (let nth = 0; nth < 5; nth += 1) granted();
    await sweep();
    expect(await later(2)).to.include({ orphans: 5, undone: 2, waiting: 3 });
    expect(await later(1)).to.include({ orphans: 3, undone: 2, waiting: 1 });
  });

  it('only counts when it is to try itself out', async () => {
    start({ dryRun: true });
    granted();
    await sweep();
    expect(await later(2)).to.include({ dryRun: true, orphans: 1, undone: 0 });
    expect(gateway.sent).to.deep.equal([]);
  });

  it('runs one at a time: who asks meanwhile gets its report', async () => {
    granted();
    const [first, second] = await Promise.all([sweep(), sweep()]);
    expect(second).to.equal(first);
    expect(spans).to.have.length(1);
  });

  describe('begins', () => {
    it('a day back, for the first time', async () => {
      await sweep();
      expect(spans).to.deep.equal([
        { from: new Date(clock - RULES.firstLookMs), to: new Date(clock - RULES.olderThanMs) },
      ]);
    });

    it('where the one before had seen everything, less what the books lag behind; also after a restart', async () => {
      const first = clock;
      await sweep();
      clock += 5 * MINUTE;
      start();
      await sweep();
      expect(spans[1]?.from).to.deep.equal(new Date(first - RULES.olderThanMs - RULES.lagMs));
    });

    it('before everything that is not decided, so that a restart forgets no suspect', async () => {
      const grantedAt = new Date(clock - 12 * 60 * MINUTE);
      const ref = granted({ grantedAt });
      await sweep();
      clock += MINUTE / 2;
      start();
      expect(await sweep()).to.include({ waiting: 1 });
      expect(spans[1]?.from).to.deep.equal(grantedAt);
      await later(2);
      expect(orphans).to.deep.equal([ref]);
      await later(1);
      expect(spans.at(-1)!.from > grantedAt).to.equal(true);
    });

    it('from the same place again when the books were closed', async () => {
      await sweep();
      areBooksOpen = false;
      expect(await later(5)).to.include({ complete: false });
      areBooksOpen = true;
      await later(60);
      expect(spans).to.have.length(2);
      expect(spans[1]!.from < spans[0]!.to).to.equal(true);
    });
  });
});

const GROUP = { site: settings.site, channel: settings.channel, paymentGroupId: 'pg1' as never };
const YES: OrderSays = { accepted: 'yes', by: [] };
const NO: OrderSays = { accepted: 'no', by: [] };
