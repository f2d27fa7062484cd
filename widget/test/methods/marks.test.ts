import { expect } from 'chai';
import { MARKS, OTHER_NAMES } from '../../src/marks/marks.ts';

describe('The marks of cards and wallets', () => {
  it('are there for every brand that OCC, CyberSource and the wallets have a name of their own for', () => {
    expect(MARKS).to.have.all.keys(
      ...['visa', 'mastercard', 'maestro', 'amex', 'discover', 'diners', 'jcb', 'unionpay'],
      ...['googlepay', 'applepay'],
    );
    for (const name of Object.values(OTHER_NAMES)) expect(MARKS).to.have.property(name);
  });

  for (const [name, shapes] of Object.entries(MARKS)) {
    it(`draw ${name} with shapes alone: no script, no address, no text`, () => {
      expect(shapes).to.match(/^(<\/?(path|circle|rect|g)\b[^<>]*>)+$/);
      expect(shapes).not.to.match(/href|on\w+=|url\(|NaN|undefined/);
    });
  }
});
