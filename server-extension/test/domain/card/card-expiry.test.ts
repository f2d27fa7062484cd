import { expect } from 'chai';
import { cardStatusOf, toExpiryMonth, toExpiryYear } from '../../../src/domain/card/card-expiry.ts';

describe('the expiry of a card', () => {
  const CASES: readonly (readonly [month: string, year: string, at: string, status: string])[] = [
    ['03', '2031', '2031-01-31T23:59:59Z', 'valid'],
    ['03', '2031', '2031-02-01T00:00:00Z', 'expires-soon'],
    ['03', '2031', '2031-03-31T23:59:59Z', 'expires-soon'],
    ['03', '2031', '2031-04-01T00:00:00Z', 'expired'],
    ['12', '2030', '2030-12-31T23:59:59Z', 'expires-soon'],
    ['12', '2030', '2031-01-01T00:00:00Z', 'expired'],
    ['01', '2031', '2030-12-01T00:00:00Z', 'expires-soon'],
    ['01', '2031', '2030-11-30T23:59:59Z', 'valid'],
    ['1', '2031', '2031-02-01T00:00:00Z', 'expired'],
    ['6', '29', '2029-07-01T00:00:00Z', 'expired'],
    ['6', '29', '2029-06-30T00:00:00Z', 'expires-soon'],
    ['', '', '2031-02-01T00:00:00Z', 'valid'],
    ['13', '2031', '2040-02-01T00:00:00Z', 'valid'],
  ];
  for (const [month, year, at, status] of CASES) {
    it(`${month}/${year} is ${status} at ${at}`, () => {
      expect(cardStatusOf(month, year, new Date(at))).to.equal(status);
    });
  }

  for (const [given, month] of [
    ['06', '06'],
    ['6', '06'],
    [' 12 ', '12'],
    ['0', undefined],
    ['13', undefined],
    ['', undefined],
    [null, undefined],
    ['June', undefined],
    ['012', undefined],
    ['123', undefined],
    ['1.', undefined],
  ] as const)
    it(`has the month ${month ?? 'unknown'} where ${JSON.stringify(given)} is kept`, () => {
      expect(toExpiryMonth(given)).to.equal(month);
    });

  for (const [given, year] of [
    ['2029', '2029'],
    ['29', '2029'],
    ['09', '2009'],
    [' 31 ', '2031'],
    ['9', undefined],
    ['129', undefined],
    ['20290', undefined],
    ['', undefined],
    [undefined, undefined],
    ['XX', undefined],
  ] as const)
    it(`has the year ${year ?? 'unknown'} where ${JSON.stringify(given)} is kept`, () => {
      expect(toExpiryYear(given)).to.equal(year);
    });
});
