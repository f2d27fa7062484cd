import { expect } from 'chai';
import type { Instrument } from '../../../src/domain/payment/command.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { aCapture, aSale, aVoid, anAuthorization, dollars, plainOrder } from '../fixtures/builders.ts';
import { type Shop, VISA, accounts, billTo, refOf, startShop } from '../fixtures/shop.ts';
import { anApplePayPayload, aGooglePayPayload } from '../fixtures/wallets.ts';

const order = { ...plainOrder, billTo };

describe('Ways to pay, on the sandbox:', () => {
  let shop: Shop;
  before(async () => {
    shop = await startShop(accounts['a shared secret']!);
  });
  after(() => shop.close());
  beforeEach(() => {
    shop.sandbox.control.reset();
  });

  /** The first transaction of the only payment in the ledger. */
  const recorded = () => shop.sandbox.ledger().at(-1)?.transactions[0];

  async function save(cardNumber = VISA, changes = {}): Promise<PaymentResult> {
    const { token } = await shop.tokenOf(cardNumber);
    const instrument: Instrument = { kind: 'transient-token', jwt: token, save: true };
    return shop.send(anAuthorization({ instrument, order, ...changes }));
  }

  it('a card is saved, and pays by each of its ids', async () => {
    const saving = await save();
    expect(saving).to.include({ outcome: 'approved' }).and.not.have.property('warnings');
    const { customerId, paymentInstrumentId, instrumentIdentifierId } =
      'savedCard' in saving ? saving.savedCard : {};
    const cards: Instrument[] = [
      {
        kind: 'saved-card',
        instrumentIdentifierId: instrumentIdentifierId!,
        expirationMonth: '12',
        expirationYear: '2031',
      },
      { kind: 'saved-card', paymentInstrumentId: paymentInstrumentId! },
      { kind: 'saved-card', paymentInstrumentId: paymentInstrumentId!, customerId: customerId! },
      { kind: 'saved-card', customerId: customerId! },
    ];
    for (const instrument of cards)
      for (const command of [anAuthorization({ instrument, order }), aSale({ instrument, order })])
        expect(await shop.send(command), JSON.stringify(instrument)).to.include({ outcome: 'approved' });
  });

  it('a card that cannot be saved pays all the same, with a warning', async () => {
    expect(await save('4000000000000770')).to.deep.include({
      outcome: 'approved',
      warnings: ['card-not-saved'],
    });
  });

  it('Google Pay and Apple Pay are authorized, captured and sold', async () => {
    const wallets: Instrument[] = [
      { kind: 'wallet', wallet: 'googlepay', payload: aGooglePayPayload() },
      { kind: 'wallet', wallet: 'googlepay', payload: aGooglePayPayload({ authMethod: 'PAN_ONLY' }) },
      { kind: 'wallet', wallet: 'applepay', payload: anApplePayPayload() },
    ];
    for (const instrument of wallets) {
      const authorized = await shop.send(anAuthorization({ instrument, order }));
      expect(authorized).to.include({ outcome: 'approved' });
      expect(await shop.send(aCapture({ original: refOf(authorized) }))).to.include({ outcome: 'pending' });
      expect(await shop.send(aSale({ instrument, order }))).to.include({ outcome: 'approved' });
    }
  });

  it('a wallet payload that is none is refused by the field', async () => {
    const instrument: Instrument = { kind: 'wallet', wallet: 'applepay', payload: 'bm9uZQ==' };
    const refused = await shop.send(anAuthorization({ instrument, order }));
    expect(refused).to.have.property('outcome', 'refused');
    expect(refused).to.have.property('problem').that.includes('fluidData');
  });

  it('an order by telephone goes as such', async () => {
    await shop.executePayment(VISA, { initiation: { by: 'agent' } });
    expect(recorded()).to.include({ commerceIndicator: 'moto' });
  });

  it('a scheduled order pays under the network id of the first payment', async () => {
    const saving = await save();
    const { paymentInstrumentId } = 'savedCard' in saving ? saving.savedCard : {};
    const network = 'gateway' in saving ? saving.gateway.networkTransactionId : undefined;
    const scheduled = await shop.send(
      anAuthorization({
        instrument: { kind: 'saved-card', paymentInstrumentId: paymentInstrumentId! },
        initiation: { by: 'merchant', previousNetworkTransactionId: network! },
        order,
      }),
    );
    expect(scheduled).to.include({ outcome: 'approved' });
    expect(recorded()).to.deep.include({
      commerceIndicator: 'recurring',
      initiator: { type: 'merchant', storedCredentialUsed: true, previousTransactionId: network },
    });
  });

  it('a card is verified with an amount of zero, which holds nothing', async () => {
    const verified = await save(VISA, { amount: dollars(0), captureNow: true });
    expect(verified).to.deep.include({ outcome: 'approved', amount: dollars(0) });
    expect(verified).to.have.property('savedCard');
    expect(shop.sandbox.ledger()[0]?.sums).to.include({ authorized: 0, captured: 0 });
  });

  it('an address or security code that differs is a warning', async () => {
    const elsewhere = { ...plainOrder, billTo: { ...billTo, postalCode: '88888' } };
    expect(await shop.executePayment(VISA, { order: elsewhere })).to.deep.include({
      outcome: 'approved',
      warnings: ['address-not-matched'],
    });
    const { token } = await shop.tokenOf(VISA, '888');
    const instrument: Instrument = { kind: 'transient-token', jwt: token, save: false };
    expect(await shop.send(anAuthorization({ instrument, order }))).to.deep.include({
      outcome: 'approved',
      warnings: ['security-code-not-matched'],
    });
  });

  it('a partial approval is declined, and what is held can be reversed', async () => {
    const partial = await shop.executePayment(VISA, { amount: dollars(701_200) });
    expect(partial).to.deep.include({ outcome: 'declined', holdsMoney: true, held: dollars(350_600) });
    const reversed = await shop.send(aVoid({ original: refOf(partial), amount: dollars(350_600) }));
    expect(reversed).to.include({ outcome: 'approved' });
  });

  it('a sale whose capture failed is declined while money is held, and can be reversed', async () => {
    const { token } = await shop.tokenOf('4000000000000341');
    const instrument: Instrument = { kind: 'transient-token', jwt: token, save: false };
    const sold = await shop.send(aSale({ instrument, order }));
    expect(sold).to.include({ outcome: 'declined', holdsMoney: true });
    expect(await shop.send(aVoid({ original: refOf(sold) }))).to.include({ outcome: 'approved' });
  });

  for (const [what, changes, outcome] of [
    ['review@domain.com', { email: 'review@domain.com' }, { outcome: 'pending', because: 'review' }],
    ['reject@domain.com', { email: 'reject@domain.com' }, { outcome: 'declined', holdsMoney: true }],
    ['postal code 99999', { postalCode: '99999' }, { outcome: 'declined', holdsMoney: true }],
  ] as const)
    it(`${what}: ${outcome.outcome}`, async () => {
      const paid = await shop.executePayment(VISA, {
        order: { ...plainOrder, billTo: { ...billTo, ...changes } },
      });
      expect(paid).to.include(outcome);
    });
});

describe('A merchant who takes mismatches, on the sandbox,', () => {
  const elsewhere = { ...plainOrder, billTo: { ...billTo, postalCode: '99999' } };

  for (const [choice, expected] of [
    ['review', { outcome: 'pending', because: 'review' }],
    ['accept', { outcome: 'approved' }],
  ] as const)
    it(`${choice}: ${expected.outcome}`, async () => {
      const shop = await startShop(accounts['a shared secret']!, { onVerificationFailure: choice });
      try {
        expect(await shop.executePayment(VISA, { order: elsewhere })).to.include(expected);
      } finally {
        await shop.close();
      }
    });
});
