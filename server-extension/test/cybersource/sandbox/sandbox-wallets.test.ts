import { expect } from 'chai';
import type { Instrument } from '../../../src/domain/payment/command.ts';
import type { GatewayRef } from '../../../src/domain/ids.ts';
import {
  aCapture,
  aRefund,
  aSale,
  aVoid,
  anAuthorization,
  dollars,
  plainOrder,
} from '../fixtures/builders.ts';
import { type Shop, accounts, billTo, refOf, startShop } from '../fixtures/shop.ts';
import { anApplePayPayload, aGooglePayPayload } from '../fixtures/wallets.ts';

const order = { ...plainOrder, billTo };

/** A token made anew for each payment, as wallets make them. */
const WALLETS = {
  'Google Pay, a card of this device': () => google(aGooglePayPayload()),
  'Google Pay, a card by its number': () => google(aGooglePayPayload({ authMethod: 'PAN_ONLY' })),
  'Apple Pay': (): Instrument => ({ kind: 'wallet', wallet: 'applepay', payload: anApplePayPayload() }),
} as const;

function google(payload: string): Instrument {
  return { kind: 'wallet', wallet: 'googlepay', payload };
}

for (const [name, instrumentOf] of Object.entries(WALLETS)) {
  describe(`A payment with ${name}, on the sandbox,`, () => {
    let shop: Shop;
    before(async () => {
      shop = await startShop(accounts['a shared secret']!, {
        enabledTypes: new Set(['googlepay', 'applepay']),
      });
    });
    after(() => shop.close());
    beforeEach(() => {
      shop.sandbox.control.reset();
    });

    const sums = () => shop.sandbox.ledger().at(-1)?.sums;
    const typeOf = (instrument: Instrument) => (instrument.kind === 'wallet' ? instrument.wallet : 'card');

    async function authorized(): Promise<GatewayRef> {
      const instrument = instrumentOf();
      return refOf(await shop.send(anAuthorization({ instrument, paymentType: typeOf(instrument), order })));
    }

    async function sold(): Promise<GatewayRef> {
      const instrument = instrumentOf();
      return refOf(await shop.send(aSale({ instrument, paymentType: typeOf(instrument), order })));
    }

    it('is authorized, and sold where the site takes the money at once', async () => {
      await authorized();
      expect(sums()).to.include({ authorized: 1250, captured: 0 });
      shop.sandbox.control.reset();
      await sold();
      expect(sums()).to.include({ authorized: 1250, captured: 1250 });
    });

    it('is voided: the hold is reversed, a sale is voided', async () => {
      const held = await authorized();
      expect(await shop.send(aVoid({ original: held }))).to.include({ outcome: 'approved' });
      expect(sums()).to.include({ reversed: 1250, captured: 0 });
      const again = await shop.send(aVoid({ original: held }));
      expect(again.outcome).not.to.equal('approved');
      shop.sandbox.control.reset();
      expect(await shop.send(aVoid({ original: await sold(), of: 'sale' }))).to.include({
        outcome: 'approved',
      });
    });

    it('is captured, in parts too, and never above what is held', async () => {
      const original = await authorized();
      const part = (minor: number) => aCapture({ original, amount: dollars(minor) });
      expect(await shop.send(part(1000))).to.include({ outcome: 'pending' });
      expect(await shop.send(part(250))).to.include({ outcome: 'pending' });
      expect(sums()).to.include({ captured: 1250 });
    });

    it('is refunded, in parts too, after a capture and after a sale', async () => {
      const capture = refOf(await shop.send(aCapture({ original: await authorized() })));
      for (const minor of [300, 950]) {
        const refund = aRefund({ original: capture, of: 'capture', amount: dollars(minor) });
        expect(await shop.send(refund)).to.include({ outcome: 'pending' });
      }
      expect(sums()).to.include({ captured: 1250, refunded: 1250 });
      shop.sandbox.control.reset();
      const sale = await sold();
      expect(await shop.send(aRefund({ original: sale, of: 'sale' }))).to.include({ outcome: 'pending' });
      expect(sums()).to.include({ refunded: 1250 });
    });
  });
}
