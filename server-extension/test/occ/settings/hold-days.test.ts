import { expect } from 'chai';
import { parseHoldDays } from '../../../src/occ/settings/hold-days.ts';

describe('The setting holdDays', () => {
  it('names brands as OCC spells them, by CyberSource’s card type codes', () => {
    expect(parseHoldDays('visa: 10, masterCard:30 ,American Express: 7')).to.deep.equal({
      '001': 10,
      '002': 30,
      '003': 7,
    });
    expect(parseHoldDays('')).to.deep.equal({});
  });

  for (const wrong of ['visa', 'visa: 0', 'visa: 100', 'visa: ten', 'nobodys card: 7', '7'])
    it(`is refused as ${wrong}`, () => {
      expect(parseHoldDays(wrong)).to.equal(undefined);
    });
});
