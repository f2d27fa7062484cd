import { expect } from 'chai';
import { knockouts } from '../fakes/knockouts.ts';
import { componentRegister } from '../fakes/components.ts';
import { fakeFlex, type FakeFlex } from '../fakes/flex.ts';
import { importWithTemplates } from '../fakes/templates.ts';
import { aCaptureContext, aTransientToken } from '../fakes/tokens.ts';

type Value<T> = (value?: T) => T;

interface Field {
  readonly value: Value<string>;
  readonly focused: Value<boolean>;
}

/** As `NewCard`, without what a browser is needed for. */
interface Form {
  readonly option: {
    readonly expiry: Field;
    readonly name: Field;
    readonly canSave: () => boolean;
    readonly fields: {
      place(name: string, element: object): () => void;
      watch(listener: (state: { readonly phase: string }) => void): void;
    };
  };
  readonly address: { readonly fields: Readonly<Record<string, Field>>; readonly country: Value<string> };
  readonly nickname: Value<string>;
  readonly isDefault: Value<boolean>;
  readonly busy: () => boolean;
  readonly alert: () => string;
  readonly alertFocused: () => boolean;
  readonly dialog: () => unknown;
  save(): void;
  cancel(): void;
}

const { createNewCard, registerNewCard } = await importWithTemplates<{
  readonly createNewCard: (deps: object) => Form;
  readonly registerNewCard: (ko: object) => void;
}>(new URL('../../src/account/new-card.ts', import.meta.url));

const [[, ko] = expect.fail()] = knockouts;
const settle = async (): Promise<void> => {
  for (let nth = 0; nth < 20; nth += 1) await new Promise((resolve) => setImmediate(resolve));
};
const HOST = {};
const FILLED = { empty: false, valid: true, card: [{ brandedName: 'Visa', securityCode: { length: 3 } }] };
const STEP_UP = {
  outcome: 'challenge',
  properties: { stepUpUrl: 'https://issuer.example/', accessToken: 'eyJ' },
};

describe('The form for a new card on the account page', () => {
  let flex: FakeFlex;
  let answers: (object | Error)[];
  let sent: Record<string, unknown>[];
  let setUps: object[];
  let wrong: readonly string[];
  let done: boolean[];
  let isAsked: boolean | 'unknown';
  let dialogs: { readonly confirmed: object[]; cancelled: number }[];
  let phases: string[];

  beforeEach(() => {
    flex = fakeFlex();
    flex.token = aTransientToken();
    [answers, sent, setUps, wrong, done, dialogs, phases] = [[{ outcome: 'saved' }], [], [], [], [], [], []];
    isAsked = false;
  });
  afterEach(() => {
    flex.remove();
  });

  const api = {
    offer: async () => {
      if (isAsked === 'unknown') throw new Error('503');
      return {
        methods: [
          { type: 'googlepay', config: {} },
          { type: 'card', config: { payerAuthEnabled: isAsked } },
        ],
      };
    },
    captureContext: async () => ({
      captureContext: aCaptureContext({}, 4_000_000_000),
      cipher: { encrypted: 'e', iv: 'i' },
    }),
    setUpAuthentication: async (subject: object) => {
      setUps.push(subject);
      return { accessToken: 'a', referenceId: 'r', deviceDataCollectionUrl: 'unsafe', browser: undefined };
    },
    call: async (path: string, body: Record<string, unknown>) => {
      if (path === '/address/check') return { wrong };
      expect(path).to.equal('/savedCards/add');
      sent.push(body);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };

  function page(): object {
    const frame = { remove: () => undefined, contentWindow: null };
    return {
      location: { origin: 'https://shop.example', href: 'https://shop.example/profile' },
      document: {
        documentElement: { lang: 'en' },
        createElement: () => frame,
        body: { append: () => undefined },
      },
      navigator: { languages: ['en-US'], language: 'en-US', userAgent: 'test' },
      screen: { width: 1280, height: 800, colorDepth: 24 },
      getComputedStyle: () => ({ getPropertyValue: () => '' }),
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    };
  }

  async function opened(): Promise<Form> {
    const form = createNewCard({
      ko,
      api,
      page: page(),
      text: (key: string) => `<${key}>`,
      loadScript: async () => {
        flex.install();
      },
      schedule: (callback: () => void, ms: number) => {
        if (ms <= 10_000) setImmediate(callback);
        return () => undefined;
      },
      loadChallenge: async () => ({
        openChallengeDialog: () => {
          const dialog = { confirmed: [] as object[], cancelled: 0 };
          dialogs.push(dialog);
          return {
            confirm: async (stepUp: object) => {
              dialog.confirmed.push(stepUp);
              return `transaction-${dialog.confirmed.length}`;
            },
            cancel: () => (dialog.cancelled += 1),
          };
        },
      }),
      done: (isSaved: boolean) => done.push(isSaved),
    });
    form.option.fields.watch(({ phase }) => phases.push(phase));
    form.option.fields.place('number', HOST);
    form.option.fields.place('securityCode', HOST);
    await settle();
    for (const field of Object.values(flex.fields)) field.emit('load');
    await settle();
    return form;
  }

  function fillCard({ option }: Form): void {
    for (const field of Object.values(flex.fields)) field.emit('change', FILLED);
    option.expiry.value('03 / 35');
    option.name.value('Ada King Lovelace');
  }
  function fillAddress({ address }: Form): void {
    for (const [name, value] of Object.entries({
      address1: '1 Market Street',
      city: 'San Francisco',
      state: 'CA',
      postalCode: '94105',
    }))
      address.fields[name]?.value(value);
  }
  async function saved(change: (form: Form) => void = () => undefined): Promise<Form> {
    const form = await opened();
    fillCard(form);
    fillAddress(form);
    change(form);
    form.save();
    await settle();
    return form;
  }

  it('opens its fields at once, and asks for no keeping of what is kept anyway', async () => {
    const form = await opened();
    expect(phases).to.include('open');
    expect(form.option.canSave()).to.equal(false);
    expect([form.nickname(), form.isDefault(), form.busy(), form.alert(), form.alertFocused()]).to.deep.equal(
      ['', false, false, '', false],
    );
    expect(form.dialog()).to.equal(undefined);
    expect(flex.created[1]?.[1]).to.include({ maxLength: 4 });
  });

  it('saves the card with its address, name and wishes, and closes', async () => {
    const form = await saved(({ nickname, isDefault }) => {
      nickname('  Travel ');
      isDefault(true);
    });
    expect(sent).to.have.length(1);
    expect(sent[0]).to.deep.include({
      type: 'visa',
      maskedNumber: 'XXXXXXXXXXXX1111',
      nameOnCard: 'Ada King Lovelace',
      expiryMonth: '03',
      expiryYear: '2035',
      nickname: 'Travel',
      isDefault: true,
    });
    expect(sent[0]?.['billingAddress']).to.deep.equal({
      firstName: 'Ada',
      lastName: 'King Lovelace',
      address1: '1 Market Street',
      address2: '',
      city: 'San Francisco',
      state: 'CA',
      postalCode: '94105',
      country: 'US',
    });
    expect(done).to.deep.equal([true]);
    expect(phases.at(-1)).to.equal('closed');
    expect([form.busy(), form.alert()]).to.deep.equal([false, '']);
    expect(setUps).to.deep.equal([]);
  });

  it('sends nothing while the card is incomplete, and begins with its first field', async () => {
    const form = await opened();
    fillAddress(form);
    form.save();
    await settle();
    expect([form.alert(), form.busy(), sent, done]).to.deep.equal(['<checkFields>', false, [], []]);
    expect(flex.fields.number.log).to.include('focus');
    expect(form.address.fields['address1']?.focused()).to.equal(false);
  });

  it('sends nothing while the address is incomplete, and goes to what is missing', async () => {
    const form = await opened();
    fillCard(form);
    form.save();
    await settle();
    expect([form.alert(), sent]).to.deep.equal(['<checkFields>', []]);
    expect(form.address.fields['address1']?.focused()).to.equal(true);
    expect(flex.fields.number.log).not.to.include('focus');
  });

  it('sends nothing where the address does not fit the country, and can be tried again', async () => {
    wrong = ['postalCode'];
    const form = await saved();
    expect([sent, form.busy(), done]).to.deep.equal([[], false, []]);
    wrong = [];
    form.save();
    await settle();
    expect(done).to.deep.equal([true]);
  });

  it('saves once, however often the shopper clicks', async () => {
    await saved((form) => {
      form.save();
      expect(form.busy()).to.equal(true);
      form.save();
    });
    expect(sent).to.have.length(1);
  });

  for (const [what, answer, said] of [
    [
      'the shop’s own sentence when the card is declined',
      { outcome: 'declined', message: 'Call us.' },
      'Call us.',
    ],
    ['that it was declined where the shop has no sentence', { outcome: 'declined' }, '<declined>'],
    ['that it is not known where no answer came', new Error('network'), '<noAnswer>'],
    [
      'that it was not added where the shop is at fault',
      Object.assign(new Error('502'), { name: 'ShopFault' }),
      '<notAdded>',
    ],
  ] as const)
    it(`says ${what}, with the focus on it`, async () => {
      answers = [answer];
      const form = await saved();
      expect([form.alert(), form.alertFocused(), form.busy(), done]).to.deep.equal([said, true, false, []]);
      answers = [{ outcome: 'saved' }];
      form.save();
      expect(form.alert(), 'another try is another message').to.equal('');
      await settle();
      expect(done).to.deep.equal([true]);
    });

  it('says that it was not added where the token cannot be read', async () => {
    flex.token = 'no token';
    const form = await saved();
    expect([form.alert(), sent]).to.deep.equal(['<notAdded>', []]);
  });

  for (const asked of [true, 'unknown'] as const)
    it(`has the card authenticated where the site’s wish is ${String(asked)}`, async () => {
      isAsked = asked;
      await saved();
      expect(setUps).to.deep.equal([{ transientToken: 'TOKEN1' }]);
      expect(sent[0]?.['customProperties']).to.include({
        referenceId: 'r',
        returnUrl: 'https://shop.example/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl',
        deviceChannel: 'Browser',
      });
    });

  it('shows the issuer’s page, in one dialog however often it asks, and sends its word', async () => {
    isAsked = true;
    answers = [STEP_UP, STEP_UP, { outcome: 'saved' }];
    const form = await saved();
    expect(dialogs).to.have.length(1);
    expect(dialogs[0]?.confirmed).to.have.length(2);
    expect(form.dialog()).not.to.equal(undefined);
    expect(sent[2]?.['customProperties']).to.include({ authenticationTransactionId: 'transaction-2' });
    form.cancel();
    expect(dialogs[0]?.cancelled).to.equal(1);
  });

  it('is given up with its fields and without a card', async () => {
    const form = await opened();
    form.cancel();
    expect(done).to.deep.equal([false]);
    expect(phases.at(-1)).to.equal('closed');
  });

  it('is saved by Enter in a field of the payment provider', async () => {
    const form = await opened();
    fillCard(form);
    fillAddress(form);
    flex.fields.number.emit('inputSubmitRequest');
    await settle();
    expect(done).to.deep.equal([true]);
  });

  it('brings the components that it is drawn with', () => {
    const { ko: page, registered } = componentRegister(ko);
    registerNewCard(page);
    expect([...registered.keys()]).to.deep.equal(['cyb-card', 'cyb-address', 'cyb-new-card']);
    expect(registered.get('cyb-new-card')?.template).to.include('nickname');
  });
});
