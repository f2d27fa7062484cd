import { expect } from 'chai';
import type { Operation } from '../../../src/domain/command.ts';
import type { CommandKey, GatewayRef, PaymentKey } from '../../../src/domain/ids.ts';
import type { PaymentResult } from '../../../src/domain/result.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { Entry, Gateway, Journal, Left, LostAttempt, Sighting } from '../../../src/payments/ports.ts';
import type { Accepted } from '../../../src/payments/reconcile/confirm.ts';
import { PACE } from '../../../src/payments/reconcile/duties.ts';
import { createFindOut, type FindOut } from '../../../src/payments/reconcile/find-out.ts';
import { dutyOf } from '../../builders/duties.ts';
import { usd } from '../../builders/command.ts';
import { approved, declined, declinedWhileHeld, notSent, settling, unknown } from '../../builders/result.ts';
import { anEntry } from '../../journal/contract.ts';
import { settings } from '../../builders/settings.ts';
const openedAt = new Date('2026-11-21T10:00:00Z');
const MINUTE_MS = 60_000;
const payment = 'siteUS:o10001:pg1' as PaymentKey;

describe('finding out how an attempt ended', () => {
  let journal: Journal;
  let findOut: FindOut;
  /** The same of an instance whose journal no other instance shares. */
  let findOutAlone: FindOut;
  let time: Date;
  /** What the gateway answers to an undo, and what its books show. */
  let undo: PaymentResult;
  let sighting: Sighting;
  let asked: string[];
  let known: ReadonlySet<GatewayRef>;
  /** What OCC says about an authorization, as far as the journal knows it. */
  let accepted: Accepted;

  beforeEach(() => {
    time = new Date(openedAt.getTime() + MINUTE_MS);
    const now = (): Date => time;
    journal = createMemoryJournal({ capacity: 100, dutyOf, now });
    undo = unknown;
    sighting = { seen: 'no' };
    asked = [];
    accepted = async () => 'no';
    const gateway: Gateway = {
      send: async () => {
        throw new Error('Nothing is ever sent again.');
      },
      undo: async ({ merchantTransactionId }: LostAttempt) => {
        asked.push(`undo ${merchantTransactionId}`);
        return undo;
      },
      lookUp: async (_lost, others) => {
        asked.push('look');
        known = others;
        return sighting;
      },
    };
    const finder = (isJournalOwn: boolean): FindOut =>
      createFindOut({
        gateway,
        journal,
        accepted: (entry) => accepted(entry),
        isJournalOwn,
        pace: PACE,
        now,
        deadlineMs: 1_000,
      });
    findOut = finder(false);
    findOutAlone = finder(true);
  });

  async function lost(
    operation: Operation,
    { result = unknown, minor = 10_000 }: { readonly result?: PaymentResult; readonly minor?: number } = {},
  ): Promise<Entry> {
    const opened = await underWay(operation, minor);
    return journal.close(opened, result, openedAt);
  }

  async function requireFound({ key }: Entry): Promise<Entry> {
    const found = await journal.find(key);
    if (found === undefined) throw new Error(`No ${key}`);
    return found;
  }

  async function underWay(
    operation: Operation,
    minor = 10_000,
    key = `a ${operation}` as CommandKey,
  ): Promise<Entry> {
    const entry = anEntry({ key, payment, operation, openedAt, amount: usd(minor) });
    const opening = await journal.open(
      entry,
      () => ({ verdict: 'go' }),
      () => 'MTI' as never,
    );
    if (opening.kind !== 'opened') throw new Error(opening.kind);
    return opening.entry;
  }

  const beyondLag = (): void => void (time = new Date(openedAt.getTime() + PACE.lagMs));
  const outcomeOf = (left: Left): string => ('found' in left ? left.found.outcome : JSON.stringify(left));

  describe('of an authorization, which its shopper was told is declined', () => {
    it('undoes it by its own name, without looking for it first', async () => {
      undo = approved(usd(10_000));
      expect(outcomeOf(await findOut(await lost('authorize'), 0, settings))).to.equal('not-sent');
      expect(asked).to.deep.equal(['undo MTI']);
    });

    it('does not believe at once that there is nothing to undo', async () => {
      undo = { outcome: 'refused', problem: 'no such transaction' };
      const entry = await lost('authorize');
      const left = await findOut(entry, 0, settings);
      expect(left).to.deep.equal({ againAt: new Date(time.getTime() + MINUTE_MS) });
      beyondLag();
      expect(outcomeOf(await findOut(entry, 1, settings))).to.contain('againAt');
      expect(outcomeOf(await findOut(entry, 2, settings))).to.equal('not-sent');
    });

    it('counts the lag from when it was lost: by a wrong clock it may have been sent long before', async () => {
      undo = { outcome: 'refused', problem: 'no such transaction' };
      const entry = await underWay('authorize');
      const lostAt = new Date(openedAt.getTime() + 6 * MINUTE_MS);
      const closed = await journal.close(entry, unknown, lostAt);
      beyondLag();
      expect(outcomeOf(await findOut(closed, 2, settings))).to.contain('againAt');
      time = new Date(lostAt.getTime() + PACE.lagMs);
      expect(outcomeOf(await findOut(closed, 2, settings))).to.equal('not-sent');
    });

    it('owes the money when the books show it although there was nothing to undo', async () => {
      undo = { outcome: 'refused', problem: 'no such transaction' };
      sighting = { seen: 'yes', result: approved(usd(10_000)) };
      const left = await findOut(await lost('authorize'), 0, settings);
      expect(left).to.have.nested.include({ 'found.outcome': 'declined', 'found.holdsMoney': true });
    });

    it('owes the money when it is too late to undo it by name', async () => {
      undo = declinedWhileHeld();
      expect(await findOut(await lost('authorize'), 0, settings)).to.have.nested.include({
        'found.holdsMoney': true,
      });
    });

    for (const answer of [unknown, notSent]) {
      it(`tries again when undoing it was ${answer.outcome}`, async () => {
        undo = answer;
        expect(await findOut(await lost('authorize'), 0, settings)).to.have.property('againAt');
      });
    }

    it('takes the no of the issuer from the books: there is nothing to undo by its name', async () => {
      undo = notSent;
      sighting = { seen: 'yes', result: declined() };
      expect(await findOut(await lost('authorize'), 0, settings)).to.have.nested.include({
        'found.outcome': 'declined',
        'found.holdsMoney': false,
      });
    });

    it('calls for a person when a day of trying did not help', async () => {
      expect(await findOut(await lost('authorize'), 7, settings)).to.deep.equal({ needsPerson: true });
    });

    it('asks nobody about the verification of a card, which holds no money', async () => {
      expect(outcomeOf(await findOut(await lost('authorize', { minor: 0 }), 0, settings))).to.equal(
        'not-sent',
      );
      expect(asked).to.deep.equal([]);
    });

    it('does not undo, where each instance has its own journal, what OCC accepted from another one', async () => {
      accepted = async () => 'yes';
      sighting = { seen: 'yes', result: approved(usd(10_000)) };
      expect(outcomeOf(await findOutAlone(await lost('authorize'), 3, settings))).to.equal('approved');
      expect(asked).to.deep.equal(['look']);
    });

    it('never undoes what CyberSource took for a duplicate: it is another delivery’s payment', async () => {
      const duplicate: PaymentResult = { ...unknown, duplicate: true };
      undo = approved(usd(10_000));
      const entry = await lost('authorize', { result: duplicate });
      expect(await findOut(entry, 0, settings)).to.have.property('againAt');
      sighting = { seen: 'yes', result: approved(usd(10_000)) };
      expect(outcomeOf(await findOut(entry, 1, settings))).to.equal('approved');
      expect(asked).to.deep.equal(['look', 'look']);
    });
  });

  for (const operation of ['capture', 'refund'] as const) {
    describe(`of a ${operation}, which its caller still wants`, () => {
      it('takes what the books show, and touches nothing', async () => {
        sighting = { seen: 'yes', result: settling(usd(10_000)) };
        expect(outcomeOf(await findOut(await lost(operation), 0, settings))).to.equal('pending');
        expect(asked).to.deep.equal(['look']);
      });

      it('waits while the books may lag, or are unclear', async () => {
        const entry = await lost(operation);
        expect(await findOut(entry, 0, settings)).to.have.property('againAt');
        beyondLag();
        sighting = { seen: 'unclear', problem: 'two of them' };
        expect(await findOut(entry, 3, settings)).to.have.property('againAt');
        expect(asked).to.deep.equal(['look', 'look']);
      });

      it('makes sure that it did not happen when the books do not have it', async () => {
        undo = { outcome: 'refused', problem: 'no such transaction' };
        beyondLag();
        expect(outcomeOf(await findOut(await lost(operation), 2, settings))).to.equal('not-sent');
        expect(asked).to.deep.equal(['look', 'undo MTI']);
      });

      it('does not undo it by its name where another instance may have done it: a person decides', async () => {
        beyondLag();
        expect(await findOutAlone(await lost(operation), 2, settings)).to.have.property('againAt');
        expect(asked).to.deep.equal(['look']);
      });

      it('does not conclude anything while undoing it is unclear', async () => {
        beyondLag();
        expect(await findOut(await lost(operation), 2, settings)).to.have.property('againAt');
      });
    });
  }

  it('of a void that the books do not show is over: it may be asked for again', async () => {
    beyondLag();
    expect(outcomeOf(await findOut(await lost('void'), 2, settings))).to.equal('not-sent');
    expect(asked).to.deep.equal(['look']);
  });

  describe('while the look-up itself is turned away', () => {
    const turnedAway: Sighting = {
      seen: 'unclear',
      problem: 'CyberSource answered HTTP 401',
      accessRefused: 'credentials',
    };
    beforeEach(() => {
      sighting = turnedAway;
      undo = { ...unknown, accessRefused: 'credentials' };
    });

    for (const operation of ['authorize', 'capture', 'refund', 'void'] as const)
      it(`waits with a ${operation}, which is no try, however often it has been tried before`, async () => {
        const entry = await lost(operation);
        for (const tries of [0, 3, 7, 100])
          expect(await findOut(entry, tries, settings)).to.deep.equal({
            againAt: new Date(time.getTime() + MINUTE_MS),
            accessRefused: 'credentials',
          });
      });

    it('waits with what CyberSource took for a duplicate, and with what OCC has accepted', async () => {
      const duplicate: PaymentResult = { ...unknown, duplicate: true };
      expect(await findOut(await lost('capture', { result: duplicate }), 7, settings)).to.include({
        accessRefused: 'credentials',
      });
      accepted = async () => 'yes';
      expect(await findOutAlone(await lost('authorize'), 7, settings)).to.include({
        accessRefused: 'credentials',
      });
    });

    it('looks more and more seldom, at least once an hour, and for a person only after 30 days', async () => {
      const entry = await lost('refund');
      const minutesTo = async (afterMinutes: number): Promise<number> => {
        time = new Date(openedAt.getTime() + afterMinutes * MINUTE_MS);
        const left = await findOut(entry, 0, settings);
        return 'againAt' in left ? (left.againAt.getTime() - time.getTime()) / MINUTE_MS : NaN;
      };
      expect(await minutesTo(10)).to.equal(5);
      expect(await minutesTo(24 * 60)).to.equal(60);
      expect(await minutesTo(29 * 24 * 60)).to.equal(60);
      expect(await findOut(entry, 0, settings)).not.to.have.property('needsPerson');
      time = new Date(openedAt.getTime() + 30 * 24 * 60 * MINUTE_MS);
      expect(await findOut(entry, 0, settings)).to.deep.equal({ needsPerson: true });
    });

    it('goes on as ever once it has access again', async () => {
      const entry = await lost('authorize');
      await findOut(entry, 0, settings);
      sighting = { seen: 'yes', result: approved(usd(10_000)) };
      expect(await findOut(entry, 0, settings)).to.have.nested.include({ 'found.holdsMoney': true });
    });
  });

  it('does not take the id of another attempt of the order for it', async () => {
    const other = approved(usd(10_000));
    const sale = await underWay('authorize');
    await journal.close(sale, other, openedAt);
    await findOut(await lost('capture'), 0, settings);
    expect([...known]).to.deep.equal([other.ref]);
  });

  describe('whose process went away', () => {
    it('closes it first, so that a late owner answers what the journal says', async () => {
      undo = approved(usd(10_000));
      const entry = await underWay('authorize');
      await findOut(entry, 0, settings);
      const closedLate = await journal.close(entry, approved(usd(10_000)), time);
      expect(closedLate.result?.outcome).to.equal('unknown');
    });

    it('undoes an authorization only after OCC has said twice that it knows nothing of it', async () => {
      undo = approved(usd(10_000));
      const entry = await underWay('authorize');
      expect(await findOut(entry, 0, settings)).to.have.property('againAt');
      expect(asked).to.deep.equal([]);
      const closed = await requireFound(entry);
      expect(outcomeOf(await findOut(closed, 1, settings))).to.equal('not-sent');
      expect(asked).to.deep.equal(['undo MTI']);
    });

    it('does not undo it while OCC cannot be asked', async () => {
      accepted = async () => 'unclear';
      expect(await findOut(await underWay('authorize'), 3, settings)).to.have.property('againAt');
      expect(asked).to.deep.equal([]);
    });

    it('keeps what OCC has accepted: its caller heard the truth that the journal could not be told', async () => {
      accepted = async () => 'yes';
      sighting = { seen: 'yes', result: approved(usd(10_000)) };
      expect(outcomeOf(await findOut(await underWay('authorize'), 0, settings))).to.equal('approved');
      expect(asked).to.deep.equal(['look']);
    });

    it('waits for the books, and then for a person, rather than undo what OCC has accepted', async () => {
      accepted = async () => 'yes';
      beyondLag();
      const entry = await underWay('authorize');
      expect(await findOut(entry, 6, settings)).to.have.property('againAt');
      expect(await findOut(entry, 7, settings)).to.deep.equal({ needsPerson: true });
      expect(asked).to.deep.equal(['look', 'look']);
    });

    it('owes the money when OCC names another authorization as the one that paid', async () => {
      accepted = async ({ result }) => (result?.outcome === 'approved' ? 'no' : 'yes');
      sighting = { seen: 'yes', result: approved(usd(10_000)) };
      const left = await findOut(await underWay('authorize'), 0, settings);
      expect(left).to.have.nested.include({ 'found.outcome': 'declined', 'found.holdsMoney': true });
    });

    it('undoes it when another authorization has paid its payment group', async () => {
      accepted = async () => 'yes';
      undo = approved(usd(10_000));
      const other = await underWay('authorize', 10_000, 'the retry' as CommandKey);
      await journal.close(other, approved(usd(10_000)), openedAt);
      expect(outcomeOf(await findOut(await underWay('authorize'), 0, settings))).to.equal('not-sent');
    });

    it('leaves it alone when its owner was only slow', async () => {
      const entry = await underWay('authorize');
      await journal.close(entry, declined(), time);
      expect(outcomeOf(await findOut(entry, 0, settings))).to.equal('declined');
      expect(asked).to.deep.equal([]);
    });
  });
});
