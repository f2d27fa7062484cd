import { expect } from 'chai';
import type { MerchantTransactionId } from '../../../src/domain/ids.ts';
import {
  aCapture,
  aRefund,
  aSale,
  aVoid,
  anAccount,
  dollars,
  plainOrder,
  someSettings,
} from '../fixtures/builders.ts';
import { type Shop, VISA, accounts, billTo, refOf, startShop } from '../fixtures/shop.ts';

for (const [name, account] of Object.entries(accounts))
  describe(`The gateway on the sandbox, signed with ${name},`, () => {
    let shop: Shop;

    before(async () => {
      shop = await startShop(account);
    });
    after(() => shop.close());

    it('authorizes, captures in two parts and refunds part of one', async () => {
      const authorized = await shop.executePayment();
      expect(authorized).to.deep.include({ outcome: 'approved', amount: dollars(1250) });
      const original = refOf(authorized);
      const first = await shop.send(
        aCapture({ original, amount: dollars(1000), sequence: { number: 1, total: 2 } }),
      );
      const second = await shop.send(
        aCapture({ original, amount: dollars(250), sequence: { number: 2, total: 2 }, isFinal: true }),
      );
      for (const captured of [first, second])
        expect(captured).to.include({ outcome: 'pending', because: 'settlement' });
      const refunded = await shop.send(aRefund({ original: refOf(first), amount: dollars(400) }));
      expect(refunded).to.deep.include({ outcome: 'pending', because: 'settlement', amount: dollars(400) });
    });

    it('voids an authorization, and only once', async () => {
      const original = refOf(await shop.executePayment());
      expect(await shop.send(aVoid({ original }))).to.deep.include({
        outcome: 'approved',
        amount: dollars(1250),
      });
      expect(await shop.send(aVoid({ original }))).to.have.nested.property(
        'gateway.reason',
        'AUTH_ALREADY_REVERSED',
      );
    });

    it('sells and refunds the sale', async () => {
      const { token } = await shop.tokenOf(VISA);
      const instrument = { kind: 'transient-token' as const, jwt: token, save: false };
      const sold = await shop.send(aSale({ instrument, order: { ...plainOrder, billTo } }));
      expect(sold.outcome).to.equal('approved');
      const refunded = await shop.send(aRefund({ original: refOf(sold), of: 'sale' }));
      expect(refunded).to.include({ outcome: 'pending', because: 'settlement' });
    });

    it('is declined with the card that the issuer declines', async () => {
      const declined = await shop.executePayment('4000000000000002');
      expect(declined).to.include({ outcome: 'declined', holdsMoney: false });
      expect(declined).to.have.nested.property('gateway.reason', 'PROCESSOR_DECLINED');
    });

    it('learns from a repeated merchant transaction id that it is a duplicate', async () => {
      const original = refOf(await shop.executePayment());
      await shop.send(aCapture({ original, amount: dollars(100) }), 'twice');
      const again = await shop.send(aCapture({ original, amount: dollars(100) }), 'twice');
      expect(again).to.include({ outcome: 'unknown' });
      expect(again).to.have.property('problem').that.includes('duplicate');
    });

    it('sends nothing readable where all is to be encrypted, and nothing else encrypted', () => {
      const payments = shop.sandbox.control.calls().filter(({ path }) => path.startsWith('/pts/'));
      expect(payments).not.to.be.empty;
      const answersToo = name.endsWith('all encrypted');
      const expected = [
        ...(account.messageEncryption ? ['request'] : []),
        ...(answersToo ? ['response'] : []),
      ];
      for (const { encrypted = [] } of payments) expect(encrypted).to.deep.equal(expected);
    });
  });

describe('The gateway on the sandbox', () => {
  let shop: Shop;
  before(async () => {
    shop = await startShop(anAccount());
  });
  after(() => shop.close());

  for (const kind of ['http-signature', 'shared-secret-jwt'] as const)
    it(`does not know what became of a call whose ${kind} has the wrong secret, and names the settings to check`, async () => {
      const wrong = someSettings({ account: anAccount({ kind, secret: 'd3Jvbmc=' }) });
      const call = { merchantTransactionId: 'x' as MerchantTransactionId, deadlineMs: 5_000 };
      const refused = await shop.cybersource.gateway.send(aCapture(), wrong, call);
      expect(refused).to.include({ outcome: 'unknown', accessRefused: 'credentials' });
      expect(refused).to.have.property('problem').that.includes('merchantKeyId');
    });
});

for (const name of ['HTTP Signature', 'a certificate, all encrypted'])
  describe(`When the answer to a capture goes wrong, signed with ${name}, the gateway`, () => {
    let shop: Shop;
    before(async () => {
      shop = await startShop(accounts[name]!);
    });
    after(() => shop.close());

    for (const fault of [
      'server-timeout-after-commit',
      'silence-after-commit',
      'reset-after-commit',
      'half-an-answer',
      'empty-answer',
      'garbage',
      'slow-drip',
      'unknown-status',
      'duplicate-refusal',
      'redirect',
      'unavailable',
    ] as const)
      it(`does not know what became of a capture that ends in ${fault}`, async () => {
        const original = refOf(await shop.executePayment());
        shop.sandbox.control.orderFault({ fault, on: 'capture', times: 1 });
        const result = await shop.send(aCapture({ original }), undefined, 700);
        expect(result.outcome).to.equal('unknown');
      });
  });
