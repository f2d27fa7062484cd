import { expect } from 'chai';
import { knockouts } from '../fakes/knockouts.ts';
import { componentRegister } from '../fakes/components.ts';
import { importWithTemplates } from '../fakes/templates.ts';

type Value<T> = (value?: T) => T;

interface Entry {
  readonly card: { readonly id: string; readonly expiryMonth: string; readonly expiryYear: string };
  readonly label: () => string;
}

/** As `CardForms`, without what a browser is needed for. */
interface Forms {
  readonly newCard: () => { cancel(): void; nickname: Value<string> } | undefined;
  readonly edit: () => { readonly entry: Entry; readonly form: { cancel(): void; save(): void } } | undefined;
  readonly success: () => string;
  readonly problem: () => string;
  readonly addFocused: () => boolean;
  addCard(): void;
  actionsOf(entry: Entry): Entry & { readonly editFocused: boolean; edit(): void };
  closeForms(): void;
}

const { createCardForms } = await importWithTemplates<{ readonly createCardForms: (deps: object) => Forms }>(
  new URL('../../src/account/card-forms.ts', import.meta.url),
);
/** What the page loads with the first form. */
await importWithTemplates(new URL('../../src/entries/cybersource-account-cards.ts', import.meta.url));

const [[, ko] = expect.fail()] = knockouts;
const settle = async (): Promise<void> => {
  for (let nth = 0; nth < 10; nth += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('The forms of the account page', () => {
  let register: ReturnType<typeof componentRegister>;
  let forms: Forms;
  let loads: number;
  let whileLoading: () => void;
  let isRegistrable: boolean;
  const entries = ko.observable<readonly Entry[]>([]);
  const entry: Entry = { card: { id: 'c1', expiryMonth: '03', expiryYear: '2035' }, label: () => 'Visa' };

  beforeEach(() => {
    register = componentRegister(ko);
    [loads, isRegistrable] = [0, true];
    whileLoading = () => undefined;
    forms = createCardForms({
      ko: new Proxy(register.ko, {
        get: (target, name) => {
          if (name === 'components' && !isRegistrable) throw new Error('not now');
          return Reflect.get(target, name) as unknown;
        },
      }),
      api: { offer: async () => ({ methods: [] }), call: async () => ({}) },
      text: (key: string) => `<${key}>`,
      page: {
        location: { origin: 'https://shop.example' },
        document: { documentElement: { lang: 'en' } },
        navigator: { languages: ['en-US'] },
      },
      loadScript: async () => undefined,
      schedule: () => () => undefined,
      cards: {
        entries,
        load: async () => {
          loads += 1;
          entries([]);
          whileLoading();
        },
      },
    });
  });

  async function added(): Promise<NonNullable<ReturnType<Forms['newCard']>>> {
    forms.addCard();
    await settle();
    return forms.newCard() ?? expect.fail('no form');
  }
  async function edited(): Promise<NonNullable<ReturnType<Forms['edit']>>> {
    forms.actionsOf(entry).edit();
    await settle();
    return forms.edit() ?? expect.fail('no form');
  }

  it('are closed at first, with nothing to say', () => {
    expect([
      forms.newCard(),
      forms.edit(),
      forms.success(),
      forms.problem(),
      forms.addFocused(),
    ]).to.deep.equal([undefined, undefined, '', '', false]);
    expect(forms.actionsOf(entry)).to.include({ card: entry.card, label: entry.label, editFocused: false });
  });

  it('are loaded with the first one, with the components that they are drawn with', async () => {
    await added();
    expect([...register.registered.keys()]).to.include.members([
      'cyb-new-card',
      'cyb-card-edit',
      'cyb-address',
    ]);
    expect(register.registered.get('cyb-card-edit')?.template).to.include('expiry');
  });

  it('are one at most: the one that opens closes the other', async () => {
    await added();
    const { entry: shown } = await edited();
    expect([forms.newCard(), shown]).to.deep.equal([undefined, entry]);
    await added();
    expect(forms.edit()).to.equal(undefined);
  });

  it('for a new card gives the focus back to its button when the shopper changes their mind', async () => {
    (await added()).cancel();
    expect([forms.newCard(), forms.addFocused(), forms.success(), loads]).to.deep.equal([
      undefined,
      true,
      '',
      0,
    ]);
    await added();
    expect(forms.addFocused(), 'the next form has the focus itself').to.equal(false);
  });

  it('for changes gives the focus back to the button of its card, once, and reads nothing when given up', async () => {
    (await edited()).form.cancel();
    expect([forms.edit(), forms.success(), loads]).to.deep.equal([undefined, '', 0]);
    expect(forms.actionsOf({ ...entry, card: { ...entry.card, id: 'c2' } }).editFocused).to.equal(false);
    expect(forms.actionsOf(entry).editFocused).to.equal(true);
    expect(forms.actionsOf(entry).editFocused).to.equal(false);
  });

  it('for changes reads the cards anew when one has changed, says so, and closes', async () => {
    (await edited()).form.save();
    await settle();
    expect([loads, forms.success(), forms.edit()]).to.deep.equal([1, '<cardChanged>', undefined]);
    expect(forms.actionsOf(entry).editFocused).to.equal(true);
  });

  it('say what has been done until the next thing is done with a card', async () => {
    (await edited()).form.save();
    await settle();
    entries([entry]);
    expect(forms.success()).to.equal('');
  });

  it('say nothing on a page that has gone while the cards were read', async () => {
    const { form } = await edited();
    whileLoading = () => {
      forms.closeForms();
    };
    form.save();
    await settle();
    expect([loads, forms.success()]).to.deep.equal([1, '']);
  });

  it('close with the page: news, focus and forms that are still being loaded are forgotten', async () => {
    (await edited()).form.cancel();
    forms.closeForms();
    expect(forms.actionsOf(entry).editFocused).to.equal(false);
    (await added()).cancel();
    forms.closeForms();
    expect(forms.addFocused()).to.equal(false);
    forms.addCard();
    forms.closeForms();
    await settle();
    expect([forms.newCard(), forms.problem()]).to.deep.equal([undefined, '']);
  });

  it('of which one is cancelled by the page that goes does not take the focus', async () => {
    await added();
    forms.closeForms();
    expect([forms.newCard(), forms.addFocused()]).to.deep.equal([undefined, false]);
  });

  it('say that they cannot be opened where that is so, and try again the next time', async () => {
    isRegistrable = false;
    forms.addCard();
    await settle();
    expect([forms.newCard(), forms.problem()]).to.deep.equal([undefined, '<unavailable>']);
    isRegistrable = true;
    await added();
    expect(forms.problem()).to.equal('');
    isRegistrable = false;
    forms.addCard();
    forms.closeForms();
    await settle();
    expect(forms.problem(), 'the page has gone').to.equal('');
  });
});
