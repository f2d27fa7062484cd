import { expect } from 'chai';
import { createInitiationFor } from '../../src/checkout/initiation.ts';
import type { GatewaySettings } from '../../src/domain/settings.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { orderInOcc } from '../../src/occ/orders/order-in-occ.ts';
import { commandKey } from '../../src/occ/webhook/webhook-command.ts';
import { parseWebhook } from '../../src/occ/webhook/parse-webhook.ts';
import { Problem } from '../../src/domain/problem.ts';
import { anOrder, aWebhook, bytesOf } from '../builders/webhook.ts';

const about = {
  site: 'siteUS',
  channel: 'storefront',
  orderId: 'o10001',
  paymentGroupId: 'pg10001',
  transactionType: '0100',
};
const settings = {
  scheduledOrderOrigins: new Set(['scheduledOrder', 'standing']),
} as unknown as GatewaySettings;
/** A saved card without anything of a page, as a run of a schedule pays. */
const savedCard = { cardDetails: { token: 'PI1' }, customProperties: {} };
const newCard = {};

async function initiationOf(
  overrides: object,
  { order = 'silent', known }: { order?: object | 'silent' | 'absent'; known?: object } = {},
) {
  const webhook = parseWebhook(bytesOf(aWebhook({ ...overrides })), paymentMethods);
  const logged: unknown[] = [];
  const asked: unknown[] = [];
  let reads = 0;
  const initiationFor = createInitiationFor({
    journal: {
      find: async (key) => {
        asked.push(key);
        return known as never;
      },
    },
    log: (...line) => void logged.push(line),
  });
  const found: unknown = await initiationFor(
    webhook,
    settings,
    orderInOcc(webhook, {
      order: async () => {
        reads += 1;
        if (order === 'silent') throw new Error('OCC did not answer');
        return order === 'absent' ? anOrder({ originOfOrder: undefined }) : order;
      },
    }),
  ).catch((error: unknown) => error);
  return { found, logged, asked, reads, key: commandKey(webhook) };
}

describe('Who starts an authorization', () => {
  for (const [channel, by] of [
    ['storefront', 'shopper'],
    ['agent', 'agent'],
  ] as const) {
    it(`is the ${by} with a new card in the ${channel}, without a look at the order`, async () => {
      const { found, reads, logged } = await initiationOf({ ...newCard, channel }, { order: anOrder() });
      expect([found, reads, logged]).to.deep.equal([{ by }, 0, []]);
    });

    it(`is the ${by} with a saved card in the ${channel}, where the order is no schedule’s`, async () => {
      const { found, logged } = await initiationOf({ ...savedCard, channel }, { order: anOrder() });
      expect(found).to.deep.equal({ by });
      expect(logged).to.deep.equal([
        [
          'order.origin-not-scheduled',
          { ...about, channel, orderOrigin: 'default', setting: 'scheduledOrderOrigins' },
        ],
      ]);
    });
  }

  it('is the merchant where the order is a run of a schedule, whatever a page sends along', async () => {
    for (const originOfOrder of ['scheduledOrder', 'standing'])
      for (const customProperties of [{}, { transientTokenJwt: 'a.b.c' }]) {
        const order = anOrder({ originOfOrder });
        const { found, logged } = await initiationOf({ ...savedCard, customProperties }, { order });
        expect([found, logged]).to.deep.equal([{ by: 'merchant' }, []]);
      }
  });

  it('is not worth a note where a page sent something along', async () => {
    const pages = { ...savedCard, customProperties: { referenceId: 'a' } };
    expect((await initiationOf(pages, { order: anOrder() })).logged).to.deep.equal([]);
  });

  it('is read in the included order first', async () => {
    const included = { ...savedCard, order: anOrder({ originOfOrder: 'scheduledOrder' }) };
    const { found, reads } = await initiationOf(included);
    expect([found, reads]).to.deep.equal([{ by: 'merchant' }, 0]);
  });

  for (const [what, overrides] of [
    ['a property', { ...savedCard, customProperties: { referenceId: 'a' } }],
    ['a security code', { ...savedCard, cardDetails: { token: 'PI1', cvv: '123' } }],
  ] as const)
    it(`is the shopper where the order cannot be read and the page sent ${what}`, async () => {
      const { found, logged, asked } = await initiationOf(overrides);
      expect([found, logged, asked]).to.deep.equal([{ by: 'shopper' }, [], []]);
    });

  for (const [order, reason, words] of [
    ['silent', 'unreadable', 'Send the same webhook again'],
    ['absent', 'absent', 'includeOrderInWebhookPayload'],
  ] as const)
    it(`has to be asked again, in ten seconds, where the order is ${reason} and no page is known`, async () => {
      const { found, logged, asked, key } = await initiationOf(savedCard, { order });
      expect(found).to.be.instanceOf(Problem).and.include({ code: 'not-sent', retryAfter: 10 });
      expect(found).to.have.property('message').that.includes(words);
      expect(logged).to.deep.equal([['order.origin-unknown', { ...about, reason }]]);
      expect(asked).to.deep.equal([key]);
    });

  for (const [what, known, isAsked] of [
    ['is approved', { result: { outcome: 'approved' } }, false],
    ['has no result yet', {}, false],
    ['was not sent', { result: { outcome: 'not-sent' } }, true],
  ] as const)
    it(`is ${isAsked ? 'asked again' : 'the shopper'} where the journal has the delivery and it ${what}`, async () => {
      const { found } = await initiationOf(savedCard, { known });
      if (isAsked) expect(found).to.have.property('code', 'not-sent');
      else expect(found).to.deep.equal({ by: 'shopper' });
    });
});
