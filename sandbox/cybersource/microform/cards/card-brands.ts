/**
 * Brands of cards and how their numbers look. Shared by the card frames, which say while one types what a card
 * could become, and the token endpoint, which decides. Plain ES2017: this file also runs in the browser.
 */

import type { BrandRule, MicroformBrand } from './brand-rule.ts';
import { CO_BADGED_RULES, NATIONAL_RULES } from './national-card-brands.ts';

/** A brand that the digits typed so far fit, and how far they got. */
export interface CardMatch extends MicroformBrand {
  readonly valid: boolean;
  readonly couldBeValid: boolean;
}

const IN_FOURS = [4, 8, 12];
const FOUR_SIX_REST = [4, 10];

/**
 * The international brands, which leading digits tell apart. CyberSource's library lists a small part of 6011 as
 * Maestro; CyberSource's and Discover's own test numbers lie there, so all of 6011 is Discover here. The ranges of
 * Discover and UnionPay, and those of Maestro and UnionPay, overlap in the real world too.
 */
const INTERNATIONAL_RULES: readonly BrandRule[] = [
  {
    brand: {
      name: 'visa',
      brandedName: 'Visa',
      cybsCardType: '001',
      spaces: IN_FOURS,
      lengths: [13, 14, 15, 16, 17, 18, 19],
      securityCode: { name: 'CVV', length: 3 },
      luhn: true,
    },
    network: 'VISA',
    prefixes: [one('4')],
  },
  {
    brand: {
      name: 'mastercard',
      brandedName: 'MasterCard',
      cybsCardType: '002',
      spaces: IN_FOURS,
      lengths: [16],
      securityCode: { name: 'CVC', length: 3 },
      luhn: true,
    },
    network: 'MASTERCARD',
    prefixes: [
      ['51', '55'],
      ['2221', '2720'],
    ],
  },
  {
    brand: {
      name: 'amex',
      brandedName: 'American Express',
      cybsCardType: '003',
      spaces: FOUR_SIX_REST,
      lengths: [15],
      securityCode: { name: 'CID', length: 4 },
      luhn: true,
    },
    network: 'AMEX',
    prefixes: [one('34'), one('37')],
  },
  {
    brand: {
      name: 'discover',
      brandedName: 'Discover',
      cybsCardType: '004',
      spaces: IN_FOURS,
      lengths: [16, 17, 18, 19],
      securityCode: { name: 'CID', length: 3 },
      luhn: true,
    },
    network: 'DISCOVER',
    prefixes: [one('6011'), ['622126', '622925'], ['644', '659'], ['810000', '817199']],
  },
  {
    brand: {
      name: 'dinersclub',
      brandedName: 'Diners Club',
      cybsCardType: '005',
      spaces: FOUR_SIX_REST,
      lengths: [14, 15, 16, 17, 18, 19],
      securityCode: { name: 'CVV', length: 3 },
      luhn: true,
    },
    network: 'DINERSCLUB',
    prefixes: [['300', '305'], one('3095'), one('36'), ['38', '39']],
  },
  {
    brand: {
      name: 'jcb',
      brandedName: 'JCB',
      cybsCardType: '007',
      spaces: IN_FOURS,
      lengths: [16, 17, 18, 19],
      securityCode: { name: 'CVV', length: 3 },
      luhn: true,
    },
    network: 'JCB',
    // 3337 and 3338 are where the JCB test cards for payer authentication live.
    prefixes: [
      ['3528', '3589'],
      ['3337', '3338'],
    ],
  },
  {
    brand: {
      name: 'cup',
      brandedName: 'China UnionPay',
      cybsCardType: '062',
      spaces: IN_FOURS,
      lengths: [16, 17, 18, 19],
      securityCode: { name: 'CVN2', length: 3 },
      luhn: true,
    },
    network: 'CUP',
    prefixes: [one('62'), ['810000', '817199']],
  },
  {
    brand: {
      name: 'maestro',
      brandedName: 'Maestro',
      cybsCardType: '042',
      spaces: IN_FOURS,
      lengths: [12, 13, 14, 15, 16, 17, 18, 19],
      securityCode: { name: 'CVC', length: 3 },
      luhn: true,
    },
    network: 'MAESTRO',
    prefixes: [
      one('50'),
      ['5600', '6010'],
      ['601200', '622125'],
      ['622926', '623999'],
      ['6270', '6281'],
      ['6289', '6439'],
      ['66', '69'],
    ],
  },
];

/** All brands that leading digits tell apart: national ones first, whose ranges lie within those of international ones. */
export const BRAND_RULES: readonly BrandRule[] = [...NATIONAL_RULES, ...INTERNATIONAL_RULES];

/** The networks that any capture context detects, asked for or not; a national one is only found where it is allowed. */
export const INTERNATIONAL_NETWORKS: readonly string[] = INTERNATIONAL_RULES.map(({ network }) => network);

/** CyberSource's card type code of the international brand that a number's first digits belong to. */
export function internationalTypeOf(number: string): string | undefined {
  return INTERNATIONAL_RULES.find(({ prefixes }) => prefixes.some((prefix) => startsWithin(prefix, number)))
    ?.brand.cybsCardType;
}

/** Longest card number there is. */
export const MOST_DIGITS = 19;

/**
 * The brands among `networks` that these digits, complete or not, belong to. A network without digits of its own
 * (Cartes Bancaires on a Visa card) is found where it is the only one of `networks` that the number can be.
 */
export function matchCards(digits: string, networks: readonly string[]): CardMatch[] {
  const own = BRAND_RULES.filter((rule) => networks.includes(rule.network) && mayBe(rule, digits));
  const rules =
    own.length > 0
      ? own
      : CO_BADGED_RULES.filter((rule) => networks.includes(rule.network) && mayBe(rule, digits));
  return rules.map(({ brand }) => {
    const valid = brand.lengths.includes(digits.length) && (!brand.luhn || passesLuhn(digits));
    return { ...brand, valid, couldBeValid: valid || digits.length < Math.max(...brand.lengths) };
  });
}

function mayBe({ brand, prefixes }: BrandRule, digits: string): boolean {
  return (
    digits.length <= Math.max(...brand.lengths) && prefixes.some((prefix) => startsWithin(prefix, digits))
  );
}

/** The check digit rule of ISO/IEC 7812 on a string of digits. */
export function passesLuhn(digits: string): boolean {
  const sum = Array.from(digits, Number)
    .reverse()
    .reduce((total, digit, position) => {
      const weighted = digit * (position % 2 === 0 ? 1 : 2);
      return total + (weighted > 9 ? weighted - 9 : weighted);
    }, 0);
  return digits !== '' && sum % 10 === 0;
}

function one(prefix: string): readonly [string, string] {
  return [prefix, prefix];
}

/** Whether the digits lie in the range as far as both are written. */
function startsWithin([from, to]: readonly [string, string], digits: string): boolean {
  const length = Math.min(from.length, digits.length);
  const start = digits.slice(0, length);
  return length > 0 && from.slice(0, length) <= start && start <= to.slice(0, length);
}
