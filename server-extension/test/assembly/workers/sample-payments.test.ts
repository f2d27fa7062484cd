import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { createSampleShop, type SampleShop } from '../../../src/assembly/workers/sample-payments.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';
import { brandOf } from '../../../src/occ/cards/card-brands.ts';
import { originIn, statedAmountIn } from '../../../src/occ/orders/order-statements.ts';
import { toOrderDetails } from '../../../src/occ/webhook/order-details.ts';
import { parseWebhook } from '../../../src/occ/webhook/parse-webhook.ts';
import type { Webhook } from '../../../src/occ/webhook/webhook.ts';

const at = new Date('2026-11-30T12:00:00Z');

/** Only what a payment really has is compiled by it. */
describe('A sample payment', () => {
  let shop: SampleShop;
  let webhook: Webhook;

  before(async () => {
    shop = await createSampleShop(paymentMethods);
    webhook = parseWebhook(shop.nextAuthorization(at).body, paymentMethods);
  });

  it('is signed with the shop’s secret, and for an order of its own', () => {
    const [one, other] = [shop.nextAuthorization(at), shop.nextAuthorization(at)];
    const key = Buffer.from(shop.webhookSecret.reveal(), 'base64');
    expect(one.signature).to.equal(createHmac('sha512', key).update(one.body).digest('base64'));
    const orders = [one, other].map(({ body }) => parseWebhook(body, paymentMethods).orderId);
    expect(new Set(orders)).to.have.length(2);
  });

  it('is by a card whose brand is known, sent just now', () => {
    expect(webhook).to.include({ siteId: 'warm-up', channel: 'storefront', currencyCode: 'USD' });
    expect(webhook.sentAt).to.deep.equal(at);
    expect(webhook.cardDetails).to.include({
      expirationMonth: '03',
      expirationYear: '2031',
      lastDigits: '1111',
      saveCard: false,
    });
    expect(brandOf(webhook.cardDetails?.type ?? '')).to.include({ network: 'VISA' });
  });

  it('is over what its order states, as a shopper’s own', () => {
    const { amount, order, paymentId } = webhook;
    expect(statedAmountIn(order, paymentId)).to.deep.equal({
      decimal: (Number(amount) / 100).toFixed(2),
      currency: 'USD',
    });
    expect(originIn(order)).to.equal('default');
  });

  it('has a buyer with an account, whole addresses and a line with its price', () => {
    const { profile, profileDetails } = webhook;
    expect(profile).to.deep.equal({ id: '110000', email: 'ada@example.com' });
    expect(profileDetails).to.deep.include(profile);
    const details = toOrderDetails(webhook, undefined);
    expect(details.buyer).to.deep.equal({
      profileId: '110000',
      kind: 'EXISTING_ACCOUNT',
      registeredOn: '2025-10-15',
    });
    const address = {
      firstName: 'Ada',
      lastName: 'Lovelace',
      address1: '12 St James Square',
      city: 'Austin',
      state: 'TX',
      country: 'US',
      postalCode: '78704',
      email: 'ada@example.com',
      phone: '5125550100',
    };
    expect(details.billTo).to.deep.equal(address);
    expect(details.shipTo).to.deep.equal(address);
    expect(details).to.include({ subTotal: '125.75', shippingAmount: '0', taxAmount: '0' });
    expect(details.lineItems).to.deep.equal([
      {
        lineId: 'ci1',
        productName: 'Lamp',
        productCode: 'lamp',
        productSku: 'lamp',
        quantity: 1,
        unitPrice: '125.75',
        totalAmount: '125.75',
      },
    ]);
  });
});
