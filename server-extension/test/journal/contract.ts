import { expect } from 'chai';
import type {
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentKey,
} from '../../src/domain/ids.ts';
import { refOf } from '../../src/domain/reported.ts';
import type { PaymentResult } from '../../src/domain/result.ts';
import type { Entry, Journal, NameAttempt, NewEntry } from '../../src/payments/ports.ts';
import { anAuthorization } from '../builders/command.ts';
import {
  alreadyReversed,
  approved,
  declined,
  declinedWhileHeld,
  notSent,
  unknown,
} from '../builders/result.ts';

const at = new Date('2026-11-21T10:00:00Z');
const later = new Date('2026-11-21T10:00:05Z');
const go = (): { readonly verdict: 'go' } => ({ verdict: 'go' });
const name: NameAttempt = (key, attempt) => `${key}.${attempt}` as MerchantTransactionId;

export function anEntry(changes: Partial<NewEntry> = {}): NewEntry {
  const { key, fingerprint, caller, site, channel, orderId, paymentGroupId, amount, captureNow } =
    anAuthorization();
  return {
    key,
    fingerprint,
    payment: `siteUS:o10001:${key}` as PaymentKey,
    operation: 'authorize',
    caller,
    site,
    channel,
    orderId,
    paymentGroupId,
    amount,
    captureNow,
    openedAt: at,
    ...changes,
  };
}

/** What every journal promises, whatever it is kept in. */
export function itIsAJournal(create: () => Journal): void {
  let journal: Journal;
  beforeEach(() => {
    journal = create();
  });
  afterEach(() => journal.end());

  it('opens an attempt once and names it', async () => {
    const opening = await journal.open(anEntry({ key: 'k' as CommandKey }), go, name);
    expect(opening).to.deep.include({ kind: 'opened' });
    expect('entry' in opening && opening.entry).to.deep.include({
      attempt: 1,
      merchantTransactionId: 'k.1',
      openedAt: at,
    });
  });

  it('gives the claim to exactly one of many concurrent deliveries', async () => {
    const entry = anEntry();
    const openings = await Promise.all(Array.from({ length: 50 }, () => journal.open(entry, go, name)));
    expect(openings.filter(({ kind }) => kind === 'opened')).to.have.length(1);
    expect(openings.filter(({ kind }) => kind === 'under-way')).to.have.length(49);
  });

  it('answers a later delivery with the first result', async () => {
    const entry = anEntry();
    await journal.open(entry, go, name);
    const closed = await journal.close(entry.key, approved(entry.amount), later);
    const again = await journal.open(entry, go, name);
    expect(again).to.deep.equal({ kind: 'finished', entry: closed });
    expect(closed.closedAt).to.deep.equal(later);
  });

  it('refuses the same key with another body', async () => {
    const entry = anEntry();
    await journal.open(entry, go, name);
    expect(await journal.open({ ...entry, fingerprint: 'other' }, go, name)).to.have.property(
      'kind',
      'mismatch',
    );
  });

  it('never replaces a result', async () => {
    const entry = anEntry();
    await journal.open(entry, go, name);
    const first = await journal.close(entry.key, approved(entry.amount), at);
    expect(await journal.close(entry.key, unknown, later)).to.deep.equal(first);
    expect(await journal.find(entry.key)).to.deep.equal(first);
  });

  it('opens a further attempt, with a name of its own, only after one that was certainly not sent', async () => {
    const entry = anEntry({ key: 'again' as CommandKey });
    await journal.open(entry, go, name);
    await journal.close(entry.key, notSent, at);
    const [first, second] = await Promise.all([journal.open(entry, go, name), journal.open(entry, go, name)]);
    expect(first.kind).to.equal('opened');
    expect(second.kind).to.equal('under-way');
    expect('entry' in first && first.entry.merchantTransactionId).to.equal('again.2');
    await journal.close(entry.key, unknown, later);
    expect(await journal.open(entry, go, name)).to.have.property('kind', 'finished');
    expect((await journal.ofOrder(entry.orderId)).map(({ attempt }) => attempt)).to.deep.equal([1, 2]);
  });

  it('shows the judge every earlier attempt of the payment, and obeys it', async () => {
    const [first, second] = [anEntry(), anEntry()];
    const payment = 'siteUS:o1:pg1' as PaymentKey;
    await journal.open({ ...first, payment }, go, name);
    const seen: CommandKey[] = [];
    const opening = await journal.open(
      { ...second, payment },
      (earlier) => {
        seen.push(...earlier.map(({ key }) => key));
        return { verdict: 'forbidden', problem: 'no' };
      },
      name,
    );
    expect(seen).to.deep.equal([first.key]);
    expect(opening).to.deep.equal({ kind: 'forbidden', problem: 'no' });
    expect(await journal.find(second.key)).to.equal(undefined);
  });

  it('lets a later attempt be answered by an earlier one', async () => {
    const first = anEntry();
    await journal.open(first, go, name);
    const closed = await journal.close(first.key, approved(first.amount), at);
    const stands = await journal.open(anEntry(), () => ({ verdict: 'stands', entry: closed }), name);
    expect(stands).to.deep.equal({ kind: 'finished', entry: closed });
  });

  it('wakes those who wait for a result, and lets the others go when their time is up', async () => {
    const entry = anEntry();
    await journal.open(entry, go, name);
    const [patient, hasty] = [journal.whenClosed(entry.key, 5000), journal.whenClosed(entry.key, 1)];
    expect(await hasty).to.equal(undefined);
    const closed = await journal.close(entry.key, approved(entry.amount), later);
    expect(await patient).to.deep.equal(closed);
    expect(await journal.whenClosed(entry.key, 1)).to.deep.equal(closed);
  });

  it('finds an attempt by the id that CyberSource gave it', async () => {
    const entry = anEntry();
    await journal.open(entry, go, name);
    const result = approved(entry.amount);
    await journal.close(entry.key, result, at);
    expect(await journal.byGatewayRef(result.ref)).to.have.property('key', entry.key);
    expect(await journal.byGatewayRef('7999999999999999999999' as GatewayRef)).to.equal(undefined);
  });

  it('lists the attempts of an order, oldest first', async () => {
    const orderId = 'o77' as OrderId;
    const [young, old] = [anEntry({ orderId, openedAt: later }), anEntry({ orderId })];
    await journal.open(young, go, name);
    await journal.open(old, go, name);
    await journal.open(anEntry({ orderId: 'o78' as OrderId }), go, name);
    expect((await journal.ofOrder(orderId)).map(({ key }) => key)).to.deep.equal([old.key, young.key]);
  });

  it('finds the payment that saved a card', async () => {
    const save = async (paymentInstrumentId: string): Promise<Entry> => {
      const entry = anEntry();
      await journal.open(entry, go, name);
      const result = { ...approved(entry.amount), savedCard: { paymentInstrumentId } } as PaymentResult;
      return journal.close(entry.key, result, later);
    };
    const saved = await save('PI1');
    await save('PI2');
    expect(await journal.bySavedCard('PI1')).to.deep.equal(saved);
    expect(await journal.bySavedCard('PI3')).to.equal(undefined);
  });

  describe('owing', () => {
    const refuse = async (openedAt: Date): Promise<Entry> => {
      const entry = anEntry({ openedAt });
      await journal.open(entry, go, name);
      return journal.close(entry.key, declinedWhileHeld(), later);
    };
    const release = async (debtor: Entry, result: PaymentResult, key: string): Promise<void> => {
      const original = refOf(debtor.result)!;
      const entry = anEntry({ key: key as CommandKey, operation: 'void', original, payment: debtor.payment });
      await journal.open(entry, go, name);
      await journal.close(entry.key, result, later);
    };

    it('lists refusals whose money is still held, oldest first, as many as were asked for', async () => {
      const [young, old] = [await refuse(later), await refuse(at)];
      await journal.open(anEntry(), go, name);
      expect(await journal.owing(new Date('2027-01-01'), 10)).to.deep.equal([old, young]);
      expect(await journal.owing(new Date('2027-01-01'), 1)).to.deep.equal([old]);
      expect(await journal.owing(later, 10)).to.deep.equal([old]);
    });

    it('ends when the money was let go of, or had been before', async () => {
      await release(await refuse(at), approved(anEntry().amount), 'undo');
      await release(await refuse(at), alreadyReversed, 'undo again');
      expect(await journal.owing(later, 10)).to.deep.equal([]);
    });

    it('goes on while nobody knows, or the answer was no', async () => {
      const debtor = await refuse(at);
      for (const [nth, result] of [unknown, notSent, declined()].entries()) {
        await release(debtor, result, `undo ${nth}`);
        expect(await journal.owing(later, 10)).to.deep.equal([debtor]);
      }
    });
  });
}
