import { expect } from 'chai';
import { toIntent } from '../../../src/cybersource/outcome/request-intent.ts';
import {
  aCapture,
  anAuthorization,
  anIncrement,
  aReauthorization,
  aRefund,
  aSale,
  aVoid,
  dollars,
} from '../fixtures/builders.ts';

describe('What is wanted of CyberSource', () => {
  for (const [name, command, wanted] of [
    ['an authorization', anAuthorization(), 'authorization'],
    ['a sale', aSale(), 'sale'],
    ['a sale of the smallest amount', aSale({ amount: dollars(1) }), 'sale'],
    ['the verification of a card where it is sold at once', aSale({ amount: dollars(0) }), 'authorization'],
    ['the void of an authorization', aVoid(), 'reversal'],
    ['the void of a sale', aVoid({ of: 'sale' }), 'void'],
    ['the void of a capture', aVoid({ of: 'capture' }), 'void'],
    ['the void of a refund', aVoid({ of: 'refund' }), 'void'],
    ['a re-authorization', aReauthorization(), 'authorization'],
    ['a capture', aCapture(), 'capture'],
    ['a refund', aRefund(), 'refund'],
    ['an increment', anIncrement(), 'increment'],
  ] as const)
    it(`with ${name} is ${wanted}`, () => {
      expect(toIntent(command)).to.equal(wanted);
    });
});
