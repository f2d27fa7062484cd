import { expect } from 'chai';
import { notifiedPayments } from '../../src/cybersource/notifications/notified-payments.ts';
import type {
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentKey,
} from '../../src/domain/ids.ts';
import { paymentFrom } from '../../src/domain/payment/payment.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import { createPaymentNotifications } from '../../src/notifications/payments/payment-notifications.ts';
import type { Notification, NotificationResult } from '../../src/notifications/ports.ts';
import type { LookupResult } from '../../src/payments/ports/gateway.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import type { AttemptRequest, PaymentAttempt } from '../../src/payments/ports/payment-attempt.ts';
import { RECOVERY_TIMINGS } from '../../src/payments/recovery/recovery-task.ts';
import { createResolveOutcome } from '../../src/payments/recovery/resolve-outcome.ts';
import { createSettleNotified } from '../../src/payments/recovery/settle-notified.ts';
import { usd } from '../builders/command.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import { approved, declined, declinedWhileHeld, notSent, settling, unknown } from '../builders/result.ts';
import { settings } from '../builders/settings.ts';
import { anAttempt } from '../journal/contract.ts';

const at = new Date('2026-11-29T10:00:00Z');
const payment = 'siteUS:o10001:pg1' as PaymentKey;
const ref = '7000000000000000000123' as GatewayRef;

describe('a notification about a payment', () => {
  let journal: Journal;
  let time: Date;
  let calls: string[];
  let lookup: LookupResult;
  let contradictions: string[];
  let handle: (notification: Notification) => Promise<NotificationResult>;

  beforeEach(() => {
    time = at;
    const now = (): Date => time;
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    calls = [];
    contradictions = [];
    lookup = { kind: 'not-found' };
    const settingsFor = async (): Promise<typeof settings> => settings;
    const resolveOutcome = createResolveOutcome({
      gateway: {
        send: async () => {
          throw new Error('Nothing is sent.');
        },
        reverse: async () => {
          calls.push('reverse');
          return unknown;
        },
        lookUp: async () => {
          calls.push('look-up');
          return lookup;
        },
      },
      journal,
      orderAccepted: async () => 'no',
      isJournalOwn: false,
      timings: RECOVERY_TIMINGS,
      now,
      deadlineMs: 1_000,
    });
    handle = createPaymentNotifications({
      journal,
      notifiedPayments,
      settleNotified: createSettleNotified({
        journal,
        resolveOutcome,
        settingsFor,
        timings: RECOVERY_TIMINGS,
        now,
        leaseMs: 10_000,
        onTaskEnded: () => undefined,
      }),
      settingsFor,
      now,
      lostAfterMs: RECOVERY_TIMINGS.lostAfterMs,
      continueTrace: (_attempt, work) => work(),
      onContradiction: (_attempt, problem) => contradictions.push(problem),
    });
  });

  async function attempted(
    result: PaymentResult | undefined,
    changes: Partial<AttemptRequest> = {},
  ): Promise<PaymentAttempt> {
    const request = anAttempt({ payment, claimedAt: at, ...changes });
    const name = (key: CommandKey): MerchantTransactionId =>
      `mti${key.replace(/\W/g, '')}` as MerchantTransactionId;
    const claimed = await journal.claim(request, () => ({ verdict: 'proceed' }), name);
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    return result === undefined ? claimed.attempt : journal.complete(claimed.attempt, result, at);
  }

  function about(
    attempt: Pick<PaymentAttempt, 'merchantTransactionId' | 'orderId'>,
    eventType: string,
    content: Readonly<Record<string, unknown>>,
  ): Notification {
    return {
      id: 'n',
      eventType,
      topic: eventType.endsWith('updated') ? 'batch' : 'payment',
      signedAt: at,
      content: {
        id: ref,
        clientReferenceInformation: { code: attempt.orderId, transactionId: attempt.merchantTransactionId },
        ...content,
      },
    };
  }

  const outcomeOf = async ({ key }: PaymentAttempt): Promise<string | undefined> =>
    (await journal.find(key))?.result?.outcome;

  it('settles an unknown authorization at once, without a look-up: what it holds is reversed', async () => {
    const lost = await attempted(unknown);
    const result = await handle(
      about(lost, 'payments.authorization.status.accepted', { status: 'AUTHORIZED' }),
    );
    expect(result).to.have.property('processed');
    expect((await journal.find(lost.key))?.result).to.deep.include({
      outcome: 'declined',
      holdsMoney: true,
      ref,
    });
    expect(calls).to.deep.equal([]);
    expect((await journal.leaseTasks(1, 1_000))[0]?.task).to.equal('reverse-hold');
  });

  it('settles an unknown authorization that was declined, and reverses nothing', async () => {
    const lost = await attempted(unknown);
    const content = { status: 'DECLINED', errorInformation: { reason: 'INSUFFICIENT_FUND' } };
    await handle(about(lost, 'payments.authorization.status.rejected', content));
    expect((await journal.find(lost.key))?.result).to.deep.include({
      outcome: 'declined',
      holdsMoney: false,
    });
    expect(calls).to.deep.equal([]);
  });

  it('settles a capture by capture’s rules, a refund by refund’s and a void by its own', async () => {
    const capture = await attempted(unknown, { operation: 'capture', original: ref });
    const refund = await attempted(unknown, {
      operation: 'refund',
      original: ref,
      payment: 'b' as PaymentKey,
    });
    const reversal = await attempted(unknown, {
      operation: 'void',
      original: ref,
      payment: 'c' as PaymentKey,
    });
    const id = (n: number): string => `700000000000000000020${n}`;
    await handle(about(capture, 'payments.capture.status.accepted', { id: id(1), status: 'PENDING' }));
    await handle(about(refund, 'payments.refund.status.accepted', { id: id(2), status: 'PENDING' }));
    await handle(about(reversal, 'payments.reversal.status.accepted', { id: id(3), status: 'REVERSED' }));
    expect(await outcomeOf(capture)).to.equal('pending');
    expect(await outcomeOf(refund)).to.equal('pending');
    expect(await outcomeOf(reversal)).to.equal('approved');
    expect(calls).to.deep.equal([]);
  });

  it('settles a sale or a charge by the notification about its capture alone, which comes under its own id', async () => {
    for (const [key, caller] of [
      ['sale', 'webhook'],
      ['charge', 'oms'],
    ] as const) {
      const lost = await attempted(unknown, { payment: key as PaymentKey, caller, captureNow: true });
      const _links = { self: { href: `/pts/v2/payments/${ref}` } };
      await handle(about(lost, 'payments.capture.status.accepted', { status: 'PENDING', _links }));
      const { result } = (await journal.find(lost.key)) ?? {};
      // OCC was told that a sale is declined: it is voided. A charge's order management waits for the truth.
      expect(result).to.deep.include(
        caller === 'oms' ? { outcome: 'approved', ref } : { outcome: 'declined', holdsMoney: true, ref },
      );
    }
    expect(calls).to.deep.equal([]);
  });

  it('about the capture of what was only held settles nothing', async () => {
    const _links = { self: { href: `/pts/v2/payments/${ref}` } };
    const hold = await attempted(unknown);
    const parked = await handle(
      about(hold, 'payments.capture.status.accepted', { status: 'PENDING', _links }),
    );
    expect(parked).to.have.property('parked');
    expect(await outcomeOf(hold)).to.equal('unknown');
    const sale = await attempted(unknown, { payment: 'sale' as PaymentKey, captureNow: true });
    await handle(about(sale, 'payments.authorization.status.accepted', { status: 'PENDING', _links }));
    expect(await outcomeOf(sale)).to.equal('unknown');
  });

  it('is parked where its event type names another operation than the attempt’s', async () => {
    const capture = await attempted(unknown, { operation: 'capture', original: ref });
    const result = await handle(about(capture, 'payments.refund.status.accepted', { status: 'PENDING' }));
    expect(result).to.have.property('parked');
    expect(await outcomeOf(capture)).to.equal('unknown');
  });

  it('believes the link in its content rather than the event type', async () => {
    const capture = await attempted(unknown, { operation: 'capture', original: ref });
    const _links = { self: { href: `/pts/v2/captures/${ref}` } };
    await handle(about(capture, 'payments.refund.status.accepted', { status: 'PENDING', _links }));
    expect(await outcomeOf(capture)).to.equal('pending');
  });

  it('waits for an attempt under way, and settles one whose process is gone', async () => {
    const lost = await attempted(undefined);
    const notification = about(lost, 'payments.authorization.status.accepted', { status: 'AUTHORIZED' });
    expect(await handle(notification)).to.have.property('waiting');
    time = new Date(at.getTime() + RECOVERY_TIMINGS.lostAfterMs);
    // Its caller may have heard that it is approved, so OCC is asked, twice: it lags behind.
    await handle(notification);
    expect(await outcomeOf(lost)).to.equal('unknown');
    await handle(notification);
    expect((await journal.find(lost.key))?.result).to.deep.include({ outcome: 'declined', holdsMoney: true });
    expect(calls).to.deep.equal([]);
  });

  it('waits while another instance works on the payment', async () => {
    const lost = await attempted(unknown);
    const leased = await journal.leaseTask(lost, 60_000);
    const notification = about(lost, 'payments.authorization.status.accepted', { status: 'AUTHORIZED' });
    expect(await handle(notification)).to.have.property('waiting');
    expect(leased).to.not.equal(undefined);
    expect(await outcomeOf(lost)).to.equal('unknown');
  });

  it('of an unknown payment is parked, and looked for again', async () => {
    const unknownPayment = {
      orderId: 'o999' as OrderId,
      merchantTransactionId: 'another' as MerchantTransactionId,
    };
    const result = await handle(
      about(unknownPayment, 'payments.capture.status.accepted', { status: 'PENDING' }),
    );
    expect(result).to.have.keys('parked', 'runAt');
  });

  it('that names no attempt makes CyberSource’s records be read', async () => {
    const lost = await attempted(unknown, { operation: 'capture', original: ref });
    lookup = { kind: 'found', result: settling(usd(10_000)) };
    const unnamed = about(lost, 'payments.capture.status.accepted', { status: 'PENDING' });
    await handle({
      ...unnamed,
      content: { ...unnamed.content, clientReferenceInformation: { code: lost.orderId } },
    });
    expect(calls).to.deep.equal(['look-up']);
    expect(await outcomeOf(lost)).to.equal('pending');
  });

  for (const [what, found, outcome] of [
    ['of this instance', settling(usd(10_000)), 'pending'],
    ['of another one that took the turn', undefined, 'unknown'],
  ] as const)
    it(`under the id of a turn is a charge ${what} where CyberSource’s records say so`, async () => {
      const transactionId = 'V1TURN' as MerchantTransactionId;
      const lost = await attempted(unknown, { caller: 'oms', sequence: { number: 1, transactionId } });
      if (found !== undefined) lookup = { kind: 'found', result: found };
      const inTurn = { orderId: lost.orderId, merchantTransactionId: transactionId };
      await handle(about(inTurn, 'payments.authorization.status.accepted', { status: 'AUTHORIZED' }));
      expect(calls).to.deep.equal(['look-up']);
      expect(await outcomeOf(lost)).to.equal(outcome);
    });

  it('that names an attempt in its comment is about that one, whatever id its turn has', async () => {
    const transactionId = 'V1TURN' as MerchantTransactionId;
    const lost = await attempted(unknown, { caller: 'oms', sequence: { number: 1, transactionId } });
    const charge = (name: string): Notification => {
      const comments = `charge ${name} siteUS/storefront/pg1 turn 1 body abcdef`;
      return about(lost, 'payments.authorization.status.accepted', {
        status: 'AUTHORIZED',
        clientReferenceInformation: { code: lost.orderId, transactionId, comments },
      });
    };
    await handle(charge('V1ANOTHERINSTANCE'));
    expect(await outcomeOf(lost)).to.equal('unknown');
    await handle(charge(lost.merchantTransactionId));
    expect(await outcomeOf(lost)).to.equal('approved');
    expect(calls).to.deep.equal([]);
  });

  it('with a status that no table lists settles nothing', async () => {
    const lost = await attempted(unknown);
    const result = await handle(
      about(lost, 'payments.authorization.status.accepted', { status: 'NEW_STATUS' }),
    );
    expect(result).to.have.property('parked');
    expect(await outcomeOf(lost)).to.equal('unknown');
  });

  it('that says what the journal knows changes nothing', async () => {
    const known = await attempted(approved(usd(10_000), ref));
    await handle(about(known, 'payments.authorization.status.accepted', { status: 'AUTHORIZED' }));
    expect(await journal.find(known.key)).to.deep.equal(known);
    expect(await journal.manualReviews(10)).to.deep.equal([]);
  });

  const otherAmount = { orderInformation: { amountDetails: { authorizedAmount: '99.00', currency: 'USD' } } };
  for (const [what, result, content] of [
    ['carries out what was declined', declined(), { status: 'AUTHORIZED' }],
    ['carries out what was never sent', notSent, { status: 'AUTHORIZED' }],
    ['declines what was approved', approved(usd(10_000), ref), { status: 'DECLINED' }],
    ['approves another amount', approved(usd(10_000), ref), { status: 'AUTHORIZED', ...otherAmount }],
    ['approves it under another id', approved(usd(10_000)), { status: 'AUTHORIZED' }],
  ] as const)
    it(`that ${what} goes to a person, and changes nothing else`, async () => {
      const known = await attempted(result);
      await handle(about(known, 'payments.authorization.status.accepted', content));
      expect((await journal.manualReviews(10)).map(({ key }) => key)).to.deep.equal([known.key]);
      expect(await journal.find(known.key)).to.deep.equal(known);
      expect(contradictions).to.have.length(1);
    });

  it('that comes late does not contradict what was undone, or is reversed as held', async () => {
    const undone = await attempted({ ...notSent, outcome: 'not-sent', undone: true } as PaymentResult);
    await handle(about(undone, 'payments.authorization.status.accepted', { status: 'AUTHORIZED' }));
    const held = await attempted({ ...declinedWhileHeld(), ref } as PaymentResult, {
      payment: 'x' as PaymentKey,
    });
    await handle(about(held, 'payments.authorization.status.accepted', { status: 'AUTHORIZED' }));
    expect(contradictions).to.deep.equal([]);
  });

  it('marks a batched capture, and its payment is settled once all of it is', async () => {
    const sold = await attempted(approved(usd(10_000), ref), { captureNow: false });
    const id = '7000000000000000000456' as GatewayRef;
    const capture = await attempted(settling(usd(10_000), id), { operation: 'capture', original: ref });
    const states = async (): Promise<string> => paymentFrom(await journal.ofOrder(sold.orderId)).state;
    expect(await states()).to.equal('Captured');
    const batched = about(capture, 'payments.capture.status.updated', { id, status: 'BATCHED' });
    await handle(batched);
    await handle(batched);
    expect((await journal.find(capture.key))?.batchedAt).to.deep.equal(at);
    expect(await states()).to.equal('Settled');
  });

  it('that a voided capture was batched goes to a person', async () => {
    const id = '7000000000000000000456' as GatewayRef;
    const capture = await attempted(settling(usd(10_000), id), { operation: 'capture', original: ref });
    await attempted(approved(usd(10_000)), { operation: 'void', original: id });
    await handle(about(capture, 'payments.capture.status.updated', { id, status: 'BATCHED' }));
    expect((await journal.manualReviews(10)).map(({ key }) => key)).to.deep.equal([capture.key]);
  });

  it('settles an unknown capture that has been batched, and marks it', async () => {
    const capture = await attempted(unknown, { operation: 'capture', original: ref });
    const id = '7000000000000000000789' as GatewayRef;
    await handle(about(capture, 'payments.capture.status.updated', { id, status: 'BATCHED' }));
    expect(await journal.find(capture.key)).to.deep.include({ batchedAt: at });
    expect(await outcomeOf(capture)).to.equal('approved');
  });
});
