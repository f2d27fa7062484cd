import { expect } from 'chai';
import { toIpAddress } from '../../../src/domain/network/ip-address.ts';

describe('An IP address', () => {
  for (const [text, expected] of [
    ['203.0.113.7', '203.0.113.7'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['203.0.113.7, 10.0.0.1', '203.0.113.7'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '::ffff:cb00:7107'],
    ['2001:db8::ffff:203.0.113.7', '2001:db8::ffff:203.0.113.7'],
  ] as const)
    it(`is ${expected} in ${JSON.stringify(text)}`, () => {
      expect(toIpAddress(text)).to.equal(expected);
    });

  for (const text of [
    '',
    'unknown',
    '203.0.113',
    '203.0.113.7:',
    '203.0.113.7:x',
    'x[::1]',
    '[::1]:x',
    ', 203.0.113.7',
  ])
    it(`is not in ${JSON.stringify(text)}`, () => {
      expect(toIpAddress(text)).to.equal(undefined);
    });
});
