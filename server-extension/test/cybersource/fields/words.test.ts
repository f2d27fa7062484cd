import { expect } from 'chai';
import type { FieldGrammar, FieldGrammars, ListOf } from '../../../src/cybersource/fields/grammar.ts';
import { paymentFields } from '../../../src/cybersource/fields/payment-fields.ts';

/** The words of each field that takes a few only (CyberSource: REST API specification). */
const WORDS: Readonly<Record<string, string>> = {
  'processingInformation.commerceIndicator': 'internet moto recurring',
  'processingInformation.purchaseLevel': '3',
  'processingInformation.actionList[]':
    'CONSUMER_AUTHENTICATION DECISION_SKIP TOKEN_CREATE VALIDATE_CONSUMER_AUTHENTICATION',
  'processingInformation.actionTokenTypes[]':
    'customer instrumentIdentifier paymentInstrument shippingAddress',
  'processingInformation.authorizationOptions.initiator.type': 'customer merchant',
  'paymentInformation.card.typeSelectionIndicator': '0 1',
  'orderInformation.amountDetails.nationalTaxIncluded': '0 1',
  'orderInformation.amountDetails.taxAppliedAfterDiscount': '0 1 2',
  'orderInformation.amountDetails.taxAppliedLevel': '0 1 2 3 4',
  'orderInformation.amountDetails.taxTypeCode': '056 TX',
  'orderInformation.amountDetails.taxDetails[].type': 'alternate green local national other vat',
  'orderInformation.lineItems[].taxDetails[].type': 'alternate green local national other vat',
  'orderInformation.lineItems[].taxStatusIndicator': '0 1 2',
  'orderInformation.lineItems[].typeOfSupply': '00 01',
  'consumerAuthenticationInformation.deviceChannel': '3RI Browser SDK',
  'consumerAuthenticationInformation.acsWindowSize': '01 02 03 04 05',
  'consumerAuthenticationInformation.challengeCode': '01 02 03 04 05 06 07 08 09',
  'riskInformation.buyerHistory.customerAccount.creationHistory': 'EXISTING_ACCOUNT GUEST NEW_ACCOUNT',
};

/** Every word that occurs in one of them, and some that occur in none. */
const EVERY = [
  ...new Set([
    ...Object.values(WORDS).flatMap((words) => words.split(' ')),
    ...Array.from({ length: 11 }, (_, nth) => String(nth)),
    ...Array.from({ length: 11 }, (_, nth) => String(nth).padStart(2, '0')),
    '055',
    'XT',
    'INTERNET',
    'browser',
    'Customer',
    'federal',
    'x',
    '',
    ' ',
  ]),
];

/** Each field that is no section, with its path; an entry of a list is `[]`. */
function fieldsOf(
  row: FieldGrammar | FieldGrammars | ListOf,
  path: string,
): readonly [string, FieldGrammar][] {
  if (typeof row === 'function') return [[path, row]];
  if (typeof row.most === 'number') return fieldsOf((row as ListOf).each, `${path}[]`);
  return Object.entries(row as FieldGrammars).flatMap(([name, each]) =>
    fieldsOf(each, path === '' ? name : `${path}.${name}`),
  );
}

describe('A field that takes a few words', () => {
  const grammars = new Map(fieldsOf(paymentFields, ''));

  for (const [path, words] of Object.entries(WORDS))
    it(`${path} takes ${words}, and nothing else`, () => {
      const grammar = grammars.get(path) ?? expect.fail(path);
      expect(EVERY.filter((word) => grammar(word, {}) !== undefined).sort()).to.deep.equal(words.split(' '));
    });
});

describe('A field that takes a whole number', () => {
  const grammars = new Map(fieldsOf(paymentFields, ''));

  for (const [path, least, most] of [
    ['orderInformation.lineItems[].quantity', 0, 999_999_999],
    ['processingInformation.captureOptions.captureSequenceNumber', 1, 99],
    ['processingInformation.captureOptions.totalCaptureCount', 1, 99],
    ['riskInformation.buyerHistory.accountPurchases', 0, 999_999],
  ] as const)
    it(`${path} takes ${least} to ${most}`, () => {
      const grammar = grammars.get(path) ?? expect.fail(path);
      const numbers = [least - 1, least, least + 0.5, most, most + 1, Number.NaN];
      expect(numbers.filter((number) => grammar(number, {}) !== undefined)).to.deep.equal([least, most]);
    });
});

describe('A field with a form of its own', () => {
  const grammars = new Map(fieldsOf(paymentFields, ''));

  for (const [path, taken, refused] of [
    ['orderInformation.lineItems[].discountRate', '5 05 12.5 99.99', '100 5.555 .5 5. 5x x5'],
    ['orderInformation.lineItems[].taxRate', '0 0.07 0.12345', '1 0.123456 .07 0. 0.07x x0.07'],
    ['orderInformation.lineItems[].commodityCode', 'aZ9 012345678901234', '0123456789012345 a-b é'],
    [
      'orderInformation.shippingDetails.shipFromPostalCode',
      '12345 123456789 12345-6789',
      '1234 1234567890 12345-678 x12345 12345x A1B2C3',
    ],
    ['deviceInformation.httpBrowserTimeDifference', '0 -60 1440 -1440', '12345 --60 60x x60 - 6.5'],
    ['merchantDefinedInformation[].key', '1 9 10 99 100', '101 1000 01 x 1x x1'],
    ['paymentInformation.card.type', '001 042', '01 0011 a01 01a'],
    ['consumerAuthenticationInformation.acsWindowSize', '01 05', '00 06 1 011 x01'],
  ] as const)
    it(`${path} takes ${taken}, and not ${refused}`, () => {
      const grammar = grammars.get(path) ?? expect.fail(path);
      for (const text of taken.split(' ')) expect(grammar(text, {}), text).to.equal(text);
      for (const text of refused.split(' ')) expect(grammar(text, {}), text).to.equal(undefined);
    });

  it('the post code of Canada has its blank', () => {
    const grammar = grammars.get('orderInformation.shippingDetails.shipFromPostalCode') ?? expect.fail();
    for (const text of ['A1B 2C3', 'a1b 2c3']) expect(grammar(text, {})).to.equal(text);
    for (const text of ['A1B  2C3', 'A1B 2C33', '1A1B 2C3']) expect(grammar(text, {})).to.equal(undefined);
  });

  it('the tax type of Canada ends with a blank, however it was written', () => {
    const grammar = grammars.get('orderInformation.amountDetails.taxTypeCode') ?? expect.fail();
    expect(['TX', ' TX ', '056', ' 056'].map((text) => grammar(text, {}))).to.deep.equal([
      'TX ',
      'TX ',
      '056',
      '056',
    ]);
  });
});
