import { expect } from 'chai';
import type { Operation } from '../../../src/domain/payment/command.ts';
import type { CommandKey, GatewayRef, PaymentKey } from '../../../src/domain/ids.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { Gateway, UnresolvedAttempt, LookupResult } from '../../../src/payments/ports/gateway.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type { TaskResult } from '../../../src/payments/ports/recovery-task.ts';
import type { OrderAccepted } from '../../../src/payments/recovery/confirm-order.ts';
import { RECOVERY_TIMINGS } from '../../../src/payments/recovery/recovery-task.ts';
import { createResolveOutcome, type ResolveOutcome } from '../../../src/payments/recovery/resolve-outcome.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { usd } from '../../builders/command.ts';
import { approved, declined, declinedWhileHeld, notSent, settling, unknown } from '../../builders/result.ts';
import { anAttempt } from '../../journal/contract.ts';
import { settings } from '../../builders/settings.ts';
const claimedAt = new Date('2026-11-21T10:00:00Z');
const MINUTE_MS = 60_000;
/** Runs after which there is no other. */
const USED_UP = 128;
const payment = 'siteUS:o10001:pg1' as PaymentKey;

describe('finding out how an attempt ended', () => {
  let journal: Journal;
  let resolveOutcome: ResolveOutcome;
  /** The same of an instance whose journal no other instance shares. */
  let findOutAlone: ResolveOutcome;
  let time: Date;
  /** What the gateway answers to an undo, and what its records show. */
  let undo: PaymentResult;
  let lookup: LookupResult;
  let asked: string[];
  let known: ReadonlySet<GatewayRef>;
  /** What OCC says about an authorization, as far as the journal knows it. */
  let accepted: OrderAccepted;

  beforeEach(() => {
    time = new Date(claimedAt.getTime() + MINUTE_MS);
    const now = (): Date => time;
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    undo = unknown;
    lookup = { kind: 'not-found' };
    asked = [];
    accepted = async () => 'no';
    const gateway: Gateway = {
      send: async () => {
        throw new Error('Nothing is ever sent again.');
      },
      reverse: async ({ merchantTransactionId }: UnresolvedAttempt) => {
        asked.push(`undo ${merchantTransactionId}`);
        return undo;
      },
      lookUp: async (_lost, others) => {
        asked.push('look');
        known = others;
        return lookup;
      },
    };
    const finder = (isJournalOwn: boolean): ResolveOutcome =>
      createResolveOutcome({
        gateway,
        journal,
        orderAccepted: (attempt) => accepted(attempt),
        isJournalOwn,
        timings: RECOVERY_TIMINGS,
        now,
        deadlineMs: 1_000,
      });
    resolveOutcome = finder(false);
    findOutAlone = finder(true);
  });

  async function lost(
    operation: Operation,
    { result = unknown, minor = 10_000 }: { readonly result?: PaymentResult; readonly minor?: number } = {},
  ): Promise<PaymentAttempt> {
    const opened = await inFlight(operation, minor);
    return journal.complete(opened, result, claimedAt);
  }

  async function requireFound({ key }: PaymentAttempt): Promise<PaymentAttempt> {
    const found = await journal.find(key);
    if (found === undefined) throw new Error(`No ${key}`);
    return found;
  }

  async function inFlight(
    operation: Operation,
    minor = 10_000,
    key = `a ${operation}` as CommandKey,
  ): Promise<PaymentAttempt> {
    const attempt = anAttempt({ key, payment, operation, claimedAt, amount: usd(minor) });
    const claimResult = await journal.claim(
      attempt,
      () => ({ verdict: 'proceed' }),
      () => 'MTI' as never,
    );
    if (claimResult.kind !== 'claimed') throw new Error(claimResult.kind);
    return claimResult.attempt;
  }

  const beyondLag = (): void => void (time = new Date(claimedAt.getTime() + RECOVERY_TIMINGS.searchLagMs));
  const outcomeOf = (left: TaskResult): string =>
    'resolved' in left ? left.resolved.outcome : JSON.stringify(left);

  describe('of an authorization, which was answered as declined', () => {
    it('undoes it by its own name, without looking for it first', async () => {
      undo = approved(usd(10_000));
      expect(outcomeOf(await resolveOutcome(await lost('authorize'), 0, settings))).to.equal('not-sent');
      expect(asked).to.deep.equal(['undo MTI']);
    });

    it('does not believe at once that there is nothing to undo', async () => {
      undo = { outcome: 'refused', problem: 'no such transaction' };
      const attempt = await lost('authorize');
      const left = await resolveOutcome(attempt, 0, settings);
      expect(left).to.deep.equal({ runAt: new Date(time.getTime() + MINUTE_MS) });
      beyondLag();
      expect(outcomeOf(await resolveOutcome(attempt, 1, settings))).to.contain('runAt');
      expect(outcomeOf(await resolveOutcome(attempt, 2, settings))).to.equal('not-sent');
    });

    it('counts the lag from when it was lost: by a wrong clock it may have been sent long before', async () => {
      undo = { outcome: 'refused', problem: 'no such transaction' };
      const attempt = await inFlight('authorize');
      const lostAt = new Date(claimedAt.getTime() + 6 * MINUTE_MS);
      const closed = await journal.complete(attempt, unknown, lostAt);
      beyondLag();
      expect(outcomeOf(await resolveOutcome(closed, 2, settings))).to.contain('runAt');
      time = new Date(lostAt.getTime() + RECOVERY_TIMINGS.searchLagMs);
      expect(outcomeOf(await resolveOutcome(closed, 2, settings))).to.equal('not-sent');
    });

    it('keeps a residual hold when the search shows it although there was nothing to reverse', async () => {
      undo = { outcome: 'refused', problem: 'no such transaction' };
      lookup = { kind: 'found', result: approved(usd(10_000)) };
      const left = await resolveOutcome(await lost('authorize'), 0, settings);
      expect(left).to.have.nested.include({ 'resolved.outcome': 'declined', 'resolved.holdsMoney': true });
    });

    it('owes the money when it is too late to undo it by name', async () => {
      undo = declinedWhileHeld();
      expect(await resolveOutcome(await lost('authorize'), 0, settings)).to.have.nested.include({
        'resolved.holdsMoney': true,
      });
    });

    for (const answer of [unknown, notSent]) {
      it(`tries again when undoing it was ${answer.outcome}`, async () => {
        undo = answer;
        expect(await resolveOutcome(await lost('authorize'), 0, settings)).to.have.property('runAt');
      });
    }

    it('takes the issuer’s decline from the search: there is nothing to reverse by its id', async () => {
      undo = notSent;
      lookup = { kind: 'found', result: declined() };
      expect(await resolveOutcome(await lost('authorize'), 0, settings)).to.have.nested.include({
        'resolved.outcome': 'declined',
        'resolved.holdsMoney': false,
      });
    });

    it('calls for a person when a day of trying did not help', async () => {
      expect(await resolveOutcome(await lost('authorize'), USED_UP, settings)).to.deep.equal({
        manualReview: true,
      });
    });

    it('makes no call about the verification of a card, which holds no money', async () => {
      expect(outcomeOf(await resolveOutcome(await lost('authorize', { minor: 0 }), 0, settings))).to.equal(
        'not-sent',
      );
      expect(asked).to.deep.equal([]);
    });

    it('does not undo, where each instance has its own journal, what OCC accepted from another one', async () => {
      accepted = async () => 'yes';
      lookup = { kind: 'found', result: approved(usd(10_000)) };
      expect(outcomeOf(await findOutAlone(await lost('authorize'), 3, settings))).to.equal('approved');
      expect(asked).to.deep.equal(['look']);
    });

    it('never undoes what CyberSource took for a duplicate: it is another delivery’s payment', async () => {
      const duplicate: PaymentResult = { ...unknown, duplicate: true };
      undo = approved(usd(10_000));
      const attempt = await lost('authorize', { result: duplicate });
      expect(await resolveOutcome(attempt, 0, settings)).to.have.property('runAt');
      lookup = { kind: 'found', result: approved(usd(10_000)) };
      expect(outcomeOf(await resolveOutcome(attempt, 1, settings))).to.equal('approved');
      expect(asked).to.deep.equal(['look', 'look']);
    });
  });

  for (const operation of ['capture', 'refund'] as const) {
    describe(`of a ${operation}, which its caller still wants`, () => {
      it('takes what the search shows, and changes nothing', async () => {
        lookup = { kind: 'found', result: settling(usd(10_000)) };
        expect(outcomeOf(await resolveOutcome(await lost(operation), 0, settings))).to.equal('pending');
        expect(asked).to.deep.equal(['look']);
      });

      it('waits while the search may lag, or is ambiguous', async () => {
        const attempt = await lost(operation);
        expect(await resolveOutcome(attempt, 0, settings)).to.have.property('runAt');
        beyondLag();
        lookup = { kind: 'ambiguous', problem: 'two of them' };
        expect(await resolveOutcome(attempt, 3, settings)).to.have.property('runAt');
        expect(asked).to.deep.equal(['look', 'look']);
      });

      it('makes sure that it did not happen when the search does not have it', async () => {
        undo = { outcome: 'refused', problem: 'no such transaction' };
        beyondLag();
        expect(outcomeOf(await resolveOutcome(await lost(operation), 2, settings))).to.equal('not-sent');
        expect(asked).to.deep.equal(['look', 'undo MTI']);
      });

      it('frees its number instead of undoing it, where another instance may have made it and the search does not have it', async () => {
        const attempt = await lost(operation);
        expect(await findOutAlone(attempt, 1, settings)).to.have.property('runAt');
        beyondLag();
        expect(outcomeOf(await findOutAlone(attempt, 2, settings))).to.equal('not-sent');
        expect(asked).to.deep.equal(['look', 'look']);
      });

      it('does not conclude anything while undoing it is unclear', async () => {
        beyondLag();
        expect(await resolveOutcome(await lost(operation), 2, settings)).to.have.property('runAt');
      });
    });
  }

  it('of a void that the search does not show is over: it may be asked for again', async () => {
    beyondLag();
    expect(outcomeOf(await resolveOutcome(await lost('void'), 2, settings))).to.equal('not-sent');
    expect(asked).to.deep.equal(['look']);
  });

  describe('while the look-up itself is turned away', () => {
    const turnedAway: LookupResult = {
      kind: 'ambiguous',
      problem: 'CyberSource answered HTTP 401',
      accessRefused: 'credentials',
    };
    beforeEach(() => {
      lookup = turnedAway;
      undo = { ...unknown, accessRefused: 'credentials' };
    });

    for (const operation of ['authorize', 'capture', 'refund', 'void'] as const)
      it(`waits with a ${operation}, which is no try, however often it has been tried before`, async () => {
        const attempt = await lost(operation);
        for (const runs of [0, 3, USED_UP, 200])
          expect(await resolveOutcome(attempt, runs, settings)).to.deep.equal({
            runAt: new Date(time.getTime() + MINUTE_MS),
            accessRefused: 'credentials',
          });
      });

    it('waits with what CyberSource took for a duplicate, and with what OCC has accepted', async () => {
      const duplicate: PaymentResult = { ...unknown, duplicate: true };
      expect(
        await resolveOutcome(await lost('capture', { result: duplicate }), USED_UP, settings),
      ).to.include({
        accessRefused: 'credentials',
      });
      accepted = async () => 'yes';
      expect(await findOutAlone(await lost('authorize'), USED_UP, settings)).to.include({
        accessRefused: 'credentials',
      });
    });

    it('looks more and more seldom, at least every quarter of an hour, and for a person only after 30 days', async () => {
      const attempt = await lost('refund');
      const minutesTo = async (afterMinutes: number): Promise<number> => {
        time = new Date(claimedAt.getTime() + afterMinutes * MINUTE_MS);
        const left = await resolveOutcome(attempt, 0, settings);
        return 'runAt' in left ? (left.runAt.getTime() - time.getTime()) / MINUTE_MS : NaN;
      };
      expect(await minutesTo(10)).to.equal(5);
      expect(await minutesTo(24 * 60)).to.equal(15);
      expect(await minutesTo(29 * 24 * 60)).to.equal(15);
      expect(await resolveOutcome(attempt, 0, settings)).not.to.have.property('manualReview');
      time = new Date(claimedAt.getTime() + 30 * 24 * 60 * MINUTE_MS);
      expect(await resolveOutcome(attempt, 0, settings)).to.deep.equal({ manualReview: true });
    });

    it('goes on as ever once it has access again', async () => {
      const attempt = await lost('authorize');
      await resolveOutcome(attempt, 0, settings);
      lookup = { kind: 'found', result: approved(usd(10_000)) };
      expect(await resolveOutcome(attempt, 0, settings)).to.have.nested.include({
        'resolved.holdsMoney': true,
      });
    });
  });

  it('does not take the id of another attempt of the order for it', async () => {
    const other = approved(usd(10_000));
    const sale = await inFlight('authorize');
    await journal.complete(sale, other, claimedAt);
    await resolveOutcome(await lost('capture'), 0, settings);
    expect([...known]).to.deep.equal([other.ref]);
  });

  describe('whose process went away', () => {
    it('closes it first, so that a late owner answers what the journal says', async () => {
      undo = approved(usd(10_000));
      const attempt = await inFlight('authorize');
      await resolveOutcome(attempt, 0, settings);
      const closedLate = await journal.complete(attempt, approved(usd(10_000)), time);
      expect(closedLate.result?.outcome).to.equal('unknown');
    });

    it('undoes an authorization only after OCC has said twice that it knows nothing of it', async () => {
      undo = approved(usd(10_000));
      const attempt = await inFlight('authorize');
      expect(await resolveOutcome(attempt, 0, settings)).to.have.property('runAt');
      expect(asked).to.deep.equal([]);
      const closed = await requireFound(attempt);
      expect(outcomeOf(await resolveOutcome(closed, 1, settings))).to.equal('not-sent');
      expect(asked).to.deep.equal(['undo MTI']);
    });

    it('does not undo it while OCC cannot be asked', async () => {
      accepted = async () => 'unclear';
      expect(await resolveOutcome(await inFlight('authorize'), 3, settings)).to.have.property('runAt');
      expect(asked).to.deep.equal([]);
    });

    it('keeps what OCC has accepted: its caller got the result that the journal could not write', async () => {
      accepted = async () => 'yes';
      lookup = { kind: 'found', result: approved(usd(10_000)) };
      expect(outcomeOf(await resolveOutcome(await inFlight('authorize'), 0, settings))).to.equal('approved');
      expect(asked).to.deep.equal(['look']);
    });

    it('waits for the search, and then for a manual review, rather than reverse what OCC has accepted', async () => {
      accepted = async () => 'yes';
      beyondLag();
      const attempt = await inFlight('authorize');
      expect(await resolveOutcome(attempt, 6, settings)).to.have.property('runAt');
      expect(await resolveOutcome(attempt, USED_UP, settings)).to.deep.equal({ manualReview: true });
      expect(asked).to.deep.equal(['look', 'look']);
    });

    it('owes the money when OCC names another authorization as the one that paid', async () => {
      accepted = async ({ result }) => (result?.outcome === 'approved' ? 'no' : 'yes');
      lookup = { kind: 'found', result: approved(usd(10_000)) };
      const left = await resolveOutcome(await inFlight('authorize'), 0, settings);
      expect(left).to.have.nested.include({ 'resolved.outcome': 'declined', 'resolved.holdsMoney': true });
    });

    it('undoes it when another authorization has paid its payment group', async () => {
      accepted = async () => 'yes';
      undo = approved(usd(10_000));
      const other = await inFlight('authorize', 10_000, 'the retry' as CommandKey);
      await journal.complete(other, approved(usd(10_000)), claimedAt);
      expect(outcomeOf(await resolveOutcome(await inFlight('authorize'), 0, settings))).to.equal('not-sent');
    });

    it('leaves it alone when its owner was only slow', async () => {
      const attempt = await inFlight('authorize');
      await journal.complete(attempt, declined(), time);
      expect(outcomeOf(await resolveOutcome(attempt, 0, settings))).to.equal('declined');
      expect(asked).to.deep.equal([]);
    });
  });
});
