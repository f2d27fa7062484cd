import { expect } from 'chai';
import { LANGUAGES } from '../../../occ/storefront/languages.ts';
import { readDictionary, translate } from '../../../occ/storefront/translate.ts';
import { toCookie, toVariant } from '../../../occ/storefront/variant.ts';

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

  it('are chosen by address and remembered', () => {
    const chosen = toVariant({ locale: 'pt-BR' }, undefined);
    expect(chosen.locale).to.equal('pt-BR');
    expect(toVariant({}, toCookie(chosen).split(';')[0]).locale).to.equal('pt-BR');
    expect(toVariant({ locale: 'tlh' }, undefined).locale).to.equal('en');
  });
});

describe('the preview', () => {
  it('lasts until the shop is asked for', () => {
    const preview = toVariant({ preview: '1' }, undefined);
    const cookie = toCookie(preview).split(';')[0];
    expect(toVariant({}, cookie).preview).to.equal(true);
    expect(toVariant({ preview: '0' }, cookie).preview).to.equal(false);
  });
});
