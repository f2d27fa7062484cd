import { expect } from 'chai';
import type { SiteId } from '../../../src/domain/ids.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';
import { parseSiteSettings } from '../../../src/occ/settings/site-settings.ts';
import {
  commandKey,
  requireAuthorization,
  requireFollowOn,
} from '../../../src/occ/webhook/webhook-command.ts';
import { parseWebhook } from '../../../src/occ/webhook/parse-webhook.ts';
import { refusal } from '../../builders/refusal.ts';
import { aRef } from '../../builders/result.ts';
import { someSettings } from '../../builders/occ.ts';
import { aFollowOn, aWebhook, bytesOf } from '../../builders/webhook.ts';

const ref = aRef();
const settings = parseSiteSettings(
  { data: { storefront: someSettings() } },
  'siteUS' as SiteId,
  'storefront',
  paymentMethods,
);
const TRANSACTIONS = { void: '0110', capture: '0200', refund: '0400' } as const;

function asked(
  operation: keyof typeof TRANSACTIONS,
  changes: Readonly<Record<string, unknown>> = {},
  more: Partial<GatewaySettings> = {},
): ReturnType<typeof requireFollowOn> {
  const webhook = parseWebhook(bytesOf(aFollowOn(TRANSACTIONS[operation], ref, changes)), paymentMethods);
  return requireFollowOn(operation, webhook, { ...settings, ...more }, 'fingerprint', ref);
}

describe('What OCC asks for after an authorization', () => {
  it('is a capture of it', () => {
    expect(asked('capture')).to.include({ type: 'capture', original: ref, caller: 'webhook' });
    expect(asked('capture')).not.to.have.any.keys('isCancellation', 'of');
  });

  it('is to cancel the payment of a group, whatever was taken of it', () => {
    const command = asked('void');
    expect(command).to.include({ type: 'void', of: 'authorization', isCancellation: true, original: ref });
    expect(command).to.have.property('paymentGroupId').that.is.a('string');
  });

  it('is a refund in the name of the payment: what it is taken from, the payment says', () => {
    const refund = asked('refund', {});
    expect(refund).to.include({ type: 'refund', original: ref });
    expect(refund).to.have.property('paymentGroupId').that.is.a('string');
  });

  for (const operation of ['void', 'capture', 'refund'] as const)
    it(`is no ${operation} of nothing`, async () => {
      const problem = await refusal(
        Promise.resolve().then(() => asked(operation, { amount: '000000000000' })),
      );
      expect(problem.fields[0]?.path).to.equal('body:amount');
    });
});

describe('An authorization that OCC asks for', () => {
  for (const [amount, captureNow] of [
    ['000000000000', false],
    ['000000000001', true],
    ['000000012575', true],
  ] as const)
    it(`is ${captureNow ? 'a sale' : 'no sale'} over ${amount} where the site sells at once: nothing only verifies the card`, () => {
      const webhook = parseWebhook(bytesOf(aWebhook({ amount })), paymentMethods);
      const sells = { ...settings, saleTypes: new Set(['card']) };
      const command = requireAuthorization(webhook, sells, 'fingerprint', { by: 'shopper' });
      expect(command).to.include({ type: 'authorize', captureNow });
      expect(requireAuthorization(webhook, settings, 'f', { by: 'shopper' })).to.include({
        captureNow: false,
      });
    });
});

describe('The key of a delivery', () => {
  const keyOf = (changes: Readonly<Record<string, unknown>>): string =>
    commandKey(parseWebhook(bytesOf(aWebhook(changes)), paymentMethods));

  it('is the same as long as OCC delivers the same', () => {
    expect(keyOf({})).to.equal(keyOf({ transactionTimestamp: '2026-02-01T10:00:00+0000', locale: 'de' }));
  });

  for (const changed of [
    { siteId: 'siteOther' },
    { orderId: 'oOther' },
    { paymentId: 'pgOther' },
    { transactionId: 'tOther' },
    { transactionType: '0110' },
  ])
    it(`is another one with ${JSON.stringify(changed)}`, () => {
      expect(keyOf(changed)).not.to.equal(keyOf({}));
    });
});
