import { expect } from 'chai';
import { knockouts } from '../fakes/knockouts.ts';
import { componentRegister } from '../fakes/components.ts';
import { fakeFlex, type FakeFlex } from '../fakes/flex.ts';
import { importWithTemplates } from '../fakes/templates.ts';
import { aCaptureContext } from '../fakes/tokens.ts';

interface Option {
  readonly id: string;
  readonly text: (key: string) => string;
  readonly fields: {
    place(name: string, element: object): () => void;
    watch(listener: (state: { readonly phase: string; readonly accepted: string }) => void): void;
  };
  choose(): void;
}

interface Method {
  options(): readonly Option[];
  open(offered: object): Promise<void>;
  close(): void;
}

const { cardMethod } = await importWithTemplates<{
  readonly cardMethod: { readonly type: string; register(ko: object): void; create(context: object): Method };
}>(new URL('../../src/methods/card/card-method.ts', import.meta.url));

const [[, ko] = expect.fail()] = knockouts;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const HOST = { computed: 'rgb(1, 2, 3)' };

describe('A new card in the fields of the payment provider', () => {
  let flex: FakeFlex;
  let asked: string[];
  let scripts: (string | undefined)[][];
  let pressed: number;
  let isLoadable: boolean;
  let waits: number[];

  beforeEach(() => {
    flex = fakeFlex();
    [asked, scripts, pressed, waits, isLoadable] = [[], [], 0, [], true];
  });
  afterEach(() => {
    flex.remove();
  });

  function create(): Method {
    return cardMethod.create({
      ko,
      api: {
        captureContext: async (origin: string) => {
          asked.push(origin);
          return {
            captureContext: aCaptureContext({ allowedCardNetworks: ['VISA', 'JCB'] }, 4_000_000_000),
            cipher: { encrypted: 'e', iv: 'i' },
          };
        },
      },
      text: (key: string) => `<${key}>`,
      page: {
        location: { origin: 'https://shop.example' },
        getComputedStyle: (host: typeof HOST) => ({
          getPropertyValue: (property: string) => `${property} of ${host.computed}`,
        }),
      },
      checkout: {
        profileId: () => '',
        isScheduled: () => false,
        placeOrder: () => (pressed += 1),
      },
      loadScript: async (...address: string[]) => {
        scripts.push(address);
        if (isLoadable) flex.install();
      },
      schedule: (_callback: () => void, ms: number) => {
        waits.push(ms);
        return () => undefined;
      },
    });
  }

  /** The only option, with a place for each field, chosen by the shopper. */
  async function opened(
    method = create(),
  ): Promise<{ option: Option; phases: string[]; accepted: string[] }> {
    await method.open({ type: 'card', config: {} });
    const [option = expect.fail('no option')] = method.options();
    const phases: string[] = [];
    const accepted: string[] = [];
    option.fields.watch((state) => {
      phases.push(state.phase);
      accepted.push(state.accepted);
    });
    option.fields.place('number', HOST);
    option.fields.place('securityCode', HOST);
    option.choose();
    await settle();
    for (const field of Object.values(flex.fields)) field.emit('load');
    await settle();
    return { option, phases, accepted };
  }

  it('costs no call before the shopper has chosen it', async () => {
    const method = create();
    await method.open({ type: 'card', config: {} });
    const [{ fields } = expect.fail()] = method.options();
    fields.place('number', HOST);
    fields.place('securityCode', HOST);
    await settle();
    expect(asked).to.deep.equal([]);
  });

  it('has fields of the library that the capture context trusts, for this page', async () => {
    const { phases, accepted } = await opened();
    expect(asked).to.deep.equal(['https://shop.example']);
    expect(scripts).to.deep.equal([
      [
        'https://testflex.cybersource.com/microform/bundle/v2.0/flex-microform.min.js',
        'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
      ],
    ]);
    expect(flex.contexts).to.have.length(1);
    expect(flex.contexts[0]).to.match(/^eyJ/);
    expect(phases.at(-1)).to.equal('open');
    expect(accepted.at(-1)).to.equal('VISA,JCB');
  });

  it('has fields with names that are read out, and a security code of four digits at most', async () => {
    await opened();
    const named = (key: string) => ({ title: key, 'aria-label': key, 'aria-required': true });
    expect(flex.created).to.deep.equal([
      ['number', named('<cardNumber>')],
      ['securityCode', { ...named('<securityCode>'), maxLength: 4 }],
    ]);
  });

  it('looks like the form that it stands in', async () => {
    await opened();
    const copied = ['color', 'font-family', 'font-size', 'font-weight', 'letter-spacing', 'line-height'];
    expect(flex.options).to.deep.equal([
      {
        styles: {
          input: Object.fromEntries(copied.map((property) => [property, `${property} of rgb(1, 2, 3)`])),
        },
      },
    ]);
  });

  it('places the order when the shopper presses Enter in one of them', async () => {
    await opened();
    flex.fields.number.emit('inputSubmitRequest');
    expect(pressed).to.equal(1);
  });

  it('is replaced a minute before its capture context ends, by the clock', async () => {
    await opened();
    const untilRenewal = waits.at(-1) ?? 0;
    expect(untilRenewal).to.be.closeTo(4_000_000_000_000 - Date.now() - 60_000, 60_000);
  });

  it('is not to be had where the library does not come', async () => {
    isLoadable = false;
    const { phases } = await opened();
    expect(phases.at(-1)).to.equal('unavailable');
  });

  it('goes with the page', async () => {
    const method = create();
    const { phases } = await opened(method);
    method.close();
    expect(phases.at(-1)).to.equal('closed');
    expect(flex.fields.number.log).to.include('dispose');
  });

  it('has a form of its own, with places for the fields and a button that opens them again', async () => {
    const register = componentRegister(ko);
    cardMethod.register(register.ko);
    expect(cardMethod.type).to.equal('card');
    expect(register.registered.get('cyb-card')?.template).to.include('placeNumber');
    const log: string[] = [];
    const place = (name: string, element: string) => {
      log.push(`${name} in ${element}`);
      return () => log.push(`${name} leaves`);
    };
    interface Form {
      readonly text: string;
      placeNumber(element: string): () => void;
      placeSecurityCode(element: string): () => void;
      id(name: string): string;
      tryAgain(): void;
    }
    const option = { text: 'own', fields: { place, open: () => log.push('open') } };
    const [form, other] = [0, 1].map(() => register.open('cyb-card', option)) as [Form, Form];
    form.placeNumber('a')();
    form.placeSecurityCode('b')();
    form.tryAgain();
    expect(log).to.deep.equal([
      'number in a',
      'number leaves',
      'securityCode in b',
      'securityCode leaves',
      'open',
    ]);
    expect(form.text).to.equal('own');
    expect(form.id('name')).to.match(/^cyb-[\da-f]{32}-name$/);
    expect(form.id('name')).not.to.equal(other.id('name'));
  });
});
