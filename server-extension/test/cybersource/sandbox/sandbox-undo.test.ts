import { expect } from 'chai';
import type { MerchantTransactionId } from '../../../src/domain/ids.ts';
import type { UnresolvedAttempt } from '../../../src/payments/ports/gateway.ts';
import { aCapture, aLostAttempt, aRefund, aSale, aVoid, dollars, plainOrder } from '../fixtures/builders.ts';
import { type Shop, VISA, accounts, billTo, refOf, startShop } from '../fixtures/shop.ts';

describe('Taking back, on the sandbox:', () => {
  let shop: Shop;
  before(async () => {
    shop = await startShop(accounts['a certificate, all encrypted']!);
  });
  after(() => shop.close());
  beforeEach(() => {
    shop.sandbox.control.reset();
  });

  async function sell(merchantTransactionId?: string, deadlineMs?: number) {
    const { token } = await shop.tokenOf(VISA);
    const instrument = { kind: 'transient-token' as const, jwt: token, save: false };
    return shop.send(
      aSale({ instrument, order: { ...plainOrder, billTo } }),
      merchantTransactionId,
      deadlineMs,
    );
  }

  const sums = () => shop.sandbox.ledger()[0]?.sums;
  const lost = (attempt: string, changes: Partial<UnresolvedAttempt>): UnresolvedAttempt =>
    aLostAttempt({ merchantTransactionId: attempt as MerchantTransactionId, ...changes });

  it('an authorization is reduced, and the rest captured', async () => {
    const original = refOf(await shop.executePayment());
    expect(await shop.send(aVoid({ original, amount: dollars(250) }))).to.deep.include({
      outcome: 'approved',
      amount: dollars(250),
    });
    expect(await shop.send(aCapture({ original, amount: dollars(1000) }))).to.include({ outcome: 'pending' });
    expect(sums()).to.include({ reversed: 250, captured: 1000 });
  });

  it('a sale, a capture and a refund are voided before they settle', async () => {
    expect(await shop.send(aVoid({ original: refOf(await sell()), of: 'sale' }))).to.deep.include({
      outcome: 'approved',
      amount: dollars(1250),
    });
    const capture = refOf(await shop.send(aCapture({ original: refOf(await shop.executePayment()) })));
    const refund = refOf(await shop.send(aRefund({ original: capture })));
    for (const [of, original] of [
      ['refund', refund],
      ['capture', capture],
    ] as const)
      expect(await shop.send(aVoid({ original, of })), of).to.include({ outcome: 'approved' });
  });

  it('what has settled is refused', async () => {
    const capture = refOf(await shop.send(aCapture({ original: refOf(await shop.executePayment()) })));
    shop.sandbox.control.closeBatch();
    expect(await shop.send(aVoid({ original: capture, of: 'capture' }))).to.have.nested.property(
      'gateway.reason',
      'NOT_VOIDABLE',
    );
  });

  for (const fault of [
    'silence-after-commit',
    'reset-after-commit',
    'server-timeout-after-commit',
  ] as const) {
    it(`an authorization lost in ${fault} is undone, and then there is nothing left to undo`, async () => {
      const { token } = await shop.tokenOf(VISA);
      shop.sandbox.control.orderFault({ fault, on: 'payment', times: 1 });
      const sent = await shop.send(
        { ...aSale({ captureNow: false, order: { ...plainOrder, billTo } }), instrument: aCard(token) },
        'lost',
        700,
      );
      expect(sent.outcome).to.equal('unknown');
      const attempt = lost('lost', { operation: 'authorize' });
      expect(await shop.undo(attempt)).to.deep.include({ outcome: 'approved', amount: dollars(1250) });
      expect(sums()).to.include({ reversed: 1250 });
      expect(await shop.undo(attempt)).to.include({ outcome: 'refused' });
    });

    it(`a sale, a capture and a refund lost in ${fault} are undone`, async () => {
      shop.sandbox.control.orderFault({ fault, on: 'payment', times: 1 });
      expect((await sell('sale', 700)).outcome).to.equal('unknown');
      expect(await shop.undo(lost('sale', { operation: 'authorize', captureNow: true }))).to.include({
        outcome: 'approved',
      });

      const original = refOf(await shop.executePayment());
      shop.sandbox.control.orderFault({ fault, on: 'capture', times: 1 });
      expect((await shop.send(aCapture({ original }), 'capture', 700)).outcome).to.equal('unknown');
      expect(await shop.undo(lost('capture', { operation: 'capture' }))).to.include({ outcome: 'approved' });

      const capture = refOf(await shop.send(aCapture({ original: refOf(await shop.executePayment()) })));
      shop.sandbox.control.orderFault({ fault, on: 'refund', times: 1 });
      expect((await shop.send(aRefund({ original: capture }), 'refund', 700)).outcome).to.equal('unknown');
      expect(await shop.undo(lost('refund', { operation: 'refund' }))).to.include({ outcome: 'approved' });
    });
  }

  it('what never happened is nothing to undo', async () => {
    for (const operation of ['authorize', 'capture', 'refund'] as const)
      expect(await shop.undo(lost('never', { operation }))).to.include({ outcome: 'refused' });
  });

  it('a lost capture that has settled is too late to undo', async () => {
    const original = refOf(await shop.executePayment());
    shop.sandbox.control.orderFault({ fault: 'reset-after-commit', on: 'capture', times: 1 });
    await shop.send(aCapture({ original }), 'settled');
    shop.sandbox.control.closeBatch();
    expect(await shop.undo(lost('settled', { operation: 'capture' }))).to.include({
      outcome: 'declined',
      holdsMoney: true,
    });
  });
});

function aCard(jwt: string) {
  return { kind: 'transient-token' as const, jwt, save: false };
}
