import { expect } from 'chai';
import { responseAmount } from '../../../src/cybersource/outcome/response-amount.ts';
import type { RequestIntent } from '../../../src/cybersource/outcome/request-intent.ts';
import { usd } from '../../builders/command.ts';

type Place = readonly [section: string, amount: string];

/** Where an answer states the amount of each kind of request (CyberSource REST: response fields of the payments APIs). */
const PLACES: readonly (readonly [name: string, Partial<RequestIntent>, Place])[] = [
  ['an authorization', { type: 'authorize' }, ['orderInformation.amountDetails', 'authorizedAmount']],
  ['an increment', { type: 'increment' }, ['orderInformation.amountDetails', 'additionalAmount']],
  ['a reauthorization', { type: 'reauthorize' }, ['orderInformation.amountDetails', 'authorizedAmount']],
  ['a capture', { type: 'capture' }, ['orderInformation.amountDetails', 'totalAmount']],
  ['a reversal', { type: 'void', of: 'authorization' }, ['reversalAmountDetails', 'reversedAmount']],
  ['the void of a sale', { type: 'void', of: 'sale' }, ['voidAmountDetails', 'voidAmount']],
  ['the void of a capture', { type: 'void', of: 'capture' }, ['voidAmountDetails', 'voidAmount']],
  ['the void of a refund', { type: 'void', of: 'refund' }, ['voidAmountDetails', 'voidAmount']],
  ['a refund', { type: 'refund' }, ['refundAmountDetails', 'refundAmount']],
];

describe('the amount that CyberSource states', () => {
  for (const [name, intent, [section, amount]] of PLACES)
    it(`of ${name} is ${section}.${amount}, and no other one`, () => {
      const asked = { ...intent, amount: usd(1_000) } as RequestIntent;
      // Every other place states another amount.
      const body: Record<string, unknown> = {};
      for (const [, , [otherSection, otherAmount]] of PLACES) put(body, otherSection, otherAmount, '9.99');
      put(body, section, amount, '4.00');
      expect(responseAmount(asked, { body } as never)).to.deep.equal(usd(400));
    });

  it('is the one asked for where the answer states none', () => {
    for (const [name, intent] of PLACES) {
      const asked = { ...intent, amount: usd(1_000) } as RequestIntent;
      expect(responseAmount(asked, { body: {} } as never), name).to.deep.equal(usd(1_000));
    }
  });

  it('is read in the currency that was asked for, named or not, and in no other', () => {
    for (const [name, intent, [section, amount]] of PLACES) {
      const asked = { ...intent, amount: usd(1_000) } as RequestIntent;
      const body: Record<string, unknown> = {};
      put(body, section, amount, '4.00');
      put(body, section, 'currency', 'USD');
      expect(responseAmount(asked, { body } as never), name).to.deep.equal(usd(400));
      put(body, section, 'currency', 'EUR');
      expect(responseAmount(asked, { body } as never), name).to.equal(undefined);
    }
  });
});

function put(body: Record<string, unknown>, section: string, name: string, value: string): void {
  let at = body;
  for (const part of section.split('.')) at = (at[part] ??= {}) as Record<string, unknown>;
  at[name] = value;
}
