import { expect } from 'chai';
import type {
  CheckoutKey,
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentKey,
} from '../../src/domain/ids.ts';
import type { PaymentResult } from '../../src/domain/result.ts';
import { admitTo } from '../../src/payments/admit.ts';
import type { Admit, Entry, Journal, NameAttempt, NewEntry } from '../../src/payments/ports.ts';
import { anAuthorization } from '../builders/command.ts';
import { approved, declined, declinedWhileHeld, notSent, unknown } from '../builders/result.ts';

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

/** An order of a checkout that is about to be paid, and the real rule about its orders. */
export function anOrderOf(checkout: CheckoutKey, order: string): readonly [NewEntry, Admit] {
  const orderId = order as OrderId;
  const entry = anEntry({ orderId, checkout, payment: `siteUS:${order}:pg` as PaymentKey });
  return [entry, admitTo(anAuthorization({ orderId, checkout }))];
}

/**
 * What every journal promises, whatever it is kept in.
 *
 * @param create a journal that tells the time as it is told.
 */
export function itIsAJournal(create: (now: () => Date) => Journal | Promise<Journal>): void {
  let journal: Journal;
  let time = at;
  const setNow = (instant: Date): void => void (time = instant);
  beforeEach(async () => {
    time = at;
    journal = await create(() => time);
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
    const closed = await journal.close({ key: entry.key, attempt: 1 }, approved(entry.amount), later);
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
    const first = await journal.close({ key: entry.key, attempt: 1 }, approved(entry.amount), at);
    expect(await journal.close({ key: entry.key, attempt: 1 }, unknown, later)).to.deep.equal(first);
    expect(await journal.find(entry.key)).to.deep.equal(first);
  });

  it('opens a further attempt, with a name of its own, only after one that was certainly not sent', async () => {
    const entry = anEntry({ key: 'again' as CommandKey });
    await journal.open(entry, go, name);
    await journal.close({ key: entry.key, attempt: 1 }, notSent, at);
    const [first, second] = await Promise.all([journal.open(entry, go, name), journal.open(entry, go, name)]);
    expect(first.kind).to.equal('opened');
    expect(second.kind).to.equal('under-way');
    expect('entry' in first && first.entry.merchantTransactionId).to.equal('again.2');
    await journal.close({ key: entry.key, attempt: 2 }, unknown, later);
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
    const closed = await journal.close({ key: first.key, attempt: 1 }, approved(first.amount), at);
    const stands = await journal.open(anEntry(), () => ({ verdict: 'stands', entry: closed }), name);
    expect(stands).to.deep.equal({ kind: 'finished', entry: closed });
  });

  it('wakes those who wait for a result, and lets the others go when their time is up', async () => {
    const entry = anEntry();
    await journal.open(entry, go, name);
    const [patient, hasty] = [journal.whenClosed(entry.key, 5000), journal.whenClosed(entry.key, 1)];
    expect(await hasty).to.equal(undefined);
    const closed = await journal.close({ key: entry.key, attempt: 1 }, approved(entry.amount), later);
    expect(await patient).to.deep.equal(closed);
    expect(await journal.whenClosed(entry.key, 1)).to.deep.equal(closed);
  });

  it('finds an attempt by the id that CyberSource gave it', async () => {
    const entry = anEntry();
    await journal.open(entry, go, name);
    const result = approved(entry.amount);
    await journal.close({ key: entry.key, attempt: 1 }, result, at);
    expect(await journal.byGatewayRef(result.ref)).to.have.property('key', entry.key);
    expect(await journal.byGatewayRef('7999999999999999999999' as GatewayRef)).to.equal(undefined);
  });

  it('lists the attempts of an order', async () => {
    const orderId = 'o77' as OrderId;
    const [first, second] = [anEntry({ orderId }), anEntry({ orderId, openedAt: later })];
    await journal.open(first, go, name);
    await journal.open(second, go, name);
    await journal.open(anEntry({ orderId: 'o78' as OrderId }), go, name);
    expect((await journal.ofOrder(orderId)).map(({ key }) => key)).to.deep.equal([first.key, second.key]);
  });

  it('lists those of a payment as they were opened, whatever the clocks of instances say', async () => {
    const [orderId, payment] = ['o79' as OrderId, 'one payment' as PaymentKey];
    const ahead = anEntry({ orderId, payment, openedAt: later });
    const behind = anEntry({ orderId, payment });
    await journal.open(ahead, go, name);
    await journal.open(behind, go, name);
    expect((await journal.ofOrder(orderId)).map(({ key }) => key)).to.deep.equal([ahead.key, behind.key]);
  });

  describe('of one checkout', () => {
    const checkout = 'a checkout' as CheckoutKey;
    const openOrder = (order: string): ReturnType<Journal['open']> =>
      journal.open(...anOrderOf(checkout, order), name);

    it('lets exactly one of many orders be sent that are placed at the same moment', async () => {
      const openings = await Promise.all(Array.from({ length: 20 }, (_, nth) => openOrder(`o${nth}`)));
      const toBeSent = openings.filter((opening) => opening.kind === 'opened' && !opening.otherOrder);
      expect(toBeSent).to.have.length(1);
      const [first] = toBeSent.flatMap((opening) => ('entry' in opening ? [opening.entry.orderId] : []));
      for (const opening of openings.filter((each) => !toBeSent.includes(each)))
        expect(opening).to.deep.include({ kind: 'opened', otherOrder: { orderId: first, isPaid: false } });
    });

    it('shows what became of its orders, their voids included, and nothing of other checkouts', async () => {
      const opening = await openOrder('o1');
      if (opening.kind !== 'opened') throw new Error(opening.kind);
      const result = approved(opening.entry.amount);
      const paid = await journal.close(opening.entry, result, later);
      const undone = anEntry({
        operation: 'void',
        payment: paid.payment,
        orderId: paid.orderId,
        original: result.ref,
      });
      await journal.open(undone, go, name);
      await journal.open(...anOrderOf('another checkout' as CheckoutKey, 'o2'), name);
      const entries = await journal.ofCheckout(checkout);
      expect(entries[0]).to.deep.equal(paid);
      expect(entries.map(({ key }) => key)).to.deep.equal([paid.key, undone.key]);
    });

    it('gives no place to an order that is stopped: the first one frees the checkout', async () => {
      const first = await openOrder('o1');
      if (first.kind !== 'opened') throw new Error(first.kind);
      const second = await openOrder('o2');
      expect(second).to.have.deep.property('otherOrder', { orderId: 'o1', isPaid: false });
      await journal.close(first.entry, declined(), later);
      const third = await openOrder('o3');
      expect(third).to.have.property('kind', 'opened');
      expect(third).not.to.have.property('otherOrder');
      expect((await journal.ofCheckout(checkout)).map(({ orderId }) => orderId)).to.deep.equal(['o1', 'o3']);
    });
  });

  it('finds the payment that saved a card', async () => {
    const save = async (paymentInstrumentId: string): Promise<Entry> => {
      const entry = anEntry();
      await journal.open(entry, go, name);
      const result = { ...approved(entry.amount), savedCard: { paymentInstrumentId } } as PaymentResult;
      return journal.close({ key: entry.key, attempt: 1 }, result, later);
    };
    const saved = await save('PI1');
    await save('PI2');
    expect(await journal.bySavedCard('PI1')).to.deep.equal(saved);
    expect(await journal.bySavedCard('PI3')).to.equal(undefined);
  });

  describe('duties', () => {
    const minutes = (count: number): Date => new Date(at.getTime() + count * 60_000);
    const ended = async (
      result: PaymentResult | undefined,
      changes: Partial<NewEntry> = {},
    ): Promise<Entry> => {
      const opening = await journal.open(anEntry(changes), go, name);
      if (opening.kind !== 'opened') throw new Error(opening.kind);
      return result === undefined ? opening.entry : journal.close(opening.entry, result, later);
    };
    const due = async (limit = 10): Promise<readonly (readonly [string, string])[]> =>
      (await journal.take(limit, 1)).map(({ entry, duty }) => [entry.key, duty] as const);

    it('are what an attempt leaves to do, once they are due, oldest first', async () => {
      const lost = await ended(undefined);
      const unclear = await ended(unknown);
      const debtor = await ended(declinedWhileHeld());
      const held = await ended(approved(anEntry().amount));
      await ended(declined());
      setNow(at);
      expect(await due()).to.deep.equal([]);
      setNow(minutes(60));
      expect(await due()).to.deep.equal([
        [debtor.key, 'let-go'],
        [lost.key, 'find-out'],
        [unclear.key, 'find-out'],
        [held.key, 'confirm'],
      ]);
    });

    it('are given out as many as were asked for', async () => {
      await Promise.all([ended(unknown), ended(unknown), ended(unknown)]);
      setNow(minutes(60));
      expect(await journal.take(2, 60_000)).to.have.length(2);
      expect(await journal.take(2, 60_000)).to.have.length(1);
    });

    it('of one payment are worked on by one at a time, until the lease ends', async () => {
      const payment = 'siteUS:o10001:pg1' as PaymentKey;
      await ended(unknown, { payment });
      await ended(unknown, { payment });
      setNow(minutes(60));
      const [first] = await journal.take(10, 60_000);
      expect(await journal.take(10, 60_000)).to.deep.equal([]);
      setNow(minutes(62));
      expect(await journal.take(10, 60_000)).to.have.length(1);
      expect(await journal.leave(first!, { done: true })).to.equal(undefined);
    });

    it('end with what was found, which the caller is not told in the place of the first answer', async () => {
      const { key } = await ended(unknown);
      setNow(minutes(60));
      const [taken] = await journal.take(1, 60_000);
      const found = notSent;
      const resolved = await journal.leave(taken!, { found, at: minutes(60) });
      expect(resolved).to.deep.include({ result: found, told: unknown, foundAt: minutes(60) });
      expect(await journal.find(key)).to.deep.equal(resolved);
      setNow(minutes(120));
      expect(await journal.take(10, 60_000)).to.deep.equal([]);
    });

    it('never trade a known result for another', async () => {
      const { key } = await ended(approved(anEntry().amount));
      setNow(minutes(60));
      const [taken] = await journal.take(1, 60_000);
      await journal.leave(taken!, { found: notSent, at: minutes(60) });
      expect((await journal.find(key))?.result?.outcome).to.equal('approved');
    });

    it('leave the next one behind, when what was found has one', async () => {
      const { key } = await ended(unknown);
      setNow(minutes(60));
      const [taken] = await journal.take(1, 60_000);
      await journal.leave(taken!, { found: declinedWhileHeld(), at: minutes(60) });
      expect(await due()).to.deep.equal([[key, 'let-go']]);
    });

    it('come again when they were put off, and count how often', async () => {
      await ended(unknown);
      setNow(minutes(60));
      const [taken] = await journal.take(1, 60_000);
      expect(taken?.tries).to.equal(0);
      await journal.leave(taken!, { againAt: minutes(70) });
      expect(await journal.take(1, 60_000)).to.deep.equal([]);
      setNow(minutes(71));
      expect((await journal.take(1, 60_000))[0]?.tries).to.equal(1);
    });

    it('do not count that they only waited for access to the gateway', async () => {
      await ended(unknown);
      setNow(minutes(60));
      const [taken] = await journal.take(1, 60_000);
      await journal.leave(taken!, { againAt: minutes(70), accessRefused: 'credentials' });
      expect(await journal.take(1, 60_000)).to.deep.equal([]);
      setNow(minutes(71));
      expect((await journal.take(1, 60_000))[0]?.tries).to.equal(0);
    });

    it('that need a person are never due, and are listed', async () => {
      const { key } = await ended(unknown);
      setNow(minutes(60));
      const [taken] = await journal.take(1, 60_000);
      await journal.leave(taken!, { needsPerson: true });
      setNow(minutes(60_000));
      expect(await journal.take(1, 60_000)).to.deep.equal([]);
      expect((await journal.needingPerson(10)).map((entry) => entry.key)).to.deep.equal([key]);
    });

    it('that follow from a result which came meanwhile are not struck out by work on an earlier one', async () => {
      const entry = await ended(undefined);
      setNow(minutes(60));
      const [taken] = await journal.take(1, 60_000);
      await journal.close(entry, approved(entry.amount), minutes(60));
      await journal.leave(taken!, { done: true });
      setNow(minutes(120));
      expect(await due()).to.deep.equal([[entry.key, 'confirm']]);
    });

    it('do not give a claim again to an authorization whose shopper was told no', async () => {
      const entry = anEntry();
      await journal.open(entry, go, name);
      await journal.close({ key: entry.key, attempt: 1 }, unknown, later);
      setNow(minutes(60));
      const [taken] = await journal.take(1, 60_000);
      await journal.leave(taken!, { found: notSent, at: minutes(60) });
      expect((await journal.open(entry, go, name)).kind).to.equal('finished');
    });

    it('give a claim again to a capture that did not happen, and keep its late owner from closing the new one', async () => {
      const entry = anEntry({ operation: 'capture' });
      await journal.open(entry, go, name);
      await journal.close({ key: entry.key, attempt: 1 }, unknown, later);
      setNow(minutes(60));
      const [taken] = await journal.take(1, 60_000);
      await journal.leave(taken!, { found: notSent, at: minutes(60) });
      const again = await journal.open(entry, go, name);
      expect(again).to.deep.include({ kind: 'opened' });
      await journal.close({ key: entry.key, attempt: 1 }, approved(entry.amount), later);
      expect((await journal.find(entry.key))?.result).to.equal(undefined);
    });
  });

  it('keeps a place to continue from', async () => {
    expect(await journal.checkpoint('sweep')).to.equal(undefined);
    await journal.keepCheckpoint('sweep', at);
    await journal.keepCheckpoint('sweep', later);
    expect(await journal.checkpoint('sweep')).to.deep.equal(later);
  });
}
