import { expect } from 'chai';
import { decimalDetailOf, detailOf, detailsIn } from '../../../src/occ/api/details.ts';
import { instantOf } from '../../../src/occ/api/instants.ts';

describe('A detail that comes with a payment', () => {
  for (const [value, detail] of [
    ['text', 'text'],
    [' text\t', 'text'],
    [7, '7'],
    [0, '0'],
    ['a'.repeat(2_000), 'a'.repeat(2_000)],
    ['a'.repeat(2_001), undefined],
    ['', undefined],
    [' ', undefined],
    [true, undefined],
    [null, undefined],
    [{}, undefined],
  ] as const)
    it(`of ${JSON.stringify(value).slice(0, 20)} is ${detail?.slice(0, 20) ?? 'left out'}`, () => {
      expect(detailOf(value)).to.equal(detail);
    });

  for (const [value, decimal] of [
    [42.5, '42.5'],
    ['42', '42'],
    [' 42.1234 ', '42.1234'],
    ['999999999999.9999', '999999999999.9999'],
    ['1000000000000', undefined],
    ['42.12345', undefined],
    ['42.', undefined],
    ['.5', undefined],
    ['-1', undefined],
    ['x42', undefined],
    ['42x', undefined],
    [null, undefined],
  ] as const)
    it(`that is an amount of ${JSON.stringify(value)} is ${decimal ?? 'left out'}`, () => {
      expect(decimalDetailOf(value)).to.equal(decimal);
    });

  it('has its name, and what cannot be read has none', () => {
    expect(detailsIn({ a: ' 1', b: '', c: 'c' }, ['a', 'b'])).to.deep.equal({ a: '1' });
    expect(detailsIn('text', ['a'])).to.equal(undefined);
  });
});

describe('An instant of OCC', () => {
  for (const [text, instant] of [
    ['2026-01-31T10:22:21.123Z', '2026-01-31T10:22:21.123Z'],
    ['2026-01-31T10:22:21.123456789Z', '2026-01-31T10:22:21.123Z'],
    ['2026-01-31T10:22:21+0200', '2026-01-31T08:22:21.000Z'],
    ['2026-01-31T10:22:21+02:00', '2026-01-31T08:22:21.000Z'],
    ['2026-01-31T10:22:21-0530', '2026-01-31T15:52:21.000Z'],
    ['2026-01-31 10:22:21 +0200', '2026-01-31T08:22:21.000Z'],
    ['2026-01-31T10:22', '2026-01-31T10:22:00.000Z'],
    ['2026-01-31T10:22:21', '2026-01-31T10:22:21.000Z'],
    ['2026-01-31', '2026-01-31T23:59:59.000Z'],
    ['1767225600000', '2026-01-01T00:00:00.000Z'],
    ['100000000000', '1973-03-03T09:46:40.000Z'],
    ['99999999999999', '5138-11-16T09:46:39.999Z'],
  ] as const)
    it(`is ${instant} in ${text}`, () => {
      expect(instantOf(text)?.toISOString()).to.equal(instant);
    });

  for (const text of [
    '',
    'yesterday',
    '2026-13-31',
    '2026-01-31T',
    '2026-01-31T25:00Z',
    'x2026-01-31',
    '2026-01-31x',
    '99999999999',
    '100000000000000',
    'x1767225600000',
    '1767225600000x',
  ])
    it(`is none in ${JSON.stringify(text)}`, () => {
      expect(instantOf(text)).to.equal(undefined);
    });
});
