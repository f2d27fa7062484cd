import { expect } from 'chai';
import fc from 'fast-check';
import { type CurrencyCode, currencyCodes, decimalsOf } from '../../../src/domain/money/currency.ts';
import { type Money, money, toDecimalString } from '../../../src/domain/money/money.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { AmountConvention } from '../../../src/occ/occ-settings.ts';
import { amountDifference } from '../../../src/occ/orders/amount-difference.ts';
import { originIn, statedAmountIn } from '../../../src/occ/orders/order-statements.ts';
import { requireAmount } from '../../../src/occ/webhook/body/occ-amount.ts';

const conventions: readonly AmountConvention[] = ['iso', 'two-digits'];
const group = 'pg1' as never;

/** OCC's order over so much: a number in major units, as JSON has it. */
function orderOver(amount: Money, currencyCode: string = amount.currency): unknown {
  const paymentGroups = [{ id: group, amount: JSON.parse(toDecimalString(amount)) as number, currencyCode }];
  return JSON.parse(JSON.stringify({ paymentGroups })) as unknown;
}

/** OCC's twelve digits of an amount; undefined where the convention cannot write it. */
function written({ minor, currency }: Money, convention: AmountConvention): string | undefined {
  const shift = convention === 'iso' ? 0 : 2 - decimalsOf(currency);
  const digits =
    shift >= 0 ? String(minor) + '0'.repeat(minor === 0 ? 0 : shift) : cut(String(minor), -shift);
  return digits === undefined || digits.length > 12 ? undefined : digits.padStart(12, '0');
}

function cut(digits: string, places: number): string | undefined {
  const padded = digits.padStart(places + 1, '0');
  return /^0+$/.test(padded.slice(-places)) ? padded.slice(0, -places) : undefined;
}

/** What the extension would authorize; undefined where it refuses the digits. */
function read(digits: string, currency: CurrencyCode, convention: AmountConvention): Money | undefined {
  try {
    return requireAmount(digits, currency, convention);
  } catch (error) {
    expect(error).to.be.instanceOf(Problem);
    return undefined;
  }
}

function difference(asked: Money, order: unknown): ReturnType<typeof amountDifference> {
  const stated = statedAmountIn(order, group);
  if (stated === undefined) throw new RangeError('The order states no amount.');
  return amountDifference(asked, stated);
}

describe('an amount beside that of OCC’s order', () => {
  const amounts = fc.oneof(
    fc.integer({ min: 1, max: 9_999_999_999 }),
    fc.integer({ min: 1, max: 99_999 }).map((n) => n * 100),
    fc
      .integer({ min: 1, max: 9 })
      .chain((n) => fc.integer({ min: 0, max: 8 }).map((zeros) => n * 10 ** zeros)),
  );

  for (const currency of currencyCodes)
    it(`passes in ${currency} when it is the same, and never otherwise, however OCC writes and we read amounts`, () => {
      fc.assert(
        fc.property(
          amounts,
          fc.constantFrom(...conventions),
          fc.constantFrom(...conventions),
          (minor, writes, reads) => {
            const ordered = money(minor, currency);
            const digits = written(ordered, writes);
            const asked = digits === undefined ? undefined : read(digits, currency, reads);
            if (asked === undefined) return;
            const found = difference(asked, orderOver(ordered));
            expect(found === undefined).to.equal(asked.minor === minor);
            if (writes === reads) expect(found).to.equal(undefined);
            // Nothing but the convention stands between the two.
            if (found !== undefined)
              expect(found).to.deep.equal({
                stated: `${toDecimalString(ordered)} ${currency}`,
                isPowerOfTen: true,
              });
          },
        ),
        { numRuns: 60 },
      );
    });

  it('differs from every other one, of whatever size', () => {
    fc.assert(
      fc.property(amounts, amounts, fc.constantFrom(...currencyCodes), (asked, ordered, currency) => {
        const found = difference(money(asked, currency), orderOver(money(ordered, currency)));
        expect(found === undefined).to.equal(asked === ordered);
        const [small, large] = asked < ordered ? [asked, ordered] : [ordered, asked];
        const quotient = large / small;
        if (found !== undefined)
          expect(found.isPowerOfTen).to.equal(large % small === 0 && /^10+$/.test(String(quotient)));
      }),
    );
  });

  it('passes beside more decimals than the currency has, below and above them, and no further away', () => {
    const share = { decimal: '33.335', currency: 'USD' };
    const found = (minor: number) => amountDifference(money(minor, 'USD' as CurrencyCode), share);
    for (const beside of [3333, 3334]) expect(found(beside)).to.equal(undefined);
    for (const other of [3332, 3335, 333])
      expect(found(other)).to.deep.equal({ stated: '33.335 USD', isPowerOfTen: false });
  });

  it('does not pass a cent above an amount of whole cents', () => {
    const found = amountDifference(money(3334, 'USD' as CurrencyCode), {
      decimal: '33.330',
      currency: undefined,
    });
    expect(found).to.deep.equal({ stated: '33.33 USD', isPowerOfTen: false });
  });

  it('is another one in another currency, also an unknown one', () => {
    const asked = money(4250, 'USD' as CurrencyCode);
    for (const currency of ['EUR', 'JPY', 'POINTS', 'usd'])
      expect(difference(asked, orderOver(asked, currency))).to.deep.equal({
        stated: `42.5 ${currency}`,
        isPowerOfTen: false,
      });
  });

  it('is looked for in any JSON without a failure', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, amount) => {
        for (const order of [value, { paymentGroups: value }, { paymentGroups: [{ id: group, amount }] }]) {
          const stated = statedAmountIn(order, group);
          if (stated !== undefined) expect(stated.decimal).to.match(/^\d+(\.\d+)?$/);
          expect(['string', 'undefined']).to.include(typeof originIn(order));
        }
      }),
      { numRuns: 300 },
    );
  });
});
