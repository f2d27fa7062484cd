import { expect } from 'chai';
import { settings } from '../../../../gateway-settings/settings.ts';
import type { SiteId } from '../../../src/domain/ids.ts';
import { settingsReading } from '../../../src/occ/settings/settings-reading.ts';
import { refusal } from '../../builders/refusal.ts';

const read = (values: Readonly<Record<string, unknown>>) =>
  settingsReading(values, 'siteUS' as SiteId, 'storefront');

describe('A setting that is read', () => {
  for (const setting of settings) {
    if (setting.type !== 'booleanType') continue;
    for (const [given, expected] of [
      [true, true],
      ['true', true],
      [false, false],
      ['false', false],
      [undefined, setting.default],
      ['', setting.default],
      ['yes', setting.default],
      [1, setting.default],
    ] as const)
      it(`${setting.id} is ${expected ? 'on' : 'off'} where OCC gives ${JSON.stringify(given)}`, () => {
        expect(read({ [setting.id]: given }).toggle(setting.id)).to.equal(expected);
      });
  }

  it('and that the list does not have is off, empty, and no choice, unless OCC gives a value', () => {
    const own = 'invoiceOnly';
    expect([read({}).toggle(own), read({}).text(own), read({}).choices(own)]).to.deep.equal([false, '', []]);
    expect(read({ [own]: 'true' }).toggle(own)).to.equal(true);
  });

  for (const [given, choices] of [
    ['VISA,MASTERCARD', ['VISA', 'MASTERCARD']],
    [' VISA , ,MASTERCARD,', ['VISA', 'MASTERCARD']],
    [
      ['VISA', 7, 'MASTERCARD'],
      ['VISA', 'MASTERCARD'],
    ],
    ['', []],
    [[], []],
  ] as const)
    it(`of several choices comes as ${JSON.stringify(given)} and is ${choices.join(' and ') || 'none'}`, () => {
      expect(read({ several: given }).choices('several')).to.deep.equal(choices);
    });

  for (const setting of settings) {
    if (setting.type !== 'multiSelectOptionType') continue;
    it(`${setting.id} has its default choices where OCC gives none`, () => {
      expect(read({}).choices(setting.id)).to.deep.equal(setting.default);
    });
  }

  for (const [given, text] of [
    [' a text ', 'a text'],
    [['a choice'], 'a choice'],
    [['one', 'another'], ''],
    [7, ''],
    ['ownsetting', ''],
    ['the plugin’s', 'the plugin’s'],
  ] as const)
    it(`is the text ${JSON.stringify(text)} where OCC gives ${JSON.stringify(given)}`, () => {
      expect(read({ ownSetting: given }).text('ownSetting')).to.equal(text);
    });

  it('and that payments cannot do without is named when it is empty, with site and channel', () => {
    expect(() => read({}).required('ownSetting')).to.throw(
      'Gateway setting ownSetting of site siteUS, channel storefront, is empty',
    );
  });

  for (const [what, ask] of [
    ['empty', (given) => given.required('runEnvironment')],
    ['of no value that it may have', (given) => given.text('runEnvironment')],
    [
      'nonsense',
      (given) => {
        given.parsed('runEnvironment', () => undefined);
      },
    ],
  ] as const satisfies readonly (readonly [string, (given: ReturnType<typeof read>) => unknown])[])
    it(`and is ${what} is told with its name, its site and its channel, never its value`, async () => {
      const value = what === 'empty' ? '' : what === 'nonsense' ? 'apitest.cybersource.com' : 'ftp://x y';
      const problem = await refusal(Promise.resolve().then(() => ask(read({ runEnvironment: value }))));
      expect(problem.code).to.equal('not-configured');
      expect(problem.details).to.deep.equal({
        setting: 'runEnvironment',
        site: 'siteUS',
        channel: 'storefront',
      });
      if (value !== '') expect(problem.message).not.to.include(value);
    });

  it('is what its parts make of it, and is named when they make nothing', () => {
    const parts = read({ ownSetting: '7' });
    expect(parts.parsed('ownSetting', Number)).to.equal(7);
    expect(() => {
      parts.parsed('ownSetting', () => undefined);
    }).to.throw('ownSetting of site siteUS, channel storefront, has a value that makes no sense');
    expect(() => {
      parts.parsed('ownSetting', () => undefined, 'is odd');
    }).to.throw('storefront, is odd');
  });
});
