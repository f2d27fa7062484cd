import { expect } from 'chai';
import type { CardFieldsState } from '../../src/methods/card/fields/card-fields.ts';
import { knockouts } from '../fakes/knockouts.ts';
import { type FakeCardFields, fakeCardFields } from '../fakes/card-fields.ts';
import { componentRegister } from '../fakes/components.ts';
import { importWithTemplates } from '../fakes/templates.ts';
import { aTransientToken } from '../fakes/tokens.ts';

/** As `SavedCardOption`, without what a browser is needed for. */
interface Option {
  readonly id: string;
  readonly component: string;
  readonly mark: string;
  readonly warns: boolean;
  readonly disabled: boolean;
  readonly preferred: boolean;
  readonly label: () => string;
  readonly note: () => string;
  readonly needsCode: () => boolean;
  readonly codeError: () => string;
  readonly text: (key: string) => string;
  choose(): void;
  progress(): string;
  check(): string | undefined;
  focusFirstProblem(): void;
  collect(): Promise<object>;
}

interface Method {
  options(): readonly Option[];
  open(offered: object): Promise<void>;
  close(): void;
}

interface Module {
  readonly type: string;
  register(ko: object): void;
  create(surroundings: object): Method;
}

type CreateFields = (surroundings: object, names: readonly string[], codeLength: number) => object;

const { savedCardMethod } = await importWithTemplates<{
  readonly savedCardMethod: (createFields: CreateFields) => Module;
}>(new URL('../../src/methods/saved-card/saved-card-method.ts', import.meta.url));

const aCard = (id: string, more: object = {}): object => ({
  id,
  nickname: 'Travel',
  type: 'visa',
  last4: '1111',
  expiryMonth: '03',
  expiryYear: '2031',
  isDefault: false,
  status: 'valid',
  ...more,
});

const WITH_CODE = { type: 'card', config: { securityCode: { savedCards: true, scheduledOrders: false } } };
const WITHOUT_CODE = { type: 'card', config: {} };
const LEFT_EMPTY = { empty: true, valid: false, left: true };
const WRONG = { empty: false, valid: false, left: false };
const TYPED = { empty: false, valid: true, left: true };

for (const [name, ko] of knockouts) {
  describe(`Saved cards as ways to pay on ${name}`, () => {
    let cards: object[];
    let profileId: string;
    let asked: string[];
    let created: {
      readonly names: readonly string[];
      readonly codeLength: number;
      readonly fields: FakeCardFields;
      readonly log: string[];
    }[];
    let method: Method;

    const createFields: CreateFields = (_surroundings, names, codeLength) => {
      const [fields, log] = [fakeCardFields(), [] as string[]];
      created.push({ names, codeLength, fields, log });
      return {
        ...fields,
        open: () => log.push('open'),
        close: () => log.push('close'),
        place: (field: string, element: string) => () => log.push(`${field} leaves ${element}`),
      };
    };

    beforeEach(() => {
      cards = [aCard('c1')];
      profileId = 'p1';
      [asked, created] = [[], []];
      method = savedCardMethod(createFields).create({
        ko,
        api: {
          call: async (path: string) => {
            asked.push(path);
            return { items: cards };
          },
        },
        text: (key: string, params: Record<string, string> = {}) => [key, ...Object.values(params)].join(' '),
        checkout: { profileId: () => profileId, isScheduled: () => false },
      });
    });

    /** The first card’s option, and its fields as the test plays them. */
    async function opened(offered: object = WITH_CODE) {
      await method.open(offered);
      const [option = expect.fail('no option')] = method.options();
      const { fields, log } = created.at(-1) ?? expect.fail('no fields');
      return { option, fields, log };
    }
    const show = (fields: FakeCardFields, securityCode: CardFieldsState['securityCode']): void => {
      fields.show({ phase: 'open', securityCode });
    };

    it('are read for a shopper who is signed in, and for nobody else', async () => {
      profileId = '';
      await method.open(WITH_CODE);
      expect([asked, method.options()]).to.deep.equal([[], []]);
      profileId = 'p1';
      await method.open(WITH_CODE);
      expect(asked).to.deep.equal(['/savedCards']);
      expect(method.options()).to.have.length(1);
    });

    it('are an option each, which says what the card is', async () => {
      const { option } = await opened();
      expect(option).to.include({ id: 'saved-c1', component: 'cyb-saved-card-form', mark: 'Visa' });
      expect(option).to.include({ warns: false, disabled: false, preferred: false });
      expect(option.label()).to.equal('cardEnding Visa 1111');
      expect(option.note()).to.equal('Travel · expires 03/2031');
      expect(option.text('card')).to.equal('card');
    });

    for (const [status, warns, disabled] of [
      ['valid', false, false],
      ['expires-soon', true, false],
      ['expired', true, true],
    ] as const)
      it(`${disabled ? 'cannot' : 'can'} be chosen when ${status}, ${warns ? 'and warn' : 'without a warning'}`, async () => {
        cards = [aCard('c1', { status })];
        expect((await opened()).option).to.include({ warns, disabled });
      });

    it('begin with the shopper’s default', async () => {
      cards = [aCard('c1', { isDefault: true })];
      expect((await opened()).option).to.include({ preferred: true });
    });

    it('have a field for the security code alone, of four digits for American Express and of three for others', async () => {
      cards = [aCard('c1'), aCard('c2', { type: 'amex' })];
      await method.open(WITH_CODE);
      method.options();
      expect(created.map(({ names, codeLength }) => [...names, codeLength])).to.deep.equal([
        ['securityCode', 3],
        ['securityCode', 4],
      ]);
    });

    it('open the field when chosen, where the site wants the code', async () => {
      const wanted = await opened(WITH_CODE);
      wanted.option.choose();
      expect(wanted.log).to.deep.equal(['open']);
      expect(wanted.option.needsCode()).to.equal(true);
      const unwanted = await opened(WITHOUT_CODE);
      unwanted.option.choose();
      expect(unwanted.log).to.deep.equal([]);
      expect(unwanted.option.needsCode()).to.equal(false);
    });

    it('are complete without the code where nobody wants it', async () => {
      const { option, fields } = await opened(WITHOUT_CODE);
      show(fields, LEFT_EMPTY);
      expect([option.progress(), option.check(), option.codeError()]).to.deep.equal([
        'complete',
        undefined,
        '',
      ]);
      expect(await option.collect()).to.deep.equal({
        kind: 'saved-card',
        savedCardId: 'c1',
        customProperties: { paymentType: 'card' },
        authenticate: { savedCardId: 'c1' },
      });
    });

    it('say nothing of the code before the shopper has left its field or tried to pay', async () => {
      const { option, fields } = await opened();
      show(fields, { ...LEFT_EMPTY, left: false });
      expect([option.codeError(), option.progress()]).to.deep.equal(['', 'started']);
      show(fields, LEFT_EMPTY);
      expect(option.codeError()).to.equal('securityCodeMissing');
      show(fields, WRONG);
      expect(option.codeError()).to.equal('');
      expect(option.check()).to.equal('checkFields');
      expect(option.codeError()).to.equal('securityCodeInvalid');
      option.focusFirstProblem();
      expect(fields.focused).to.deep.equal(['securityCode']);
    });

    it('pay with the code’s token once it is typed', async () => {
      const { option, fields } = await opened();
      show(fields, TYPED);
      expect([option.progress(), option.check(), option.codeError()]).to.deep.equal([
        'complete',
        undefined,
        '',
      ]);
      expect(await option.collect()).to.deep.equal({
        kind: 'saved-card',
        savedCardId: 'c1',
        customProperties: {
          paymentType: 'card',
          transientTokenJwt: aTransientToken(),
          captureContext: 'ctx',
          captureContextCipherEncrypted: 'c2VhbGVk==',
          captureContextCipherIv: 'aXY=',
        },
        authenticate: { savedCardId: 'c1' },
      });
      expect(fields.tokenized).to.deep.equal([undefined]);
    });

    it('close the fields of cards that are shown no more', async () => {
      const subscription = ko.computed(() => method.options());
      const before = await opened();
      expect(before.log).to.deep.equal([]);
      await method.open(WITH_CODE);
      expect(before.log).to.deep.equal(['close']);
      const after = created.at(-1) ?? expect.fail('no fields');
      method.close();
      expect(method.options()).to.deep.equal([]);
      expect(after.log).to.deep.equal(['close']);
      subscription.dispose();
    });

    it('have a form that places the code’s field, and ids of its own', async () => {
      const register = componentRegister(ko);
      const module = savedCardMethod(createFields);
      module.register(register.ko);
      module.register(register.ko);
      expect(module.type).to.equal('card');
      expect([...register.registered.keys()]).to.deep.equal([
        'cyb-saved-card-actions',
        'cyb-saved-card-form',
      ]);
      expect(register.registered.get('cyb-saved-card-form')?.template).to.include('placeSecurityCode');
      const { option, log } = await opened();
      interface Form extends Pick<Option, 'label'> {
        placeSecurityCode(element: string): () => void;
        id(field: string): string;
        dispose(): void;
      }
      const [form, other] = [0, 1].map(() => register.open('cyb-saved-card-form', option)) as [Form, Form];
      form.placeSecurityCode('element')();
      expect(log).to.deep.equal(['securityCode leaves element']);
      expect(form.id('code')).to.match(/^cyb-[\da-f]{32}-code$/);
      expect(form.id('code')).not.to.equal(other.id('code'));
      expect(form.label()).to.equal('cardEnding Visa 1111');
      expect(form).to.have.property('dispose');
    });
  });
}
