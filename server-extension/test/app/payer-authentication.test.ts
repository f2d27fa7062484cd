import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { TEST_MERCHANT } from '../../../sandbox/occ/settings/provision.ts';
import { authenticationCases } from '../../../sandbox/triggers.ts';
import { API } from '../builders/app.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { type IssuedKey, typedCard } from '../builders/card-fields.ts';
import { billTo as address } from '../cybersource/fixtures/shop.ts';

const SOFT_DECLINE = '4000000000003063';
const CHALLENGED = '4000000000002503';

/** A storefront without a browser: OCC, CyberSource, the issuer's pages and the extension, all over HTTP. */
describe('Payer authentication from the checkout to the issuer and back', () => {
  let machine: BetweenSandboxes;
  let cybersource: BetweenSandboxes['cybersource'];
  let occ: BetweenSandboxes['occ'];
  let api: string;

  before(async () => {
    machine = await startBetweenSandboxes({
      cybersource: { directoryTimeoutMs: 0 },
      siteSettings: { 'isv-occ-gateway': { '*': { '*': { ...TEST_MERCHANT, payerAuthEnabled: true } } } },
    });
    ({ cybersource, occ } = machine);
    // As a storefront reaches it: through OCC.
    api = `${occ.url}${API}`;
  });

  after(() => machine.close());

  for (const { cards, finding, afterChallenge, description } of authenticationCases) {
    const [card = ''] = cards;
    const isPaid =
      afterChallenge === undefined
        ? finding !== 'failed' && finding !== 'rejected'
        : afterChallenge !== 'failed';
    it(`${description} (card ${card})`, async () => {
      const checkout = await aCheckout(card);
      let order = await checkout.placeOrder();
      expect(order.payment.uiIntervention === 'payerAuthRequired').to.equal(afterChallenge !== undefined);
      if (afterChallenge !== undefined) order = await checkout.confirm(order, 'confirmed');
      expect(order.payment.paymentState).to.equal(isPaid ? 'AUTHORIZED' : 'AUTHORIZE_FAILED');
      expect(heldFor(order.id)).to.equal(isPaid ? 1 : 0);
    });
  }

  for (const answer of ['refused', 'cancelled'] as const)
    it(`is not paid after a challenge that was ${answer}, and says what to do`, async () => {
      const checkout = await aCheckout(CHALLENGED);
      const order = await checkout.confirm(await checkout.placeOrder(), answer);
      expect(order.payment.paymentState).to.equal('AUTHORIZE_FAILED');
      expect(order.payment.message).to.match(/confirm/);
      expect(heldFor(order.id)).to.equal(0);
    });

  it('sends the cryptogram’s indicator along: the issuer’s yes is in the authorization', async () => {
    const checkout = await aCheckout(CHALLENGED);
    const order = await checkout.confirm(await checkout.placeOrder(), 'confirmed');
    const payments = cybersource.ledger({ reference: order.id }).flatMap(({ transactions }) => transactions);
    const paid = payments.find((each) => each.kind === 'payment' && each.status === 'AUTHORIZED');
    expect(paid).to.have.nested.property('authentication.outputs.eciRaw', '05');
    expect(paid).to.have.nested.property('authentication.outputs.cavv').that.is.a('string');
  });

  it('repeats a soft decline once, with a challenge', async () => {
    const checkout = await aCheckout(SOFT_DECLINE);
    const soft = await checkout.placeOrder();
    expect(soft.payment.customPaymentProperties).to.include({ scaRequired: 'true' });
    const challenged = await checkout.placeOrder({ challengeCode: '04' });
    expect(challenged.payment.customPaymentProperties).to.include({
      action: 'validateConsumerAuthentication',
    });
    const order = await checkout.confirm(challenged, 'confirmed');
    expect(order.payment.paymentState).to.equal('AUTHORIZED');
    expect(heldFor(order.id)).to.equal(1);
  });

  it('goes on with a payment that Decision Manager paused', async () => {
    const checkout = await aCheckout('4111111111111111', 'challenge@domain.com');
    const order = await checkout.confirm(await checkout.placeOrder(), 'confirmed');
    expect(order.payment.paymentState).to.equal('AUTHORIZED');
  });

  it('pays once when the shopper’s answer arrives twice', async () => {
    const checkout = await aCheckout(CHALLENGED);
    const first = await checkout.placeOrder();
    const id = await checkout.answer(first, 'confirmed');
    // OCC lets one of them place the order; the other hears that it is placed.
    await Promise.allSettled([checkout.validate(first, id), checkout.validate(first, id)]);
    expect(heldFor(first.id)).to.equal(1);
  });

  it('pays nothing for the challenge of another order', async () => {
    const [checkout, other] = [await aCheckout(CHALLENGED), await aCheckout(CHALLENGED)];
    const theirs = await checkout.placeOrder();
    const id = await checkout.answer(theirs, 'confirmed');
    const mine = await other.placeOrder();
    const stolen = await other.validate({ ...theirs, id: mine.id }, id);
    expect(stolen.payment.paymentState).to.equal('PAYMENT_REQUEST_FAILED');
    expect(heldFor(mine.id)).to.equal(0);
  });

  /** What a guest with one card does, as their browser would do it. */
  async function aCheckout(number: string, email = address.email): Promise<Checkout> {
    const key = (await post(`${api}/keys`, { targetOrigin: occ.url })) as IssuedKey;
    const card = await typedCard(cybersource.url, key, number);
    const jti = decodeJwt(card.transientTokenJwt).jti ?? '';
    let id: string | undefined;

    async function order(properties: Readonly<Record<string, string>>): Promise<Sold> {
      const items = ((await json(`${occ.url}/ccstore/v1/products`)) as { items: { id: string }[] }).items;
      const carried = Object.entries({ ...card, ...properties }).map(([name, value]) => [
        name,
        value.replaceAll('=', '~W!C@O#n'),
      ]);
      const placed = (await post(`${occ.url}/ccstore/v1/orders`, {
        op: 'complete',
        ...(id === undefined
          ? { shoppingCart: { items: [{ productId: items[0]?.id, quantity: 1 }] } }
          : { id }),
        shippingAddress: { ...address, email },
        billingAddress: { ...address, email },
        email,
        payments: [
          {
            type: 'card',
            cardType: 'visa',
            nameOnCard: 'Ada Lovelace',
            cardNumber: '411111xxxxxx1111',
            expiryMonth: '12',
            expiryYear: '2031',
            customProperties: Object.fromEntries(carried) as Record<string, string>,
          },
        ],
      })) as { readonly id: string; readonly payments: readonly Payment[] };
      id = placed.id;
      const payment = placed.payments.at(-1);
      if (payment === undefined) throw new Error(JSON.stringify(placed));
      return { id: placed.id, payment };
    }

    const checkout: Checkout = {
      async placeOrder(properties = {}) {
        const setup = (await post(`${api}/payerAuth/setup`, { transientToken: jti })) as Setup;
        const collected = await submit(setup.deviceDataCollectionUrl, { JWT: setup.accessToken });
        expect(collected).to.include('profile.completed');
        const returnUrl = `${api}/payerAuth/returnUrl`;
        const { referenceId } = setup;
        return order({ referenceId, returnUrl, deviceChannel: 'Browser', ...properties });
      },
      async answer({ payment }, answer) {
        const { stepUpUrl = '', accessToken: JWT = '' } = payment.customPaymentProperties ?? {};
        const MD = 'channel=storefront';
        expect(await submit(stepUpUrl, { JWT, MD })).to.include('<h1>');
        const leaving = await submit(new URL('/V2/Cruise/Answer', stepUpUrl).href, { JWT, MD, answer });
        const [, action = '', id = ''] =
          /action="([^"]+)">\s*<input type="hidden" name="TransactionId" value="([^"]+)"/.exec(leaving) ?? [];
        const back = await submit(action, { TransactionId: id, MD });
        expect(back).to.include(`"message":"${id}"`);
        return id;
      },
      validate({ payment }, authenticationTransactionId) {
        const { pauseRequestId = '' } = payment.customPaymentProperties ?? {};
        return order({ authenticationTransactionId, pauseRequestId });
      },
      async confirm(first, answer) {
        return checkout.validate(first, await checkout.answer(first, answer));
      },
    };
    return checkout;
  }

  function heldFor(reference: string): number {
    return cybersource.ledger({ reference }).filter(({ sums }) => (sums?.open ?? 0) > 0).length;
  }
});

interface Checkout {
  placeOrder(properties?: Readonly<Record<string, string>>): Promise<Sold>;
  /** On the issuer's page; the id that the return page passes on. */
  answer(challenged: Sold, answer: 'confirmed' | 'refused' | 'cancelled'): Promise<string>;
  validate(challenged: Sold, authenticationTransactionId: string): Promise<Sold>;
  confirm(challenged: Sold, answer: 'confirmed' | 'refused' | 'cancelled'): Promise<Sold>;
}

interface Payment {
  readonly paymentState: string;
  readonly message?: string;
  readonly uiIntervention?: string | null;
  readonly customPaymentProperties?: Readonly<Record<string, string>>;
}

interface Sold {
  readonly id: string;
  readonly payment: Payment;
}

interface Setup {
  readonly accessToken: string;
  readonly referenceId: string;
  readonly deviceDataCollectionUrl: string;
}

async function post(url: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'x-ccsite': 'siteUS', channel: 'storefront' };
  return json(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function json(url: string, init: RequestInit = {}): Promise<unknown> {
  return (await fetch(url, init)).json();
}

/** What a form in a page does. */
async function submit(url: string, fields: Record<string, string>): Promise<string> {
  return (await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })).text();
}
