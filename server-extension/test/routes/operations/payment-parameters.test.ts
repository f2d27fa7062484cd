import { expect } from 'chai';
import { Problem } from '../../../src/domain/problem.ts';
import type { SiteId } from '../../../src/domain/ids.ts';
import {
  paymentParameters,
  requireQuery,
} from '../../../src/routes/operations/payments/payment-parameters.ts';

const read = (given: Readonly<Record<string, string>>): ReturnType<typeof requireQuery> =>
  requireQuery(paymentParameters().parse(given), undefined);
const isTaken = (given: Readonly<Record<string, string>>): boolean =>
  paymentParameters().safeParse(given).success;
function fieldOf(given: Readonly<Record<string, string>>): string | undefined {
  try {
    read(given);
  } catch (error) {
    return error instanceof Problem ? error.fields[0]?.path : String(error);
  }
  return undefined;
}

describe('The parameters by which payments are looked for', () => {
  it('are each of a payment’s own ids and facts, and the site of the caller', () => {
    const given = {
      orderId: 'o1',
      requestId: '7000',
      merchantTransactionId: 'm1',
      state: 'Captured',
      lastDigits: '1111',
    };
    expect(read(given)).to.deep.equal(given);
    expect(requireQuery(paymentParameters().parse({}), 'siteUS' as SiteId)).to.deep.equal({ site: 'siteUS' });
    expect(read({})).to.deep.equal({});
  });

  it('have ids of 128 characters at most', () => {
    for (const name of ['orderId', 'requestId', 'merchantTransactionId']) {
      expect(isTaken({ [name]: `a.:-_${'9'.repeat(123)}` })).to.equal(true);
      for (const wrong of ['9'.repeat(129), '', 'a b', 'a/b', '<a', 'a>'])
        expect(isTaken({ [name]: wrong }), `${name} ${wrong}`).to.equal(false);
    }
  });

  it('have four digits of a card', () => {
    expect(
      ['1111', '111', '11111', 'x1111', 'abcd'].map((lastDigits) => isTaken({ lastDigits })),
    ).to.deep.equal([true, false, false, false, false]);
  });

  it('have a period that ends after it begins', () => {
    const [early, late] = ['2026-01-31', '2026-02-01T00:00:00Z'];
    expect(read({ from: early, to: late })).to.deep.equal({ from: new Date(early), to: new Date(late) });
    expect(read({ from: early })).to.deep.equal({ from: new Date(early) });
    expect(read({ to: late })).to.deep.equal({ to: new Date(late) });
    expect(fieldOf({ from: early, to: early })).to.equal('query:to');
    expect(fieldOf({ from: late, to: early })).to.equal('query:to');
  });

  for (const [instant, expected] of [
    ['2026-01-31', true],
    ['2026-01-31T10:22Z', true],
    ['2026-01-31T10:22:21Z', true],
    ['2026-01-31T10:22:21.5Z', true],
    ['2026-01-31T10:22:21.123+01:00', true],
    ['2026-01-31T10:22:21.1234Z', false],
    ['2026-01-31T10:22:21', false],
    ['2026-02-30', false],
    ['2026-01-31T25:00Z', false],
    ['31.1.2026', false],
    ['x2026-01-31', false],
    ['2026-01-31x', false],
  ] as const)
    it(`${expected ? 'take' : 'refuse'} the instant ${instant}`, () => {
      expect([isTaken({ from: instant }), isTaken({ to: instant })]).to.deep.equal([expected, expected]);
    });

  it('have an amount in the minor unit or as a decimal, with its currency', () => {
    const money = (amount: string, currencyCode: string): unknown => read({ amount, currencyCode }).amount;
    expect(money('4250', 'USD')).to.deep.equal({ minor: 4250, currency: 'USD' });
    expect(money('42.50', 'USD')).to.deep.equal({ minor: 4250, currency: 'USD' });
    expect(money('14.755', 'KWD')).to.deep.equal({ minor: 14_755, currency: 'KWD' });
    expect(fieldOf({ amount: '42.555', currencyCode: 'USD' })).to.equal('query:amount');
    expect(fieldOf({ currencyCode: 'USD' })).to.equal('query:amount');
    expect(fieldOf({ amount: '4250' })).to.equal('query:currencyCode');
    expect(isTaken({ currencyCode: 'usd' })).to.equal(false);
    for (const [amount, expected] of [
      ['9'.repeat(15), true],
      ['9'.repeat(16), false],
      ['1.2345', true],
      ['1.23456', false],
      ['1.', false],
      ['-1', false],
      ['x1', false],
    ] as const)
      expect(isTaken({ amount }), amount).to.equal(expected);
  });

  it('have pages of 25, or of 1 to 100', () => {
    expect(paymentParameters().parse({}).limit).to.equal(25);
    expect(['0', '1', '100', '101', '1.5', 'x'].map((limit) => isTaken({ limit }))).to.deep.equal([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('go on where a page ended', () => {
    expect(
      ['a'.repeat(200), 'a'.repeat(201), '', 'a b', '<a', 'a>'].map((after) => isTaken({ after })),
    ).to.deep.equal([true, ...[false, false, false, false, false]]);
  });
});
