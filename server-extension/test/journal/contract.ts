import { expect } from 'chai';
import type {
  CheckoutKey,
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentKey,
} from '../../src/domain/ids.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import { claimRuleFor } from '../../src/payments/rules/claim-rule.ts';
import type { ClaimRule, MerchantTransactionIdFor } from '../../src/payments/ports/claim.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import type { PaymentAttempt, AttemptRequest } from '../../src/payments/ports/payment-attempt.ts';
import { anAuthorization } from '../builders/command.ts';
import { approved, declined, declinedWhileHeld, notSent, unknown } from '../builders/result.ts';

const at = new Date('2026-11-21T10:00:00Z');
const later = new Date('2026-11-21T10:00:05Z');
const go = (): { readonly verdict: 'proceed' } => ({ verdict: 'proceed' });
const name: MerchantTransactionIdFor = (key, attemptNumber) =>
  `${key}.${attemptNumber}` as MerchantTransactionId;

export function anAttempt(changes: Partial<AttemptRequest> = {}): AttemptRequest {
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
    claimedAt: at,
    ...changes,
  };
}

/** What another program has done, as the gateway's records show it. */
export function aRecordedAttempt(): PaymentAttempt {
  const request = anAttempt();
  return {
    ...request,
    attemptNumber: 1,
    merchantTransactionId: `recorded-${request.key}` as MerchantTransactionId,
    completedAt: at,
    result: approved(request.amount),
  };
}

/** An order of a checkout that is about to be paid, and the real rule about its orders. */
export function anOrderOf(checkout: CheckoutKey, order: string): readonly [AttemptRequest, ClaimRule] {
  const orderId = order as OrderId;
  const attempt = anAttempt({ orderId, checkout, payment: `siteUS:${order}:pg` as PaymentKey });
  return [attempt, claimRuleFor(anAuthorization({ orderId, checkout }))];
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
  afterEach(() => journal.close());

  it('writes nothing for a step whose payment has changed since it was planned', async () => {
    const attempt = anAttempt({ key: 'k' as CommandKey });
    expect(await journal.claim(attempt, () => ({ verdict: 'changed' }), name)).to.deep.equal({
      kind: 'changed',
    });
    expect(await journal.find(attempt.key)).to.equal(undefined);
    expect(await journal.claim(attempt, go, name)).to.deep.include({ kind: 'claimed' });
  });

  it('opens an attempt once and names it', async () => {
    const claimResult = await journal.claim(anAttempt({ key: 'k' as CommandKey }), go, name);
    expect(claimResult).to.deep.include({ kind: 'claimed' });
    expect('attempt' in claimResult && claimResult.attempt).to.deep.include({
      attemptNumber: 1,
      merchantTransactionId: 'k.1',
      claimedAt: at,
    });
  });

  it('gives the claim to exactly one of many concurrent deliveries', async () => {
    const attempt = anAttempt();
    const claimResults = await Promise.all(
      Array.from({ length: 50 }, () => journal.claim(attempt, go, name)),
    );
    expect(claimResults.filter(({ kind }) => kind === 'claimed')).to.have.length(1);
    expect(claimResults.filter(({ kind }) => kind === 'in-flight')).to.have.length(49);
  });

  it('answers a later delivery with the first result', async () => {
    const attempt = anAttempt();
    await journal.claim(attempt, go, name);
    const closed = await journal.complete(
      { key: attempt.key, attemptNumber: 1 },
      approved(attempt.amount),
      later,
    );
    const again = await journal.claim(attempt, go, name);
    expect(again).to.deep.equal({ kind: 'completed', attempt: closed });
    expect(closed.completedAt).to.deep.equal(later);
  });

  it('refuses the same key with another body', async () => {
    const attempt = anAttempt();
    await journal.claim(attempt, go, name);
    expect(await journal.claim({ ...attempt, fingerprint: 'other' }, go, name)).to.have.property(
      'kind',
      'mismatch',
    );
  });

  it('never replaces a result', async () => {
    const attempt = anAttempt();
    await journal.claim(attempt, go, name);
    const first = await journal.complete(
      { key: attempt.key, attemptNumber: 1 },
      approved(attempt.amount),
      at,
    );
    expect(await journal.complete({ key: attempt.key, attemptNumber: 1 }, unknown, later)).to.deep.equal(
      first,
    );
    expect(await journal.find(attempt.key)).to.deep.equal(first);
  });

  it('opens a further attempt, with a name of its own, only after one that was certainly not sent', async () => {
    const attempt = anAttempt({ key: 'again' as CommandKey });
    await journal.claim(attempt, go, name);
    await journal.complete({ key: attempt.key, attemptNumber: 1 }, notSent, at);
    const [first, second] = await Promise.all([
      journal.claim(attempt, go, name),
      journal.claim(attempt, go, name),
    ]);
    expect(first.kind).to.equal('claimed');
    expect(second.kind).to.equal('in-flight');
    expect('attempt' in first && first.attempt.merchantTransactionId).to.equal('again.2');
    await journal.complete({ key: attempt.key, attemptNumber: 2 }, unknown, later);
    expect(await journal.claim(attempt, go, name)).to.have.property('kind', 'completed');
    expect((await journal.ofOrder(attempt.orderId)).map(({ attemptNumber }) => attemptNumber)).to.deep.equal([
      1, 2,
    ]);
  });

  it('shows the judge every earlier attempt of the payment, and obeys it', async () => {
    const [first, second] = [anAttempt(), anAttempt()];
    const payment = 'siteUS:o1:pg1' as PaymentKey;
    await journal.claim({ ...first, payment }, go, name);
    const seen: CommandKey[] = [];
    const claimResult = await journal.claim(
      { ...second, payment },
      (earlier) => {
        seen.push(...earlier.map(({ key }) => key));
        return { verdict: 'refused', problem: 'no' };
      },
      name,
    );
    expect(seen).to.deep.equal([first.key]);
    expect(claimResult).to.deep.equal({ kind: 'refused', problem: 'no' });
    expect(await journal.find(second.key)).to.equal(undefined);
  });

  it('lets a later attempt be answered by an earlier one', async () => {
    const first = anAttempt();
    await journal.claim(first, go, name);
    const closed = await journal.complete({ key: first.key, attemptNumber: 1 }, approved(first.amount), at);
    const stands = await journal.claim(anAttempt(), () => ({ verdict: 'existing', attempt: closed }), name);
    expect(stands).to.deep.equal({ kind: 'completed', attempt: closed });
  });

  it('wakes those who wait for a result, and lets the others go when their time is up', async () => {
    const attempt = anAttempt();
    await journal.claim(attempt, go, name);
    const [patient, hasty] = [
      journal.whenCompleted(attempt.key, 5000),
      journal.whenCompleted(attempt.key, 1),
    ];
    expect(await hasty).to.equal(undefined);
    const closed = await journal.complete(
      { key: attempt.key, attemptNumber: 1 },
      approved(attempt.amount),
      later,
    );
    expect(await patient).to.deep.equal(closed);
    expect(await journal.whenCompleted(attempt.key, 1)).to.deep.equal(closed);
  });

  it('finds an attempt by the id that CyberSource gave it', async () => {
    const attempt = anAttempt();
    await journal.claim(attempt, go, name);
    const result = approved(attempt.amount);
    await journal.complete({ key: attempt.key, attemptNumber: 1 }, result, at);
    expect(await journal.byGatewayRef(result.ref)).to.have.property('key', attempt.key);
    expect(await journal.byGatewayRef('7999999999999999999999' as GatewayRef)).to.equal(undefined);
  });

  it('lists the attempts of an order', async () => {
    const orderId = 'o77' as OrderId;
    const [first, second] = [anAttempt({ orderId }), anAttempt({ orderId, claimedAt: later })];
    await journal.claim(first, go, name);
    await journal.claim(second, go, name);
    await journal.claim(anAttempt({ orderId: 'o78' as OrderId }), go, name);
    expect((await journal.ofOrder(orderId)).map(({ key }) => key)).to.deep.equal([first.key, second.key]);
  });

  it('lists those of a payment as they were opened, whatever the clocks of instances say', async () => {
    const [orderId, payment] = ['o79' as OrderId, 'one payment' as PaymentKey];
    const ahead = anAttempt({ orderId, payment, claimedAt: later });
    const behind = anAttempt({ orderId, payment });
    await journal.claim(ahead, go, name);
    await journal.claim(behind, go, name);
    expect((await journal.ofOrder(orderId)).map(({ key }) => key)).to.deep.equal([ahead.key, behind.key]);
  });

  describe('of one checkout', () => {
    const checkout = 'a checkout' as CheckoutKey;
    const openOrder = (order: string): ReturnType<Journal['claim']> =>
      journal.claim(...anOrderOf(checkout, order), name);

    it('lets exactly one of many orders be sent that are placed at the same moment', async () => {
      const claimResults = await Promise.all(Array.from({ length: 20 }, (_, nth) => openOrder(`o${nth}`)));
      const toBeSent = claimResults.filter(
        (claimResult) => claimResult.kind === 'claimed' && !claimResult.otherOrder,
      );
      expect(toBeSent).to.have.length(1);
      const [first] = toBeSent.flatMap((claimResult) =>
        'attempt' in claimResult ? [claimResult.attempt.orderId] : [],
      );
      for (const claimResult of claimResults.filter((each) => !toBeSent.includes(each)))
        expect(claimResult).to.deep.include({
          kind: 'claimed',
          otherOrder: { orderId: first, isPaid: false },
        });
    });

    it('shows what became of its orders, their voids included, and nothing of other checkouts', async () => {
      const claimResult = await openOrder('o1');
      if (claimResult.kind !== 'claimed') throw new Error(claimResult.kind);
      const result = approved(claimResult.attempt.amount);
      const paid = await journal.complete(claimResult.attempt, result, later);
      const undone = anAttempt({
        operation: 'void',
        payment: paid.payment,
        orderId: paid.orderId,
        original: result.ref,
      });
      await journal.claim(undone, go, name);
      await journal.claim(...anOrderOf('another checkout' as CheckoutKey, 'o2'), name);
      const attempts = await journal.ofCheckout(checkout);
      expect(attempts[0]).to.deep.equal(paid);
      expect(attempts.map(({ key }) => key)).to.deep.equal([paid.key, undone.key]);
    });

    it('gives no place to an order that is stopped: the first one frees the checkout', async () => {
      const first = await openOrder('o1');
      if (first.kind !== 'claimed') throw new Error(first.kind);
      const second = await openOrder('o2');
      expect(second).to.have.deep.property('otherOrder', { orderId: 'o1', isPaid: false });
      await journal.complete(first.attempt, declined(), later);
      const third = await openOrder('o3');
      expect(third).to.have.property('kind', 'claimed');
      expect(third).not.to.have.property('otherOrder');
      expect((await journal.ofCheckout(checkout)).map(({ orderId }) => orderId)).to.deep.equal(['o1', 'o3']);
    });
  });

  it('finds the payment that saved a card', async () => {
    const save = async (paymentInstrumentId: string): Promise<PaymentAttempt> => {
      const attempt = anAttempt();
      await journal.claim(attempt, go, name);
      const result = { ...approved(attempt.amount), savedCard: { paymentInstrumentId } } as PaymentResult;
      return journal.complete({ key: attempt.key, attemptNumber: 1 }, result, later);
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
      changes: Partial<AttemptRequest> = {},
    ): Promise<PaymentAttempt> => {
      const claimResult = await journal.claim(anAttempt(changes), go, name);
      if (claimResult.kind !== 'claimed') throw new Error(claimResult.kind);
      return result === undefined
        ? claimResult.attempt
        : journal.complete(claimResult.attempt, result, later);
    };
    const due = async (limit = 10): Promise<readonly (readonly [string, string])[]> =>
      (await journal.leaseTasks(limit, 1)).map(({ attempt, task }) => [attempt.key, task] as const);

    it('are what an attempt leaves to do, once they are due, oldest first', async () => {
      const lost = await ended(undefined);
      const unclear = await ended(unknown);
      const heldAttempt = await ended(declinedWhileHeld());
      const held = await ended(approved(anAttempt().amount));
      await ended(declined());
      setNow(at);
      expect(await due()).to.deep.equal([]);
      setNow(minutes(60));
      expect(await due()).to.deep.equal([
        [heldAttempt.key, 'reverse-hold'],
        [lost.key, 'resolve-outcome'],
        [unclear.key, 'resolve-outcome'],
        [held.key, 'confirm-order'],
      ]);
    });

    it('are counted by kind, with the age of the oldest unknown outcome whose call is over', async () => {
      setNow(at);
      expect(await journal.taskCounts()).to.deep.equal({ counts: [] });
      await ended(undefined);
      setNow(at);
      const inFlight = await journal.taskCounts();
      expect(inFlight.oldestUnknown, 'a call under way is not unknown').to.equal(undefined);
      await ended(unknown, { claimedAt: later });
      await ended(declinedWhileHeld());
      await ended(approved(anAttempt().amount));
      await ended(declined());
      setNow(minutes(60));
      const [review] = await journal.leaseTasks(1, 60_000);
      await journal.completeTask(review!, { manualReview: true });
      setNow(at);
      const { counts, oldestUnknown } = await journal.taskCounts();
      expect(counts).to.have.deep.members([
        { task: 'resolve-outcome', state: 'scheduled', attempts: 2 },
        { task: 'confirm-order', state: 'scheduled', attempts: 1 },
        { task: 'manual-review', state: 'due', attempts: 1 },
      ]);
      expect(oldestUnknown).to.deep.equal(later);
      setNow(minutes(60));
      const hourLater = await journal.taskCounts();
      expect(hourLater.oldestUnknown, 'the process of a call that never ended is gone').to.deep.equal(at);
      expect(hourLater.counts).to.have.deep.members([
        { task: 'resolve-outcome', state: 'due', attempts: 2 },
        { task: 'confirm-order', state: 'due', attempts: 1 },
        { task: 'manual-review', state: 'due', attempts: 1 },
      ]);
    });

    it('are given out as many as were asked for', async () => {
      await Promise.all([ended(unknown), ended(unknown), ended(unknown)]);
      setNow(minutes(60));
      expect(await journal.leaseTasks(2, 60_000)).to.have.length(2);
      expect(await journal.leaseTasks(2, 60_000)).to.have.length(1);
    });

    it('of one payment are worked on by one at a time, until the lease ends', async () => {
      const payment = 'siteUS:o10001:pg1' as PaymentKey;
      await ended(unknown, { payment });
      await ended(unknown, { payment });
      setNow(minutes(60));
      const [first] = await journal.leaseTasks(10, 60_000);
      expect(await journal.leaseTasks(10, 60_000)).to.deep.equal([]);
      setNow(minutes(62));
      expect(await journal.leaseTasks(10, 60_000)).to.have.length(1);
      expect(await journal.completeTask(first!, { done: true })).to.equal(undefined);
    });

    it('end with what was found, which the caller is not told in the place of the first answer', async () => {
      const { key } = await ended(unknown);
      setNow(minutes(60));
      const [leased] = await journal.leaseTasks(1, 60_000);
      const found = notSent;
      const resolved = await journal.completeTask(leased!, { resolved: found, at: minutes(60) });
      expect(resolved).to.deep.include({ result: found, reportedResult: unknown, resolvedAt: minutes(60) });
      expect(await journal.find(key)).to.deep.equal(resolved);
      setNow(minutes(120));
      expect(await journal.leaseTasks(10, 60_000)).to.deep.equal([]);
    });

    it('never trade a known result for another', async () => {
      const { key } = await ended(approved(anAttempt().amount));
      setNow(minutes(60));
      const [leased] = await journal.leaseTasks(1, 60_000);
      await journal.completeTask(leased!, { resolved: notSent, at: minutes(60) });
      expect((await journal.find(key))?.result?.outcome).to.equal('approved');
    });

    it('leave the next one behind, when what was found has one', async () => {
      const { key } = await ended(unknown);
      setNow(minutes(60));
      const [leased] = await journal.leaseTasks(1, 60_000);
      await journal.completeTask(leased!, { resolved: declinedWhileHeld(), at: minutes(60) });
      expect(await due()).to.deep.equal([[key, 'reverse-hold']]);
    });

    it('come again when they were put off, and count how often', async () => {
      await ended(unknown);
      setNow(minutes(60));
      const [leased] = await journal.leaseTasks(1, 60_000);
      expect(leased?.runs).to.equal(0);
      await journal.completeTask(leased!, { runAt: minutes(70) });
      expect(await journal.leaseTasks(1, 60_000)).to.deep.equal([]);
      setNow(minutes(71));
      expect((await journal.leaseTasks(1, 60_000))[0]?.runs).to.equal(1);
    });

    it('do not count that they only waited for access to the gateway', async () => {
      await ended(unknown);
      setNow(minutes(60));
      const [leased] = await journal.leaseTasks(1, 60_000);
      await journal.completeTask(leased!, { runAt: minutes(70), accessRefused: 'credentials' });
      expect(await journal.leaseTasks(1, 60_000)).to.deep.equal([]);
      setNow(minutes(71));
      expect((await journal.leaseTasks(1, 60_000))[0]?.runs).to.equal(0);
    });

    it('that need a person are never due, and are listed', async () => {
      const { key } = await ended(unknown);
      setNow(minutes(60));
      const [leased] = await journal.leaseTasks(1, 60_000);
      await journal.completeTask(leased!, { manualReview: true });
      setNow(minutes(60_000));
      expect(await journal.leaseTasks(1, 60_000)).to.deep.equal([]);
      expect((await journal.manualReviews(10)).map((attempt) => attempt.key)).to.deep.equal([key]);
    });

    it('that follow from a result which came meanwhile are not struck out by work on an earlier one', async () => {
      const attempt = await ended(undefined);
      setNow(minutes(60));
      const [leased] = await journal.leaseTasks(1, 60_000);
      await journal.complete(attempt, approved(attempt.amount), minutes(60));
      await journal.completeTask(leased!, { done: true });
      setNow(minutes(120));
      expect(await due()).to.deep.equal([[attempt.key, 'confirm-order']]);
    });

    it('do not give a claim again to an authorization whose shopper was told no', async () => {
      const attempt = anAttempt();
      await journal.claim(attempt, go, name);
      await journal.complete({ key: attempt.key, attemptNumber: 1 }, unknown, later);
      setNow(minutes(60));
      const [leased] = await journal.leaseTasks(1, 60_000);
      await journal.completeTask(leased!, { resolved: notSent, at: minutes(60) });
      expect((await journal.claim(attempt, go, name)).kind).to.equal('completed');
    });

    it('give a claim again to a charge that did not happen: who asked for it was told that the outcome is unknown', async () => {
      const attempt = anAttempt({ caller: 'oms' });
      await journal.claim(attempt, go, name);
      await journal.complete({ key: attempt.key, attemptNumber: 1 }, unknown, later);
      setNow(minutes(60));
      const [leased] = await journal.leaseTasks(1, 60_000);
      await journal.completeTask(leased!, { resolved: notSent, at: minutes(60) });
      expect(await journal.claim(attempt, go, name)).to.deep.include({ kind: 'claimed' });
    });

    it('give a claim again to a capture that did not happen, and keep its late owner from closing the new one', async () => {
      const attempt = anAttempt({ operation: 'capture' });
      await journal.claim(attempt, go, name);
      await journal.complete({ key: attempt.key, attemptNumber: 1 }, unknown, later);
      setNow(minutes(60));
      const [leased] = await journal.leaseTasks(1, 60_000);
      await journal.completeTask(leased!, { resolved: notSent, at: minutes(60) });
      const again = await journal.claim(attempt, go, name);
      expect(again).to.deep.include({ kind: 'claimed' });
      await journal.complete({ key: attempt.key, attemptNumber: 1 }, approved(attempt.amount), later);
      expect((await journal.find(attempt.key))?.result).to.equal(undefined);
    });
  });

  it('leases the task of one attempt before it is due, and no other’s of its payment meanwhile', async () => {
    const payment = 'siteUS:o10001:pg1' as PaymentKey;
    const lost = anAttempt({ payment });
    const other = anAttempt({ payment });
    for (const each of [lost, other]) {
      await journal.claim(each, go, name);
      await journal.complete({ key: each.key, attemptNumber: 1 }, unknown, later);
    }
    setNow(later);
    const leased = await journal.leaseTask({ key: lost.key, attemptNumber: 1 }, 60_000);
    expect(leased).to.deep.include({ task: 'resolve-outcome', runs: 0 });
    expect(await journal.leaseTask({ key: other.key, attemptNumber: 1 }, 60_000)).to.equal(undefined);
    const resolved = await journal.completeTask(leased!, { resolved: notSent, at: later });
    expect(resolved?.result).to.deep.equal(notSent);
    expect(await journal.leaseTask({ key: lost.key, attemptNumber: 1 }, 60_000)).to.equal(undefined);
    expect(await journal.leaseTask({ key: other.key, attemptNumber: 1 }, 60_000)).to.have.property('lease');
  });

  it('leases no task of an attempt whose outcome is known', async () => {
    const attempt = anAttempt();
    await journal.claim(attempt, go, name);
    await journal.complete({ key: attempt.key, attemptNumber: 1 }, approved(attempt.amount), later);
    setNow(later);
    expect(await journal.leaseTask({ key: attempt.key, attemptNumber: 1 }, 60_000)).to.equal(undefined);
    expect(await journal.leaseTask({ key: 'none' as CommandKey, attemptNumber: 1 }, 60_000)).to.equal(
      undefined,
    );
  });

  it('hands an attempt to a person, in the place of its own task', async () => {
    const attempt = anAttempt();
    await journal.claim(attempt, go, name);
    await journal.complete({ key: attempt.key, attemptNumber: 1 }, approved(attempt.amount), later);
    await journal.requireManualReview({ key: attempt.key, attemptNumber: 1 });
    setNow(new Date(at.getTime() + 60 * 60_000));
    expect(await journal.leaseTasks(10, 60_000)).to.deep.equal([]);
    expect((await journal.manualReviews(10)).map(({ key }) => key)).to.deep.equal([attempt.key]);
  });

  it('keeps when a capture was batched, the first time', async () => {
    const attempt = anAttempt({ operation: 'capture' });
    await journal.claim(attempt, go, name);
    await journal.complete({ key: attempt.key, attemptNumber: 1 }, approved(attempt.amount), later);
    await journal.markBatched({ key: attempt.key, attemptNumber: 1 }, later);
    await journal.markBatched({ key: attempt.key, attemptNumber: 1 }, at);
    expect((await journal.find(attempt.key))?.batchedAt).to.deep.equal(later);
  });

  it('keeps a place to continue from', async () => {
    expect(await journal.checkpoint('sweep')).to.equal(undefined);
    await journal.keepCheckpoint('sweep', at);
    await journal.keepCheckpoint('sweep', later);
    expect(await journal.checkpoint('sweep')).to.deep.equal(later);
  });
}
