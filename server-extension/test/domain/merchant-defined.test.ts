import { expect } from 'chai';
import { orderDetailNames, parseMerchantDefinedFields } from '../../src/domain/merchant-defined.ts';

describe('The setting of the merchant-defined fields', () => {
  for (const name of [
    'id',
    'site',
    'channel',
    'paymentType',
    'couponCode',
    'profileId',
    'purchases',
    'purchaseOrderNumber',
    'invoiceNumber',
  ] as const)
    it(`takes order.${name}`, () => {
      expect(orderDetailNames).to.include(name);
      expect(parseMerchantDefinedFields(`7=order.${name}`)).to.deep.equal([
        { key: '7', from: 'order', name },
      ]);
    });

  it('takes any property of the storefront, blanks and empty parts between them', () => {
    const longest = 'a'.repeat(64);
    expect(
      parseMerchantDefinedFields(` 1=customProperties.gift-Wrap_2 ,, 100=customProperties.${longest},`),
    ).to.deep.equal([
      { key: '1', from: 'customProperties', name: 'gift-Wrap_2' },
      { key: '100', from: 'customProperties', name: longest },
    ]);
    expect(parseMerchantDefinedFields('')).to.deep.equal([]);
  });

  it('has the numbers 1 to 100', () => {
    for (let key = 1; key <= 100; key += 1)
      expect(parseMerchantDefinedFields(`${key}=order.id`)?.[0]?.key).to.equal(String(key));
  });

  for (const text of [
    '0=order.id',
    '101=order.id',
    '01=order.id',
    '1=order.total',
    '1=order.id rubbish',
    '1=order.id;',
    'x1=order.id',
    '1=customProperties.',
    `1=customProperties.${'a'.repeat(65)}`,
    '1=customProperties.a.b',
    '1=profile.id',
    '1 order.id',
    '1=order.id, 1=order.site',
    '1=order.id, nonsense',
  ])
    it(`is refused as ${text}`, () => {
      expect(parseMerchantDefinedFields(text)).to.equal(undefined);
    });
});
