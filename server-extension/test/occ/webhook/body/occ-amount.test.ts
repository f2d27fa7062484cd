import { expect } from 'chai';
import fc from 'fast-check';
import { currencyCodes, decimalsOf } from '../../../../src/domain/money/currency.ts';
import { toDecimalString } from '../../../../src/domain/money/money.ts';
import { Problem } from '../../../../src/domain/problem.ts';
import { requireAmount } from '../../../../src/occ/webhook/body/occ-amount.ts';

const currency = fc.constantFrom(...currencyCodes);
const minorUnits = fc.integer({ min: 0, max: 999_999_999_999 });

function code(text: string): (typeof currencyCodes)[number] {
  return text as (typeof currencyCodes)[number];
}

describe('twelve digits', () => {
  it('are the minor units of every currency, exactly', () => {
    fc.assert(
      fc.property(currency, minorUnits, (each, minor) => {
        const amount = requireAmount(String(minor).padStart(12, '0'), each, 'iso');
        expect(amount).to.deep.equal({ minor, currency: each });
      }),
      { numRuns: 1_000 },
    );
  });

  it('are hundredths in every currency by the older convention, exactly', () => {
    fc.assert(
      fc.property(currency, fc.integer({ min: 0, max: 99_999_999 }), (each, whole) => {
        const amount = requireAmount(`${whole}00`.padStart(12, '0'), each, 'two-digits');
        expect(Number(toDecimalString(amount))).to.equal(whole);
      }),
      { numRuns: 1_000 },
    );
  });

  for (const [text, expected] of [
    ['JPY', '1000'],
    ['USD', '10.00'],
    ['KWD', '1.000'],
    ['CLF', '0.1000'],
  ] as const) {
    it(`read 000000001000 as ${expected} ${text}`, () => {
      expect(toDecimalString(requireAmount('000000001000', code(text), 'iso'))).to.equal(expected);
    });
  }

  for (const [text, expected] of [
    ['JPY', '10'],
    ['USD', '10.00'],
    ['KWD', '10.000'],
    ['CLF', '10.0000'],
  ] as const) {
    it(`read 000000001000 as ${expected} ${text} by the older convention`, () => {
      expect(toDecimalString(requireAmount('000000001000', code(text), 'two-digits'))).to.equal(expected);
    });
  }

  it('are refused when the currency has no such decimals', () => {
    expect(decimalsOf(code('JPY'))).to.equal(0);
    expect(() => requireAmount('000000001050', code('JPY'), 'two-digits')).to.throw(
      Problem,
      /amountConvention/,
    );
  });

  for (const wrong of [
    '',
    '1000',
    '00000000100a',
    '0000000010000',
    '+00000001000',
    '0000001000.0',
    '٠٠٠٠٠٠٠٠١٠٠٠',
  ]) {
    it(`are refused when they are ${JSON.stringify(wrong)}`, () => {
      expect(() => requireAmount(wrong, code('USD'), 'iso')).to.throw(Problem, /twelve digits/);
    });
  }
});
