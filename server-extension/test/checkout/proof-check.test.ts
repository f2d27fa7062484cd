import { expect } from 'chai';
import { createAuthorizationCheckFor } from '../../src/checkout/authorization-check.ts';
import { findMissingProof } from '../../src/checkout/proof-check.ts';
import type { GatewaySettings } from '../../src/domain/settings.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import type { OrderInOcc } from '../../src/occ/orders/order-in-occ.ts';
import { parseWebhook } from '../../src/occ/webhook/parse-webhook.ts';
import { anAuthorization } from '../builders/command.ts';
import { anOrder, aWebhook, bytesOf } from '../builders/webhook.ts';

const about = {
  site: 'siteUS',
  channel: 'storefront',
  orderId: 'o10001',
  paymentGroupId: 'pg10001',
  transactionType: '0100',
};

function aPayment(settings: Partial<GatewaySettings>, order: object = anOrder()) {
  const waits: number[] = [];
  const found: OrderInOcc = {
    included: () => ({ because: 'unreadable' }),
    find: async (look, withinMs) => {
      waits.push(withinMs);
      const says = look(order);
      return says === undefined ? { because: 'unreadable' } : { found: says };
    },
  };
  const webhook = parseWebhook(
    bytesOf(aWebhook({ cardDetails: { token: 'PI1' }, customProperties: {} })),
    paymentMethods,
  );
  const command = anAuthorization({ instrument: { kind: 'saved-card', paymentInstrumentId: 'PI1' } });
  return {
    waits,
    authorization: {
      webhook,
      command,
      settings: { orderCheck: 'off', ...settings } as GatewaySettings,
      order: found,
    },
  };
}

describe('The proof of who pays with a saved card', () => {
  for (const [missing, settings, order, words] of [
    ['security-code', { securityCodeForSavedCards: true }, anOrder(), 'isCVVRequiredForSavedCards'],
    [
      'security-code-of-schedule',
      { securityCodeForScheduledOrders: true },
      anOrder({ state: 'TEMPLATE' }),
      'isCVVRequiredForScheduledOrders',
    ],
    ['payer-authentication', { payerAuthenticationEnabled: true }, anOrder(), 'payerAuthEnabled'],
  ] as const)
    it(`is asked for, and its lack noted, where the site wants it: ${missing}`, async () => {
      const { authorization } = aPayment(settings, order);
      const logged: unknown[] = [];
      const blocked = await findMissingProof(authorization, (...line) => void logged.push(line));
      expect(blocked).to.include({ blockedBy: missing });
      expect(blocked?.problem).to.include(`(${words})`);
      expect(logged).to.deep.equal([['payment.proof-missing', { ...about, reason: missing }]]);
    });

  it('is not asked for where the site wants none', async () => {
    const { authorization, waits } = aPayment({});
    expect(await findMissingProof(authorization, () => expect.fail('noted'))).to.equal(undefined);
    expect(waits).to.deep.equal([]);
  });

  it('of a schedule is not asked for where the order starts none or cannot be read within two seconds', async () => {
    for (const order of [anOrder(), 'no order' as never]) {
      const { authorization, waits } = aPayment({ securityCodeForScheduledOrders: true }, order);
      expect(await findMissingProof(authorization, () => expect.fail('noted'))).to.equal(undefined);
      expect(waits).to.deep.equal([2_000]);
    }
  });

  it('is looked for before the order’s amount is', async () => {
    const check = createAuthorizationCheckFor(() => undefined);
    const both = aPayment({ securityCodeForSavedCards: true, orderCheck: 'always' });
    expect(await check(both.authorization)()).to.include({ blockedBy: 'security-code' });
    const amount = aPayment({ orderCheck: 'always' });
    expect(await check(amount.authorization)()).to.include({ blockedBy: 'order-amount' });
    expect(await check(aPayment({}).authorization)()).to.equal(undefined);
    expect(amount.waits).to.deep.equal([2_000]);
    const auto = aPayment({ orderCheck: 'auto' });
    await check(auto.authorization)();
    expect(auto.waits).to.deep.equal([1_000]);
  });
});
