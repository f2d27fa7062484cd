import { expect } from 'chai';
import { toOrderLines, quantityOf } from '../../src/domain/payment/order-line.ts';
import { capabilities } from '../../src/domain/payment/capability.ts';
import { operationNames } from '../../src/domain/payment/payment-standing.ts';
import { refusalReasons } from '../../src/domain/payment/refusal-reason.ts';
import {
  cardTestingSettings,
  channels,
  orderChecks,
  verificationFailures,
} from '../../src/domain/settings.ts';

describe('The words that settings and answers are made of', () => {
  for (const [what, words, expected] of [
    ['channels', channels, 'agent preview storefront'],
    [
      'what is done when address or security code do not match',
      verificationFailures,
      'decline review accept',
    ],
    ['the guard against card testing', cardTestingSettings, 'auto on off'],
    ['checks of an order', orderChecks, 'auto included always off'],
    ['operations on a payment', operationNames, 'capture refund void reverse reduce increment'],
    [
      'what a payment method can be asked for',
      capabilities,
      'authorize sale capture partial-capture cancel reduce increment refund redirect express notifications',
    ],
    [
      'reasons of a refusal',
      refusalReasons,
      'invalid-request invalid-amount payment-not-found not-supported merchant-configuration processor-unavailable ' +
        'exceeds-authorized-amount already-reversed already-settled reversed-or-settled authorization-missing ' +
        'refund-not-allowed other',
    ],
  ] as const)
    it(`are exactly these: ${what}`, () => {
      expect(words).to.have.members(expected.split(' '));
    });
});

describe('Lines of an order', () => {
  it('are kept with line and quantity alone, and counted by line', () => {
    const lines = [
      { lineId: 'a', quantity: 2, amount: 7 },
      { lineId: 'b', quantity: 1 },
      { lineId: 'a', quantity: 3 },
    ];
    expect(toOrderLines(lines)).to.deep.equal(lines.map(({ lineId, quantity }) => ({ lineId, quantity })));
    expect(quantityOf('a', lines)).to.equal(5);
    expect(quantityOf('c', lines)).to.equal(0);
  });
});
