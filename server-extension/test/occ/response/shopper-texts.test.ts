import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { shopperTextIn, type TextName } from '../../../src/occ/response/shopper-texts.ts';

const folder = path.resolve(import.meta.dirname, '../../../locales');
const textsIn = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Record<string, unknown>;
const names = Object.keys(textsIn('en.json')) as TextName[];
const translations = readdirSync(folder).filter((file) => file !== 'en.json');

describe('what a shopper hears about a payment that was refused', () => {
  for (const file of translations) {
    const language = path.basename(file, '.json');
    it(`is said in ${language}, every sentence of it, and in that language only`, () => {
      const texts = textsIn(file);
      expect(Object.keys(texts)).to.deep.equal(names);
      for (const name of names) {
        expect(shopperTextIn(language, name)).to.equal(texts[name]).and.to.match(/\S/);
        expect(texts[name]).not.to.equal((textsIn('en.json')[name] as { shopper: string }).shopper);
      }
    });
  }

  it('is the same whatever of the card was wrong: a card tester learns nothing from it', () => {
    for (const file of ['en.json', ...translations]) {
      const texts = textsIn(file);
      const wrong = [texts['checkCardDetails'], texts['checkSecurityCode'], texts['checkAddress']];
      const heard = wrong.map((text) => (text as { shopper?: string }).shopper ?? text);
      expect(new Set(heard).size, file).to.equal(1);
    }
  });

  it('is in the languages of the widget', () => {
    const widget = path.resolve(folder, '../../widget/extension/widget/cybersourcePayment/locales');
    expect(['en', ...translations.map((file) => path.basename(file, '.json'))]).to.have.members(
      readdirSync(widget),
    );
  });

  it('is found by every spelling of a locale, and by its language where the country has no texts', () => {
    const portuguese = shopperTextIn('pt-BR', 'expiredCard');
    for (const locale of ['pt_BR', 'pt-br', 'pt', 'pt_PT'])
      expect(shopperTextIn(locale, 'expiredCard')).to.equal(portuguese);
    expect(shopperTextIn('zh_CN', 'expiredCard')).to.equal(shopperTextIn('zh-CN', 'expiredCard'));
  });

  it('is left to the English texts for English and for what has no translation', () => {
    for (const locale of ['en', 'en_US', 'sv', '', undefined, null, 'constructor'])
      expect(shopperTextIn(locale, 'expiredCard')).to.equal(undefined);
  });
});
