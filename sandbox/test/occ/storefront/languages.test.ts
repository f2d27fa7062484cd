import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { parseInput } from '../../../occ/http/http.ts';
import { OrderInput } from '../../../occ/orders/order-request.ts';
import { createSay } from '../../../occ/storefront/browser/values/translate-sentence.ts';
import { LANGUAGES } from '../../../occ/storefront/languages.ts';
import { readDictionary, translate } from '../../../occ/storefront/translate.ts';
import { toCookie, toVariant } from '../../../occ/storefront/variant.ts';

const occ = path.resolve(import.meta.dirname, '../../../occ');
const sourceOf = (file: string): string => readFileSync(path.join(occ, file), 'utf8');

/** What the shop itself says on the checkout page, its address form included. */
const SHOP = [
  'occ-modules/rest-client',
  'models/address',
  'models/order',
  'models/order-outcome',
  'models/cart',
];
/** What OCC refuses an order, a payment, a coupon or the shopper's token with. */
const OCC = [
  'checkout/place-order',
  'orders/payment-groups',
  'orders/order-store',
  'shop/catalogue',
  'shop/coupons',
  'shop/money',
  'http/tokens',
];

/** The sentences in a source of the shop. */
function sentencesIn(file: string): readonly string[] {
  return [...sourceOf(file).matchAll(/(?<!\w)'([A-Z][^'\n]* [^'\n]*\.)'/g)].map(([, text = '']) => text);
}

/** The refusals in a source of OCC, with `{0}` and `{1}` where names and numbers are filled in. */
function refusalsIn(file: string): readonly string[] {
  return [...sourceOf(file).matchAll(/new OccProblem\(\s*\d+,\s*(['`])(.*?)\1/g)].map(([, , text = '']) => {
    let place = 0;
    return text.replace(/\$\{[^}]*\}/g, () => `{${place++}}`);
  });
}

const checkoutSentences = [
  ...SHOP.flatMap((file) => sentencesIn(`storefront/browser/${file}.ts`)),
  ...sentencesIn('payments/authorize.ts'),
  ...OCC.flatMap((file) => refusalsIn(`${file}.ts`)),
  'Check the shipping address.',
  'Check the billing address.',
  'The request is not valid: {0}.',
  'The sandbox failed; its terminal shows why.',
];

describe('the languages of the shop', () => {
  it('replace whole texts and labels, and nothing else', () => {
    const html = '<button aria-label="Total" title="Total">\n  Place\n order\n</button> <p>Place orders</p>';
    expect(translate(html, { 'Place order': 'Bestellen', Total: 'Summe' })).to.equal(
      '<button aria-label="Summe" title="Total">\n  Bestellen\n</button> <p>Place orders</p>',
    );
  });

  it('all say the same things', async () => {
    const [, ...others] = LANGUAGES;
    const dictionaries = await Promise.all(others.map(readDictionary));
    const keys = dictionaries.map((dictionary) => Object.keys(dictionary).sort());
    for (const [at, language] of others.entries()) expect(keys[at], language).to.deep.equal(keys[0]);
    expect(dictionaries.flatMap((dictionary) => Object.values(dictionary))).not.to.include('');
  });

  it('are read from what the checkout page says about addresses, orders and payments', () => {
    expect(checkoutSentences).to.include.members([
      'Enter a city.',
      'Choose how to pay.',
      'The shop did not answer. Please try again.',
      'Order {0} is {1} already.',
      'There is no such stored card.',
      'The amounts of the payments do not add up to the total of the order.',
      'Your payment could not be confirmed. It may have gone through: check with your bank before you pay again.',
    ]);
    expect(checkoutSentences).to.have.length.above(30);
  });

  for (const language of LANGUAGES.filter((each) => each !== 'en')) {
    it(`have in ${language} every sentence of the checkout page, with the same places to fill in`, async () => {
      const dictionary = await readDictionary(language);
      for (const english of checkoutSentences) {
        const translated = dictionary[english] ?? '';
        expect(translated, english).to.match(/\S/).and.not.to.equal(english);
        expect(placesIn(translated), english).to.deep.equal(placesIn(english));
      }
    });

    it(`say in ${language} what OCC refuses, with its numbers and states`, async () => {
      const say = createSay(await readDictionary(language));
      const said = say('Order o10001 is SUBMITTED already.');
      expect(said)
        .to.include('o10001')
        .and.to.include('SUBMITTED')
        .and.not.to.match(/already|[{}]/);
      let refusal = '';
      try {
        parseInput(OrderInput, { op: 'refund' });
      } catch (problem) {
        refusal = (problem as Error).message;
      }
      expect(say(refusal)).to.include('body:op').and.not.to.equal(refusal);
    });
  }

  it('leave alone what they have no words for, and what is said in the language already', () => {
    const say = createSay({ 'There is no order {0}.': '{0} gibt es nicht.' });
    expect(say('There is no order $1 {0}.')).to.equal('$1 {0} gibt es nicht.');
    for (const other of ['There is no order', 'Ihre Bank hat abgelehnt.', 'constructor', ''])
      expect(say(other)).to.equal(other);
    expect(createSay({})('There is no order o1.')).to.equal('There is no order o1.');
  });

  it('are chosen by address and remembered', () => {
    const chosen = toVariant({ locale: 'pt-BR' }, undefined);
    expect(chosen.locale).to.equal('pt-BR');
    expect(toVariant({}, toCookie(chosen).split(';')[0]).locale).to.equal('pt-BR');
    expect(toVariant({ locale: 'tlh' }, undefined).locale).to.equal('en');
  });
});

function placesIn(text: string): readonly string[] {
  return (text.match(/\{\d\}/g) ?? []).sort();
}

describe('the preview', () => {
  it('lasts until the shop is asked for', () => {
    const preview = toVariant({ preview: '1' }, undefined);
    const cookie = toCookie(preview).split(';')[0];
    expect(toVariant({}, cookie).preview).to.equal(true);
    expect(toVariant({ preview: '0' }, cookie).preview).to.equal(false);
  });
});
