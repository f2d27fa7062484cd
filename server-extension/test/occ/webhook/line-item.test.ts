import { expect } from 'chai';
import { itemProperties, taxDetailsIn, withAddedProperties } from '../../../src/occ/webhook/line-item.ts';

describe('What a shop says of an item', () => {
  it('is taken under CyberSource’s names, and nothing else', () => {
    const facts = {
      commodityCode: 'c',
      unitOfMeasure: 'kg',
      taxRate: '0.19',
      taxTypeCode: 't',
      taxStatusIndicator: 's',
      typeOfSupply: '00',
      discountRate: '5',
      unitTaxAmount: '1.90',
    };
    expect(itemProperties({ ...facts, unknown: 'x' })).to.deep.equal(facts);
    expect(itemProperties({})).to.deep.equal({});
    expect(itemProperties({ unitTaxAmount: 'much' })).to.deep.equal({});
  });

  for (const [given, flag] of [
    [true, true],
    [false, false],
    ['true', true],
    ['false', false],
    ['yes', undefined],
    ['', undefined],
    [1, undefined],
    [null, undefined],
  ] as const)
    it(`is ${String(flag)} where it is ${JSON.stringify(given)}`, () => {
      const expected = flag === undefined ? {} : { amountIncludesTax: flag };
      expect(itemProperties({ amountIncludesTax: given })).to.deep.equal(expected);
      expect(taxDetailsIn([{ applied: given }])).to.deep.equal([flag === undefined ? {} : { applied: flag }]);
    });

  it('has up to ten taxes, each with its facts', () => {
    const tax = {
      type: 'vat',
      rate: '19',
      code: 'c',
      taxId: 'DE1',
      exemptionCode: 'e',
      amount: '1.9',
      applied: true,
    };
    expect(taxDetailsIn([{ ...tax, unknown: 1 }, {}])).to.deep.equal([tax, {}]);
    expect(taxDetailsIn(Array.from({ length: 10 }, () => tax))).to.have.length(10);
    for (const none of [undefined, 'vat', {}, [tax, 'vat'], Array.from({ length: 11 }, () => tax)])
      expect(taxDetailsIn(none)).to.equal(undefined);
    expect(itemProperties({ taxDetails: [tax] })).to.deep.equal({ taxDetails: [tax] });
  });

  it('may have a name of the merchant’s, which counts where OCC has nothing of that name', () => {
    expect(
      withAddedProperties({ x_taxRate: '7', x_commodityCode: 'mine', commodityCode: 'OCC' }),
    ).to.deep.equal({
      taxRate: '7',
      commodityCode: 'OCC',
      x_taxRate: '7',
      x_commodityCode: 'mine',
    });
    const plain = { taxRate: '7' };
    expect(withAddedProperties(plain)).to.equal(plain);
  });
});
