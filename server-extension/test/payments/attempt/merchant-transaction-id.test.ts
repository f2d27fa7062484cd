import { expect } from 'chai';
import fc from 'fast-check';
import type { CommandKey } from '../../../src/domain/ids.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { createMerchantTransactionIds } from '../../../src/payments/attempt/merchant-transaction-id.ts';

describe('the merchant transaction id of an attempt', () => {
  const name = createMerchantTransactionIds(new Secret('secret'));

  it('is the same on every instance', () => {
    expect(createMerchantTransactionIds(new Secret('secret'))('key' as CommandKey, 1)).to.equal(
      name('key' as CommandKey, 1),
    );
  });

  it('stays what it was: a change would let old payments be sent again', () => {
    expect(name('siteUS:o10001:pg10002' as CommandKey, 1)).to.equal('V1MDXCMTU5AT2WXVEDOYRAW7M7SQAO');
  });

  it('differs by command, attempt and secret', () => {
    const names = [name('a' as CommandKey, 1), name('a' as CommandKey, 2), name('b' as CommandKey, 1)];
    expect(
      new Set([...names, createMerchantTransactionIds(new Secret('other'))('a' as CommandKey, 1)]).size,
    ).to.equal(4);
  });

  it('is thirty capital letters and digits', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (key, attempt) =>
        /^[A-Z0-9]{30}$/.test(name(key as CommandKey, attempt)),
      ),
    );
  });
});
