import { expect } from 'chai';
import { findAmountMismatch } from '../../src/checkout/amount-check.ts';
import type { GatewaySettings } from '../../src/domain/settings.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { orderInOcc } from '../../src/occ/orders/order-in-occ.ts';
import { parseWebhook } from '../../src/occ/webhook/parse-webhook.ts';
import { anAuthorization, usd } from '../builders/command.ts';
import { anOrder, aWebhook, bytesOf } from '../builders/webhook.ts';

type OrderCheck = GatewaySettings['orderCheck'];

const about = {
  site: 'siteUS',
  channel: 'storefront',
  orderId: 'o10001',
  paymentGroupId: 'pg10001',
  transactionType: '0100',
};

/** Checks an authorization of so much against the included order, or the one that OCC has. */
async function check(
  orderCheck: OrderCheck,
  { minor = 4_250, included, inOcc }: { minor?: number; included?: object; inOcc?: object | 'silent' } = {},
) {
  const webhook = parseWebhook(bytesOf(aWebhook({ order: included })), paymentMethods);
  const logged: unknown[] = [];
  let reads = 0;
  const order = orderInOcc(webhook, {
    order: async () => {
      reads += 1;
      if (inOcc === 'silent' || inOcc === undefined) throw new Error('OCC did not answer');
      return inOcc;
    },
  });
  const blocked = await findAmountMismatch(
    {
      webhook,
      command: anAuthorization({ amount: usd(minor) }),
      settings: { orderCheck } as GatewaySettings,
      order,
    },
    (...line) => void logged.push(line),
  );
  return { blocked, logged, reads };
}

describe('The amount of an authorization', () => {
  for (const orderCheck of ['included', 'auto', 'always'] as const) {
    it(`may be sent where the included order states it: orderCheck ${orderCheck}`, async () => {
      expect(await check(orderCheck, { included: anOrder() })).to.deep.equal({
        blocked: undefined,
        logged: [],
        reads: 0,
      });
    });

    it(`is blocked where the included order states another: orderCheck ${orderCheck}`, async () => {
      const { blocked, logged } = await check(orderCheck, { minor: 4_251, included: anOrder() });
      expect(blocked).to.have.property('blockedBy', 'order-amount');
      expect(blocked?.problem).to.include('asks for 42.51 USD').and.include('states 42.50 USD');
      expect(blocked?.problem).not.to.include('amountConvention');
      expect(logged).to.deep.equal([
        [
          'order.amount-mismatch',
          { ...about, amount: '42.51 USD', orderAmount: '42.50 USD', setting: undefined },
        ],
      ]);
    });
  }

  it('names the setting where one amount is a power of ten of the other', async () => {
    const { blocked, logged } = await check('auto', { minor: 425_000, included: anOrder() });
    expect(blocked?.problem).to.include('amountConvention');
    expect(logged).to.have.nested.property('[0][1].setting', 'amountConvention');
  });

  it('is compared with nothing where orderCheck is off', async () => {
    const { blocked, logged, reads } = await check('off', {
      minor: 1,
      included: anOrder(),
      inOcc: anOrder(),
    });
    expect([blocked, logged, reads]).to.deep.equal([undefined, [], 0]);
  });

  it('is compared with OCC’s order where the webhook has none, unless only the included one counts', async () => {
    for (const [orderCheck, isBlocked, reads] of [
      ['included', false, 0],
      ['auto', true, 1],
      ['always', true, 1],
    ] as const) {
      const checked = await check(orderCheck, { minor: 1, inOcc: anOrder() });
      expect([checked.blocked !== undefined, checked.reads], orderCheck).to.deep.equal([isBlocked, reads]);
    }
  });

  for (const [orderCheck, inOcc, reason, event] of [
    ['included', 'silent', 'unreadable', 'order.not-checked'],
    ['auto', 'silent', 'unreadable', 'order.not-checked'],
    ['auto', anOrder({ paymentGroups: [] }), 'absent', 'order.not-checked'],
    ['always', 'silent', 'unreadable', 'order.not-read'],
    ['always', anOrder({ paymentGroups: [] }), 'absent', 'order.not-read'],
  ] as const)
    it(`is ${event} where the order is ${reason} and orderCheck ${orderCheck}`, async () => {
      const { blocked, logged } = await check(orderCheck, { inOcc });
      const isBlocked = event === 'order.not-read';
      expect(blocked?.blockedBy).to.equal(isBlocked ? 'order-not-read' : undefined);
      expect(logged).to.deep.equal([
        [event, { ...about, reason, ...(isBlocked && { setting: 'orderCheck' }) }],
      ]);
    });

  it('of zero, which verifies a card, asks OCC for no order and is blocked by an included one only', async () => {
    for (const orderCheck of ['included', 'auto', 'always'] as const) {
      const alone = await check(orderCheck, { minor: 0, inOcc: anOrder() });
      expect([alone.blocked, alone.logged, alone.reads]).to.deep.equal([undefined, [], 0]);
      const { blocked } = await check(orderCheck, { minor: 0, included: anOrder() });
      expect(blocked).to.have.property('blockedBy', 'order-amount');
    }
    expect((await check('off', { minor: 0, included: anOrder() })).blocked).to.equal(undefined);
  });
});
