import { expect } from 'chai';
import { countriesIn, likelyCountry } from '../../src/account/countries.ts';

describe('Countries of a billing address', () => {
  it('are named in the shopper’s language and stand in its order', () => {
    const german = countriesIn('de');
    expect(german.find(({ code }) => code === 'DE')).to.deep.equal({ code: 'DE', name: 'Deutschland' });
    const names = german.map(({ name }) => name);
    expect(names).to.deep.equal([...names].sort(new Intl.Collator('de').compare));
    expect(countriesIn('ja').find(({ code }) => code === 'JP')).to.have.property('name', '日本');
  });

  it('are shown by their codes where the browser has no names for them', () => {
    expect(countriesIn('not a language')[0]).to.deep.equal({ code: 'AD', name: 'AD' });
  });

  it('are the 249 of ISO 3166-1, each once, but for three where nobody has an address', () => {
    const codes = countriesIn('en').map(({ code }) => code);
    expect(codes).to.have.length(246);
    expect(new Set(codes).size).to.equal(246);
    for (const empty of ['AQ', 'BV', 'HM']) expect(codes).not.to.include(empty);
    for (const code of codes) expect(code).to.match(/^[A-Z]{2}$/);
  });

  for (const [languages, country] of [
    [['pt-BR', 'en-US'], 'BR'],
    [['en', 'en-GB', 'fr-CA'], 'GB'],
    [['zh-Hans-CN'], 'CN'],
    [['de', 'en'], 'DE'],
    [['ja'], 'JP'],
    [['not a language'], 'US'],
    [['zxx'], 'US'],
    [['en-USA'], 'US'],
    [['fr', 'de'], 'FR'],
    [[], 'US'],
  ] as const)
    it(`begin with ${country} for ${languages.join(', ') || 'no language'}`, () => {
      expect(likelyCountry(languages)).to.equal(country);
    });
});
