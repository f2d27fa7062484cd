import { expect } from 'chai';
import type { ReceivedCall } from '../../../sandbox/cybersource/api/http/calls.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { type IssuedKey, tokenize, typedCard } from '../builders/card-fields.ts';
import { billTo as address } from '../cybersource/fixtures/shop.ts';

/** Everything that says nothing: what a script, or a storefront with a fault, may put beside a saved card. */
const nothings: readonly unknown[] = [
  undefined,
  null,
  {},
  { paymentType: '' },
  { transientTokenJwt: '', referenceId: ' ' },
];

/** OCC with orders in its webhooks, and without: then the extension asks OCC for them. */
for (const isIncluded of [true, false])
  describe(`Saved cards where OCC ${isIncluded ? 'includes the order' : 'leaves the order out'}`, () => {
    let machine: BetweenSandboxes;
    let shopper: Record<string, string>;
    let admin: Record<string, string>;
    let savedCardId: string;
    let templateId: string;

    before(async () => {
      const settings = {
        payerAuthEnabled: true,
        isCVVRequiredForSavedCards: true,
        includeOrderInWebhookPayload: isIncluded,
      };
      machine = await startBetweenSandboxes({
        siteSettings: { 'isv-occ-gateway': { '*': { '*': settings } } },
      });
      shopper = await login('ccstore', 'shopper@example.com', 'shopper');
      admin = await login('ccadmin', 'admin@example.com', 'admin');
      const template = await place(
        {
          cardType: 'visa',
          nameOnCard: 'Ada Lovelace',
          cardNumber: '411111xxxxxx1111',
          expiryMonth: '12',
          expiryYear: '2031',
          saveCard: true,
          customProperties: escaped(
            await typedCard(machine.cybersource.url, await issueKey(), '4111111111111111'),
          ),
        },
        { scheduledOrder: [{ name: 'Every month' }] },
      );
      expect(template).to.include({ state: 'TEMPLATE' });
      templateId = template.id;
      const cards = await call('GET', '/ccstore/v1/profiles/current/creditCards', shopper);
      savedCardId = (cards as unknown as { items: { savedCardId: string }[] }).items[0]?.savedCardId ?? '';
    });
    after(() => machine.close());

    async function call(
      method: string,
      path: string,
      headers: Record<string, string>,
      body?: object,
    ): Promise<Record<string, unknown>> {
      const response = await fetch(machine.occ.url + path, {
        method,
        headers: { 'content-type': 'application/json', 'x-ccsite': 'siteUS', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return (await response.json()) as Record<string, unknown>;
    }

    async function login(root: string, username: string, password: string): Promise<Record<string, string>> {
      const body = new URLSearchParams({ grant_type: 'password', username, password });
      const answer = await fetch(`${machine.occ.url}/${root}/v1/login`, { method: 'POST', body });
      return { authorization: `Bearer ${((await answer.json()) as { access_token: string }).access_token}` };
    }

    async function issueKey(): Promise<IssuedKey> {
      const answer = await fetch(`${machine.api}/keys`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-ccsite': 'siteUS' },
        body: JSON.stringify({ targetOrigin: machine.occ.url }),
      });
      return (await answer.json()) as IssuedKey;
    }

    /** What the card fields make of a security code alone. */
    async function typedCode(): Promise<Record<string, string>> {
      const { captureContext, cipher } = await issueKey();
      const data = { securityCode: '123' };
      return escaped({
        paymentType: 'card',
        transientTokenJwt: await tokenize(machine.cybersource.url, captureContext, data),
        captureContext,
        captureContextCipherEncrypted: cipher.encrypted,
        captureContextCipherIv: cipher.iv,
      });
    }

    async function place(payment: object, more: object = {}): Promise<Placed> {
      const order = {
        op: 'complete',
        shoppingCart: { items: [{ productId: 'desk-lamp', quantity: 1 }] },
        shippingAddress: address,
        billingAddress: address,
        payments: [{ type: 'card', ...payment }],
        ...more,
      };
      return (await call('POST', '/ccstore/v1/orders', shopper, order)) as unknown as Placed;
    }

    /** The payments that reached CyberSource while this was done. */
    async function paymentsDuring(work: () => Promise<void>): Promise<readonly ReceivedCall[]> {
      const before = machine.cybersource.control.calls().length;
      await work();
      const calls = machine.cybersource.control.calls().slice(before);
      return calls.filter(({ method, path }) => method === 'POST' && path === '/pts/v2/payments');
    }

    for (const customProperties of nothings)
      it(`pay for no plain order of the store with ${customProperties === undefined ? 'no custom properties' : JSON.stringify(customProperties)}`, async () => {
        const payments = await paymentsDuring(async () => {
          const order = await place({
            savedCardId,
            ...(customProperties !== undefined && { customProperties }),
          });
          expect(order).to.include({ state: 'INCOMPLETE' });
          expect(order.payments[0]).to.include({ paymentState: 'AUTHORIZE_FAILED' });
          expect(order.payments[0]?.message).to.match(/security code/);
        });
        expect(payments).to.have.length(0);
      });

    it('pay for no order that calls itself a run of a schedule', async () => {
      const payments = await paymentsDuring(async () => {
        const order = await place({ savedCardId }, { originOfOrder: 'scheduledOrder' });
        expect(order.payments[0]).to.include({ paymentState: 'AUTHORIZE_FAILED' });
      });
      expect(payments).to.have.length(0);
    });

    it('pay for a plain order with the security code and the issuer’s leave', async () => {
      const payments = await paymentsDuring(async () => {
        const order = await place({ savedCardId, customProperties: await typedCode() });
        expect(order.payments[0]).to.include({ paymentState: 'AUTHORIZED' });
      });
      expect(payments).to.have.length(1);
      expect(JSON.stringify(payments[0]?.body)).to.contain('CONSUMER_AUTHENTICATION');
    });

    it('pay for each run of a schedule by themselves, as the merchant’s payment', async () => {
      const payments = await paymentsDuring(async () => {
        const run = await call('POST', `/sandbox/v1/scheduledOrders/${templateId}/run`, admin, {});
        expect(run).to.include({ state: 'SUBMITTED', originOfOrder: 'scheduledOrder' });
      });
      expect(payments).to.have.length(1);
      const sent = JSON.stringify(payments[0]?.body);
      expect(sent).to.contain('"type":"merchant"').and.not.to.contain('CONSUMER_AUTHENTICATION');
    });
  });

describe('Amounts where OCC writes them in another way than the settings say', () => {
  for (const [site, writes, reads] of [
    ['siteJP', 'iso', 'two-digits'],
    ['siteJP', 'two-digits', 'iso'],
    ['siteKW', 'iso', 'two-digits'],
    ['siteKW', 'two-digits', 'iso'],
  ] as const)
    it(`are refused on ${site} before anything is sent: written as ${writes}, read as ${reads}`, async () => {
      const settings = { amountConvention: reads, payerAuthEnabled: false };
      const machine = await startBetweenSandboxes({
        siteSettings: { 'isv-occ-gateway': { '*': { '*': settings } } },
        occ: { amountConvention: writes },
      });
      try {
        const headers = { 'content-type': 'application/json', 'x-ccsite': site };
        const keys = await fetch(`${machine.api}/keys`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ targetOrigin: machine.occ.url }),
        });
        const key = (await keys.json()) as IssuedKey;
        const customProperties = escaped(await typedCard(machine.cybersource.url, key, '4111111111111111'));
        const answer = await fetch(`${machine.occ.url}/ccstore/v1/orders`, {
          method: 'POST',
          headers,
          body: JSON.stringify({
            op: 'complete',
            shoppingCart: { items: [{ productId: 'postcard-set', quantity: 10 }] },
            shippingAddress: address,
            billingAddress: address,
            payments: [{ type: 'card', cardType: 'visa', customProperties }],
          }),
        });
        const order = (await answer.json()) as Placed;
        expect(order.payments[0]).to.include({ paymentState: 'AUTHORIZE_FAILED' });
        expect(order.payments[0]?.message).to.match(/fault in this shop/);
        const paths = machine.cybersource.control.calls().map(({ path }) => path);
        expect(paths).not.to.include('/pts/v2/payments');
      } finally {
        await machine.close();
      }
    });
});

interface Placed {
  readonly id: string;
  readonly state: string;
  readonly payments: readonly { readonly paymentState: string; readonly message?: string }[];
}

/** OCC drops the character; storefronts spell it like this. */
function escaped(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, value.replaceAll('=', '~W!C@O#n')]),
  );
}
