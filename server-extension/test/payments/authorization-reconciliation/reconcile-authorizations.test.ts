import { expect } from 'chai';
import type { GatewayRef, OrderId } from '../../../src/domain/ids.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import type { TimeWindow } from '../../../src/domain/time/time-window.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { ExecutePayment } from '../../../src/payments/execute-payment.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type {
  FoundAuthorization,
  AuthorizationStatus,
} from '../../../src/payments/authorization-reconciliation/authorization-search.ts';
import { createClassify } from '../../../src/payments/authorization-reconciliation/classify.ts';
import type { ReconciliationReport } from '../../../src/payments/authorization-reconciliation/report.ts';
import {
  createReconcileAuthorizations,
  type ReconciliationRules,
} from '../../../src/payments/authorization-reconciliation/reconcile-authorizations.ts';
import type { OrderAcceptance } from '../../../src/payments/authorization-reconciliation/unmatched-authorization.ts';
import { createReverseOrphan } from '../../../src/payments/authorization-reconciliation/reverse-orphan.ts';
import { aCapture, anAuthorization, usd } from '../../builders/command.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { anObedientGateway, type ObedientGateway } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { recordsOf } from '../../builders/records.ts';
import { alreadyReversed, aRef, notSent, notVoidable, settling, unknown } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';

const MINUTE = 60_000;
const RULES: ReconciliationRules = {
  olderThanMs: 10 * MINUTE,
  searchLagMs: 15 * MINUTE,
  lookBackMs: 24 * 60 * MINUTE,
  askAgainMs: MINUTE,
  reversalsMax: 100,
  dryRun: false,
};

describe('The reconciliation of authorizations', () => {
  let clock: number;
  /** What the gateway granted, and what has become of it. */
  let ledger: (FoundAuthorization & Partial<AuthorizationStatus>)[];
  let spans: TimeWindow[];
  let isSearchAvailable: boolean;
  /** The search of a later hour fails. */
  let readableUntil: Date;
  let allSettings: readonly GatewaySettings[];
  let says: (ref: GatewayRef) => OrderAcceptance;
  let gateway: ObedientGateway;
  let journal: Journal;
  let executePayment: ExecutePayment;
  let orphans: GatewayRef[];
  let reconcile: () => Promise<ReconciliationReport>;
  const now = (): Date => new Date(clock);

  beforeEach(() => {
    clock = Date.parse('2026-11-21T10:00:00Z');
    ledger = [];
    spans = [];
    isSearchAvailable = true;
    readableUntil = new Date('2100-01-01');
    allSettings = [settings];
    says = () => NO;
    gateway = anObedientGateway();
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    start();
  });

  /** An instance begins; what it has not decided it has forgotten. */
  function start(rules: Partial<ReconciliationRules> = {}): void {
    const records = recordsOf((ref) => ledger.find((each) => each.ref === ref));
    ({ executePayment } = createPayments({ gateway, journal, now, records }));
    orphans = [];
    const authorizationSearch = {
      authorizations: async (_: unknown, span: TimeWindow) => {
        if (!isSearchAvailable || span.to > readableUntil) throw new Error('closed');
        searched(span);
        return ledger.filter(({ authorizedAt: grantedAt }) => grantedAt >= span.from && grantedAt < span.to);
      },
      followOns: async () => [],
      statusOf: async ({ ref, amount }: FoundAuthorization): Promise<AuthorizationStatus> => {
        const row = ledger.find((each) => each.ref === ref);
        return { held: amount, isUsed: false, isReversed: false, paymentGroup: GROUP, ...row };
      },
    };
    reconcile = createReconcileAuthorizations({
      authorizationSearch,
      journal,
      allSettings: async () => allSettings,
      classify: createClassify({ authorizationSearch, journal, readOrder: async ({ ref }) => says(ref) }),
      reverseOrphan: createReverseOrphan(executePayment),
      now,
      rules: { ...RULES, ...rules },
      onOrphan: ({ ref }) => orphans.push(ref),
      onReconciled: () => undefined,
      onError: () => undefined,
    });
  }

  /** Hours that follow on each other were read as one span. */
  function searched(hour: TimeWindow): void {
    const last = spans.at(-1);
    if (last?.to.getTime() === hour.from.getTime()) spans[spans.length - 1] = { ...last, to: hour.to };
    else spans.push(hour);
  }

  function authorization(changes: Partial<FoundAuthorization & AuthorizationStatus> = {}): GatewayRef {
    const ref = aRef();
    const grantedAt = new Date(clock - 20 * MINUTE);
    ledger.push({
      ref,
      orderId: 'o10001' as OrderId,
      amount: usd(10_000),
      captureNow: false,
      authorizedAt: grantedAt,
      ...changes,
    });
    return ref;
  }

  async function later(minutes: number): Promise<ReconciliationReport> {
    clock += minutes * MINUTE;
    return reconcile();
  }

  it('reverses what no order stands on, once OCC has said so twice', async () => {
    const ref = authorization();
    expect(await reconcile()).to.include({ authorizations: 1, orphans: 0, undecided: 1, reversed: 0 });
    expect(await later(0.9)).to.include({ orphans: 0, reversed: 0 });
    expect(await later(0.2)).to.include({ orphans: 1, undecided: 0, reversed: 1, failed: 0, complete: true });
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

  it('finds what no order stands on while something is under way for another authorization of its order', async () => {
    const ref = authorization();
    const other = authorization({ isUsed: true });
    gateway.answer = async () => unknown;
    await executePayment(aCapture({ original: other, orderId: 'o10001' as OrderId }), settings);
    await reconcile();
    expect(await later(5)).to.include({ orphans: 1 });
    expect(orphans).to.deep.equal([ref]);
  });

  it('reverses what is really held, which may be less than was asked for', async () => {
    authorization({ held: usd(4_000) });
    await reconcile();
    await later(2);
    expect(gateway.sent[0]).to.deep.include({ amount: usd(4_000) });
  });

  describe('leaves alone', () => {
    const untouched = async (): Promise<ReconciliationReport> => {
      await reconcile();
      const report = await later(5);
      expect(gateway.sent.filter(({ type }) => type === 'void' || type === 'refund')).to.deep.equal([]);
      return report;
    };

    it('what an order of OCC stands on', async () => {
      authorization();
      says = () => YES;
      await untouched();
    });

    it('what OCC names as paid, whatever else it says', async () => {
      const ref = authorization();
      says = () => ({ accepted: 'no', by: [ref] });
      await untouched();
    });

    it('what was used or reversed', async () => {
      authorization({ isUsed: true });
      authorization({ isReversed: true });
      await untouched();
    });

    it('what OCC cannot say anything about, for as long as that lasts', async () => {
      authorization();
      says = () => ({ accepted: 'unclear', by: [] });
      expect(await untouched()).to.include({ undecided: 1, orphans: 0 });
    });

    it('what OCC accepts between the first question and the second', async () => {
      authorization();
      await reconcile();
      says = () => YES;
      expect(await later(2)).to.include({ orphans: 0, undecided: 0, matched: 1 });
      expect(gateway.sent).to.deep.equal([]);
    });

    it("what this instance's own journal knows", async () => {
      const { result } = await executePayment(anAuthorization(), settings);
      ledger.push({
        ref: 'ref' in result ? result.ref : aRef(),
        orderId: 'o10001' as OrderId,
        amount: usd(10_000),
        captureNow: false,
        authorizedAt: new Date(clock - 20 * MINUTE),
      });
      await untouched();
      expect(await reconcile()).to.include({ authorizations: 1, inJournal: 1 });
    });

    it('what a capture of this instance is under way for', async () => {
      const ref = authorization();
      gateway.answer = async () => unknown;
      await executePayment(aCapture({ original: ref, orderId: 'o10001' as OrderId }), settings);
      await untouched();
    });

    it('what may be the authorization of this instance whose answer was lost', async () => {
      authorization();
      gateway.answer = async () => unknown;
      await executePayment(anAuthorization({ orderId: 'o10001' as OrderId }), settings);
      expect(await untouched()).to.include({ undecided: 1 });
    });

    it('what was charged for the order management, which OCC does not know', async () => {
      authorization({ isCharge: true });
      await untouched();
    });

    it('what is too young for OCC to have placed its order', async () => {
      authorization({ authorizedAt: new Date(clock - 4 * MINUTE) });
      expect(await reconcile()).to.include({ authorizations: 0 });
      expect(await later(5.5)).to.include({ authorizations: 0 });
      expect(await later(1)).to.include({ authorizations: 1 });
    });
  });

  describe('of two authorizations of one payment group', () => {
    it('reverses the younger one, where OCC has accepted the group and names neither', async () => {
      const younger = authorization({ authorizedAt: new Date(clock - 18 * MINUTE) });
      authorization({ authorizedAt: new Date(clock - 19 * MINUTE) });
      says = () => YES;
      await reconcile();
      expect(await later(2)).to.deep.include({
        reversed: 1,
        doubleHolds: 1,
        longestDoubleHoldSeconds: 20 * 60,
      });
      expect(orphans).to.deep.equal([younger]);
    });

    for (const order of ['as they were made', 'the other way round'] as const)
      it(`reverses the one with the later id of two of one second, which the search lists ${order}`, async () => {
        const authorizedAt = new Date(clock - 19 * MINUTE);
        const [, younger] = [authorization({ authorizedAt }), authorization({ authorizedAt })];
        if (order === 'the other way round') ledger.reverse();
        says = () => YES;
        await reconcile();
        await later(2);
        expect(orphans).to.deep.equal([younger]);
      });

    it('keeps the one that OCC names, though it is the younger', async () => {
      const elder = authorization({ authorizedAt: new Date(clock - 19 * MINUTE) });
      const younger = authorization({ authorizedAt: new Date(clock - 18 * MINUTE) });
      says = (ref) => ({ accepted: ref === younger ? 'yes' : 'no', by: [younger] });
      await reconcile();
      expect(await later(2)).to.include({ reversed: 1, doubleHolds: 1 });
      expect(orphans).to.deep.equal([elder]);
    });

    it('keeps both that paid for different groups', async () => {
      authorization({ authorizedAt: new Date(clock - 19 * MINUTE) });
      authorization({ paymentGroup: { ...GROUP, paymentGroupId: 'pg2' as never } });
      says = () => YES;
      await reconcile();
      await later(2);
      expect(gateway.sent).to.deep.equal([]);
    });
  });

  describe('when it cannot undo', () => {
    async function swept(): Promise<ReconciliationReport> {
      await reconcile();
      return later(2);
    }

    it('refunds a sale that can no longer be voided', async () => {
      authorization({ captureNow: true });
      gateway.answer = async (command) => (command.type === 'void' ? notVoidable : settling(command.amount));
      expect(await swept()).to.include({ reversed: 1, failed: 0 });
      expect(gateway.sent.map(({ type }) => type)).to.deep.equal(['void', 'refund']);
    });

    it('counts what was reversed before as reversed', async () => {
      authorization();
      gateway.answer = async () => alreadyReversed;
      expect(await swept()).to.include({ reversed: 1, failed: 0 });
    });

    it('reports what the gateway refuses to a person, and does not try it for ever', async () => {
      authorization();
      gateway.answer = async () => notVoidable;
      expect(await swept()).to.include({ reversed: 0, failed: 1, undecided: 0 });
      await later(5);
      expect(gateway.sent).to.have.length(1);
    });

    it('tries again what was not sent, and leaves to recovery what is unknown', async () => {
      authorization();
      gateway.answer = async () => notSent;
      expect(await swept()).to.include({ reversed: 0, failed: 0, undecided: 1 });
      gateway.answer = async () => unknown;
      expect(await later(1)).to.include({ reversed: 0, failed: 0, undecided: 1 });
      await later(1);
      expect(gateway.sent).to.have.length(2);
    });

    it('goes on with the others', async () => {
      authorization();
      const broken = authorization();
      authorization();
      says = (ref) => {
        if (ref === broken) throw new Problem('gateway-failure', 'OCC did not answer in time. Try again.');
        return NO;
      };
      expect(await swept()).to.include({ reversed: 2, undecided: 1, complete: false });
    });
  });

  it('undoes only so many at once', async () => {
    start({ reversalsMax: 2 });
    for (let nth = 0; nth < 5; nth += 1) authorization();
    await reconcile();
    expect(await later(2)).to.include({ orphans: 5, reversed: 2, undecided: 3 });
    expect(await later(1)).to.include({ orphans: 3, reversed: 2, undecided: 1 });
  });

  it('only counts when it is to try itself out', async () => {
    start({ dryRun: true });
    authorization();
    await reconcile();
    expect(await later(2)).to.include({ dryRun: true, orphans: 1, reversed: 0 });
    expect(gateway.sent).to.deep.equal([]);
  });

  it('runs one at a time: who asks meanwhile gets its report', async () => {
    authorization();
    const [first, second] = await Promise.all([reconcile(), reconcile()]);
    expect(second).to.equal(first);
    expect(spans).to.have.length(1);
  });

  describe('begins', () => {
    it('a day back, for the first time', async () => {
      await reconcile();
      expect(spans).to.deep.equal([
        { from: new Date(clock - RULES.lookBackMs), to: new Date(clock - RULES.olderThanMs) },
      ]);
    });

    it('where the one before had seen everything, less the search lag; also after a restart', async () => {
      const first = clock;
      await reconcile();
      clock += 5 * MINUTE;
      start();
      await reconcile();
      expect(spans[1]?.from).to.deep.equal(new Date(first - RULES.olderThanMs - RULES.searchLagMs));
    });

    it('before everything that is not decided, so that a restart forgets nothing undecided', async () => {
      const grantedAt = new Date(clock - 12 * 60 * MINUTE);
      const ref = authorization({ authorizedAt: grantedAt });
      await reconcile();
      clock += MINUTE / 2;
      start();
      expect(await reconcile()).to.include({ undecided: 1 });
      expect(spans[1]?.from).to.deep.equal(grantedAt);
      await later(2);
      expect(orphans).to.deep.equal([ref]);
      await later(1);
      expect(spans.at(-1)!.from > grantedAt).to.equal(true);
    });

    it('where one account was read to its end, whatever is undecided in another', async () => {
      const grantedAt = new Date(clock - 12 * 60 * MINUTE);
      authorization({ authorizedAt: grantedAt });
      await reconcile();
      const other = { ...settings, account: { ...settings.account, merchantId: 'another' } };
      allSettings = [settings, other];
      ledger = [];
      const first = clock;
      await reconcile();
      clock += MINUTE / 2;
      spans = [];
      await reconcile();
      expect(spans.map(({ from }) => from)).to.deep.equal([
        grantedAt,
        new Date(first - RULES.olderThanMs - RULES.searchLagMs),
      ]);
    });

    it('with the first hour that could not be read; what was read before is decided meanwhile', async () => {
      const ref = authorization({ authorizedAt: new Date(clock - 20 * 60 * MINUTE) });
      readableUntil = new Date(clock - 12 * 60 * MINUTE);
      expect(await reconcile()).to.include({ complete: false, authorizations: 1 });
      expect(await later(5)).to.include({ complete: false, reversed: 1 });
      expect(gateway.sent[0]).to.deep.include({ type: 'void', original: ref });
      await later(5);
      spans = [];
      start();
      readableUntil = new Date(clock);
      await later(5);
      expect(spans[0]!.from).to.deep.equal(new Date('2026-11-20T21:45:00Z'));
    });

    it('from the same place again when the search could not be read', async () => {
      await reconcile();
      isSearchAvailable = false;
      expect(await later(5)).to.include({ complete: false });
      isSearchAvailable = true;
      await later(60);
      expect(spans).to.have.length(2);
      expect(spans[1]!.from < spans[0]!.to).to.equal(true);
    });
  });
});

const GROUP = { site: settings.site, channel: settings.channel, paymentGroupId: 'pg1' as never };
const YES: OrderAcceptance = { accepted: 'yes', by: [] };
const NO: OrderAcceptance = { accepted: 'no', by: [] };
