import { expect } from 'chai';
import type { Knockout } from '../../src/knockout/knockout.ts';
import { knockouts } from '../fakes/knockouts.ts';
import { importWithTemplates } from '../fakes/templates.ts';

type Value<T> = (value?: T) => T;

interface Field {
  readonly value: Value<string>;
  readonly focused: Value<boolean>;
}

type Name = 'address1' | 'address2' | 'city' | 'state' | 'postalCode';

/** As `CardChangeForm`, without what a browser is needed for. */
interface Form {
  readonly expiry: Field;
  readonly changesAddress: Value<boolean>;
  readonly address: {
    readonly country: Value<string>;
    readonly fields: Readonly<Record<Name, Field>>;
    readonly errors: Readonly<Record<Name, () => string>>;
    isShown(name: Name): boolean;
    isRequired(name: Name): boolean;
  };
  readonly problem: () => string;
  save(): void;
}

interface Deps {
  readonly ko: Knockout;
  readonly api: { call(path: string, body?: object): Promise<unknown> };
  readonly text: (key: string) => string;
  readonly page: object;
  readonly entry: object;
  readonly done: (isChanged: boolean) => void;
}

const NAMES: readonly Name[] = ['address1', 'address2', 'city', 'state', 'postalCode'];
const ON_FILE = {
  address1: '1 Market Street',
  address2: 'Floor 3',
  city: 'San Francisco',
  state: 'CA',
  postalCode: '94105',
  country: 'US',
};
const ROUTE = '/savedCards/billingAddress?id=usercc1';

for (const [name, ko] of knockouts) {
  describe(`The form for changes of a saved card on ${name}`, () => {
    let createCardEdit: (deps: Deps) => Form;
    let asked: string[];
    let sent: object[];
    let done: boolean[];
    let answer: Promise<unknown>;
    let wrong: readonly string[];

    before(async () => {
      ({ createCardEdit } = await importWithTemplates<{ createCardEdit: (deps: Deps) => Form }>(
        new URL('../../src/account/card-edit.ts', import.meta.url),
      ));
    });
    beforeEach(() => {
      [asked, sent, done, wrong] = [[], [], [], []];
      answer = Promise.resolve({ billingAddress: ON_FILE });
    });

    function open(language = 'de', spoken = [language]): Form {
      return createCardEdit({
        ko,
        api: {
          call: async (path, body) => {
            asked.push(path);
            if (path === ROUTE) return answer;
            if (path === '/address/check') return { wrong };
            expect(path).to.equal('/savedCards/update');
            sent.push(body ?? {});
            return {};
          },
        },
        text: (key) => key,
        page: { document: { documentElement: { lang: language } }, navigator: { languages: spoken } },
        entry: { card: { id: 'usercc1', expiryMonth: '03', expiryYear: '2035' }, label: () => 'Visa' },
        done: (isChanged) => done.push(isChanged),
      });
    }

    /** Until what was asked has been answered. */
    const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
    const shown = ({ address }: Form): object => ({
      ...Object.fromEntries(NAMES.map((each) => [each, address.fields[each].value()])),
      country: address.country(),
    });
    const EMPTY = { address1: '', address2: '', city: '', state: '', postalCode: '' };

    it('asks for the billing address once, when it is opened, and shows it', async () => {
      const form = open();
      expect(shown(form)).to.deep.equal({ ...EMPTY, country: 'DE' });
      await settled();
      expect(asked).to.deep.equal([ROUTE]);
      expect(shown(form)).to.deep.equal(ON_FILE);
      form.changesAddress(true);
      form.address.fields.address1.value('2 Broadway ');
      form.save();
      await settled();
      expect(done).to.deep.equal([true]);
      expect(sent).to.deep.equal([
        {
          id: 'usercc1',
          expiryMonth: '03',
          expiryYear: '2035',
          billingAddress: { ...ON_FILE, address1: '2 Broadway' },
        },
      ]);
    });

    for (const [language, spoken, country] of [
      ['fr-CA', ['en-US'], 'CA'],
      ['fr', ['de-AT', 'en-US'], 'AT'],
      ['', [], 'US'],
      ['', ['en-GB'], 'GB'],
    ] as const)
      it(`begins with ${country} on a page in “${language}” for a shopper who reads ${spoken.join(', ') || 'nothing'}`, () => {
        expect(open(language, [...spoken]).address.country()).to.equal(country);
      });

    it('sends no address that the shopper did not want to change', async () => {
      const form = open();
      await settled();
      form.save();
      await settled();
      expect(sent).to.deep.equal([{ id: 'usercc1', expiryMonth: '03', expiryYear: '2035' }]);
    });

    for (const [what, begin] of [
      ['a street', (form: Form) => form.address.fields.address1.value('9 Elm')],
      ['a country', (form: Form) => form.address.country('FR')],
    ] as const)
      it(`leaves alone what the shopper has begun meanwhile: ${what}`, async () => {
        const form = open();
        begin(form);
        const begun = shown(form);
        await settled();
        expect(shown(form)).to.deep.equal(begun);
      });

    it('stays empty where the address cannot be had, is of another shape, or the vault has none', async () => {
      for (const given of [
        Promise.reject(new Error('502')),
        Promise.resolve(undefined),
        Promise.resolve({ billingAddress: {} }),
        Promise.resolve({ billingAddress: 'nowhere' }),
      ]) {
        answer = given;
        const form = open();
        await settled();
        expect(shown(form)).to.deep.equal({ ...EMPTY, country: 'DE' });
        expect(form.problem()).to.equal('');
      }
    });

    it('keeps the likely country where the vault has one that there is not', async () => {
      answer = Promise.resolve({ billingAddress: { ...ON_FILE, country: 'Narnia' } });
      const form = open();
      await settled();
      expect(form.address.country()).to.equal('DE');
    });

    for (const [country, absent, required] of [
      ['US', [], ['address1', 'city', 'state', 'postalCode']],
      ['DE', ['state'], ['address1', 'city']],
      ['JP', [], ['address1', 'city']],
      ['HK', ['city', 'postalCode'], ['address1']],
      ['QA', ['state', 'postalCode'], ['address1', 'city']],
    ] as const)
      it(`asks in ${country} for ${required.join(', ')}, and not at all for ${absent.join(', ') || 'nothing'}`, async () => {
        const form = open();
        await settled();
        const { address } = form;
        address.country(country);
        expect(NAMES.filter((each) => !address.isShown(each))).to.deep.equal(absent);
        expect(NAMES.filter((each) => address.isRequired(each))).to.deep.equal(required);
        form.changesAddress(true);
        for (const each of NAMES) address.fields[each].value(' ');
        form.save();
        await settled();
        expect(sent).to.deep.equal([]);
        expect(NAMES.filter((each) => address.errors[each]() !== '')).to.deep.equal(required);
        expect(address.fields[required[0]].focused()).to.equal(true);
        for (const each of NAMES) address.fields[each].value('x');
        form.save();
        await settled();
        // What is not asked for is not sent either: it was of another country.
        const [{ billingAddress }] = sent as [{ billingAddress: Record<string, string> }];
        expect(NAMES.filter((each) => billingAddress[each] === '')).to.deep.equal(absent);
      });

    it('marks what does not fit the country, and sends nothing', async () => {
      wrong = ['postalCode'];
      const form = open();
      await settled();
      form.changesAddress(true);
      form.save();
      await settled();
      expect(sent).to.deep.equal([]);
      expect(form.address.errors.postalCode()).to.equal('postalCodeWrong');
      expect(form.address.fields.postalCode.focused()).to.equal(true);
    });
  });
}
