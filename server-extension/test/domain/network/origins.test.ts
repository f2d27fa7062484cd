import { expect } from 'chai';
import { originOf, parseOrigins } from '../../../src/domain/network/origins.ts';

describe('The origin of an address', () => {
  for (const [address, origin] of [
    ['https://shop.test/path?x', 'https://shop.test'],
    ['http://shop.test:8080', 'http://shop.test:8080'],
    ['HTTPS://Shop.Test', 'https://shop.test'],
    ['shop.test', 'https://shop.test'],
    ['shop.test:8443/x', 'https://shop.test:8443'],
    ['', undefined],
    ['not a host', undefined],
  ] as const)
    it(`is ${origin ?? 'none'} for ${JSON.stringify(address)}`, () => {
      expect(originOf(address)).to.equal(origin);
    });

  for (const [text, origins] of [
    ['', []],
    ['shop.test', ['https://shop.test']],
    [' https://a.test/ ,, http://b-1.c_d.test:81 ', ['https://a.test', 'http://b-1.c_d.test:81']],
    ['127.0.0.1', ['https://127.0.0.1']],
    ['https://[::1]:8443', ['https://[::1]:8443']],
    ['localhost', ['https://localhost']],
    ['shop.test, *.shop.test', undefined],
    ['*', undefined],
    ['https://shop.test/checkout', undefined],
    ['https://shop.test?x=1', undefined],
    ['https://shop.test#x', undefined],
    ['https://user@shop.test', undefined],
    ['https://:password@shop.test', undefined],
    ['not a host', undefined],
    ['shop..test', undefined],
    ['-shop.test', undefined],
    ['shop-.test', undefined],
    ['.shop.test', undefined],
    ['ftp://shop.test', undefined],
  ] as const)
    it(`that a list names is ${origins?.join(' and ') ?? 'refused'} in ${JSON.stringify(text)}`, () => {
      expect(parseOrigins(text)).to.deep.equal(origins);
    });
});
