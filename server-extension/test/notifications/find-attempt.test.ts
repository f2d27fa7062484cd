import { expect } from 'chai';
import type { GatewayRef, MerchantTransactionId, OrderId } from '../../src/domain/ids.ts';
import { findAttempt } from '../../src/notifications/payments/find-attempt.ts';
import type { NotifiedPayment } from '../../src/notifications/ports.ts';
import type { PaymentAttempt } from '../../src/payments/ports/payment-attempt.ts';
import { usd } from '../builders/command.ts';
import { approved, aRef, unknown } from '../builders/result.ts';
import { anAttempt } from '../journal/contract.ts';

const orderId = 'o1' as OrderId;
const id = (text: string): MerchantTransactionId => text as MerchantTransactionId;

describe('The attempt that a notification is about', () => {
  let attempts: PaymentAttempt[];

  const journal = {
    ofOrder: async (order: OrderId) => attempts.filter((each) => each.orderId === order),
    byGatewayRef: async (ref: GatewayRef) =>
      attempts.find(({ result }) => result !== undefined && 'ref' in result && result.ref === ref),
  };
  const find = (notified: Partial<NotifiedPayment>) =>
    findAttempt(journal, { operations: [], isBatched: false, ...notified });
  const attempt = (values: Partial<PaymentAttempt>): PaymentAttempt => ({
    ...(anAttempt() as PaymentAttempt),
    attemptNumber: 1,
    merchantTransactionId: id('another'),
    orderId,
    ...values,
  });

  beforeEach(() => {
    attempts = [];
  });

  it('is the one of the order with its merchant transaction id, whatever gateway id it names', async () => {
    const ref = aRef();
    const mine = attempt({ merchantTransactionId: id('m1') });
    attempts = [attempt({ merchantTransactionId: id('m2'), result: approved(usd(1), ref) }), mine];
    expect(await find({ orderId, merchantTransactionId: id('m1'), ref })).to.deep.equal({
      kind: 'found',
      attempt: mine,
    });
  });

  it('else the one with its gateway id, of whatever order', async () => {
    const ref = aRef();
    const mine = attempt({ merchantTransactionId: id('m1'), result: approved(usd(1), ref) });
    attempts = [mine];
    for (const order of [{ orderId: 'o2' as OrderId }, {}])
      expect(await find({ ...order, ref })).to.deep.equal({ kind: 'found', attempt: mine });
    expect(await find({ orderId: 'o2' as OrderId })).to.deep.equal({ kind: 'unknown' });
  });

  describe('else may be', () => {
    const open = (operation: PaymentAttempt['operation'], sequence?: string): PaymentAttempt =>
      attempt({
        operation,
        merchantTransactionId: id(`own of ${operation}`),
        result: unknown,
        ...(sequence !== undefined && { sequence: { name: 's', transactionId: id(sequence) } as never }),
      });

    it('each of the order whose outcome is not known', async () => {
      const [capture, refund] = [open('capture'), open('refund')];
      attempts = [capture, attempt({ result: approved(usd(1), aRef()) }), refund, attempt({})];
      expect(await find({ orderId, ref: aRef() })).to.deep.equal({
        kind: 'unnamed',
        unresolved: [capture, refund],
      });
    });

    it('only one of the operations that it tells, where it tells them', async () => {
      const [capture, refund] = [open('capture'), open('refund')];
      attempts = [capture, refund];
      for (const [operation, one] of [
        ['capture', capture],
        ['refund', refund],
      ] as const)
        expect(await find({ orderId, operations: [operation] })).to.deep.equal({
          kind: 'unnamed',
          unresolved: [one],
        });
      expect(await find({ orderId, operations: ['void'] })).to.deep.equal({ kind: 'unknown' });
    });

    it('only one whose sequence number was sent under its merchant transaction id, where it has one', async () => {
      const [mine, other] = [open('capture', 'm1'), open('capture', 'm2')];
      attempts = [other, mine, open('refund')];
      expect(await find({ orderId, merchantTransactionId: id('m1') })).to.deep.equal({
        kind: 'unnamed',
        unresolved: [mine],
      });
      expect(await find({ orderId, merchantTransactionId: id('m3') })).to.deep.equal({ kind: 'unknown' });
    });
  });
});
