import { expect } from 'chai';
import { fakeApplePay, type FakeApplePay } from '../fakes/apple-pay.ts';
import { fakeElement, type FakeElement } from '../fakes/elements.ts';
import { componentRegister } from '../fakes/components.ts';
import { knockouts } from '../fakes/knockouts.ts';
import { importWithTemplates } from '../fakes/templates.ts';

interface Option {
  readonly id: string;
  readonly component: string;
  readonly mark: string;
  readonly hasOwnButton: boolean;
  readonly label: () => string;
  readonly note: () => string;
  progress(): string;
  check(): unknown;
  placeButton(host: object): () => void;
  collect(): Promise<object>;
  settled(accepted?: boolean): void;
}

interface Method {
  open(offered: object): Promise<void>;
  options(): readonly Option[];
  close(): void;
}

interface Module {
  readonly type: string;
  register(ko: object): void;
  create(context: object): Method;
}

const { applePayMethod } = await importWithTemplates<{ readonly applePayMethod: Module }>(
  new URL('../../src/methods/apple-pay/apple-pay.ts', import.meta.url),
);
const { googlePayMethod } = await importWithTemplates<{ readonly googlePayMethod: Module }>(
  new URL('../../src/methods/google-pay/google-pay.ts', import.meta.url),
);

const [[, ko] = expect.fail()] = knockouts;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const CONFIG = {
  countryCode: 'US',
  applePayDisplayName: 'A Shop',
  applePaySupportedNetworks: 'visa, masterCard',
};

describe('Apple Pay', () => {
  let apple: FakeApplePay;
  let canPay: boolean;
  let isBuiltIn: boolean;
  let hasScript: boolean;
  let scripts: string[];
  let sessions: unknown[][];
  let called: unknown[][];
  let pressed: number;
  let colour: string;

  beforeEach(() => {
    apple = fakeApplePay();
    [canPay, isBuiltIn, hasScript] = [true, true, true];
    [scripts, sessions, called, pressed] = [[], [], [], 0];
    colour = 'rgb(20, 20, 20)';
    Object.assign(globalThis, { getComputedStyle: () => ({ color: colour }) });
  });
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'ApplePaySession');
    Reflect.deleteProperty(globalThis, 'getComputedStyle');
    Reflect.deleteProperty(globalThis, 'google');
  });

  function install(): void {
    class Session extends apple.Session {
      static override canMakePayments(): boolean {
        return canPay;
      }
      constructor(...args: [number, object]) {
        super(...args);
        sessions.push(args);
      }
    }
    Object.assign(globalThis, { ApplePaySession: Session });
  }

  const context = (): object => ({
    ko,
    api: {
      call: async (...args: unknown[]) => {
        called.push(args);
        return { sealed: 'session' };
      },
    },
    text: (key: string) => `<${key}>`,
    page: { document: { documentElement: { lang: 'de-AT' } } },
    checkout: {
      isScheduled: () => false,
      total: () => ({ amount: '12.50', currency: 'USD' }),
      placeOrder: () => (pressed += 1),
    },
    loadScript: async (address: string) => {
      scripts.push(address);
      if (hasScript) install();
    },
  });

  async function opened(config: object = {}): Promise<Method> {
    if (isBuiltIn) install();
    const method = applePayMethod.create(context());
    await method.open({ type: 'applepay', config: { ...CONFIG, ...config } });
    await settle();
    return method;
  }
  const option = async (config?: object): Promise<Option> =>
    (await opened(config)).options()[0] ?? expect.fail('not offered');

  it('is offered by the browser that has it, without a script', async () => {
    const offered = await option();
    expect(offered).to.include({
      id: 'applepay',
      component: 'cyb-wallet',
      mark: 'applepay',
      hasOwnButton: true,
    });
    expect([offered.label(), offered.note(), offered.progress(), offered.check()]).to.deep.equal([
      'Apple Pay',
      '',
      'complete',
      undefined,
    ]);
    expect(scripts).to.deep.equal([]);
  });

  it('is loaded from Apple, or from where the extension says, for other browsers', async () => {
    isBuiltIn = false;
    await option();
    expect(scripts).to.deep.equal(['https://applepay.cdn-apple.com/jsapi/1.latest/apple-pay-sdk.js']);
    Reflect.deleteProperty(globalThis, 'ApplePaySession');
    await option({ scriptUrl: 'https://a.example/apple.js' });
    expect(scripts.at(-1)).to.equal('https://a.example/apple.js');
  });

  it('is not offered where it cannot be used', async () => {
    canPay = false;
    expect((await opened()).options()).to.deep.equal([]);
    [isBuiltIn, hasScript] = [false, false];
    Reflect.deleteProperty(globalThis, 'ApplePaySession');
    expect((await opened()).options()).to.deep.equal([]);
    isBuiltIn = true;
    expect((await opened({ countryCode: 'USA' })).options()).to.deep.equal([]);
  });

  it('is gone with the page, however late the browser knows that it can pay', async () => {
    const method = await opened();
    method.close();
    expect(method.options()).to.deep.equal([]);
    const opening = method.open({ type: 'applepay', config: CONFIG });
    method.close();
    await opening;
    await settle();
    expect(method.options()).to.deep.equal([]);
  });

  it('opens its sheet for the total, in the version that every browser knows, and hands the token over', async () => {
    const offered = await option();
    const collecting = offered.collect();
    await apple.authorize();
    expect(await collecting).to.deep.equal({
      kind: 'generic',
      customProperties: { paymentType: 'applepay', paymentToken: '{"data":"sealed"}' },
    });
    expect(sessions).to.deep.equal([
      [
        3,
        {
          countryCode: 'US',
          currencyCode: 'USD',
          supportedNetworks: ['visa', 'masterCard'],
          merchantCapabilities: ['supports3DS'],
          total: { label: 'A Shop', amount: '12.50' },
        },
      ],
    ]);
    expect(called).to.deep.equal([['/applepay/validate', { validationUrl: 'https://apple.example/' }]]);
    offered.settled(true);
    expect(apple.shown()).to.equal('success');
  });

  it('shows an empty name where the shop has none', async () => {
    void (await option({ applePayDisplayName: undefined })).collect().catch(() => undefined);
    expect(sessions[0]?.[1]).to.deep.include({ total: { label: '', amount: '12.50' } });
    apple.close();
  });

  for (const [text, button] of [
    ['rgb(20, 20, 20)', 'black'],
    ['rgb(240, 240, 240)', 'white'],
  ] as const)
    it(`has a ${button} button of Apple’s on a page with text in ${text}, which places the order`, async () => {
      colour = text;
      const host = fakeElement();
      (await option()).placeButton(host)();
      const [drawn = expect.fail('no button')] = host.children;
      expect(drawn).to.include({ tag: 'button', type: 'button', className: `cyb-apple-pay cyb-${button}` });
      expect(drawn.attributes).to.deep.equal({ 'aria-label': '<payWithApplePay>' });
      drawn.onclick?.();
      expect(pressed).to.equal(1);
    });

  it('has a plain button where its own cannot be drawn, which places the order, too', async () => {
    const host = fakeElement();
    host.append(fakeElement('span'));
    Object.assign(globalThis, {
      getComputedStyle: () => {
        throw new Error('blocked');
      },
    });
    (await option()).placeButton(host);
    const [drawn = expect.fail('no button'), ...others] = host.children;
    expect(others).to.deep.equal([]);
    expect(drawn).to.include({
      tag: 'button',
      type: 'button',
      className: 'cyb-button',
      textContent: 'Apple Pay',
    });
    drawn.onclick?.();
    expect(pressed).to.equal(1);
  });

  it('is shown by the component of wallets, which is registered once', () => {
    const register = componentRegister(ko);
    for (const wallet of [applePayMethod, googlePayMethod, applePayMethod]) wallet.register(register.ko);
    expect([...register.registered.keys()]).to.deep.equal(['cyb-wallet']);
    expect(register.open('cyb-wallet', { id: 'applepay' })).to.include({ id: 'applepay' });
    expect([applePayMethod.type, googlePayMethod.type]).to.deep.equal(['applepay', 'googlepay']);
  });

  describe('beside Google Pay', () => {
    let buttons: object[];

    async function drawn(lang: string): Promise<FakeElement> {
      buttons = [];
      class PaymentsClient {
        async isReadyToPay(): Promise<object> {
          return { result: true };
        }
        createButton(options: object): FakeElement {
          buttons.push(options);
          return fakeElement('google-button');
        }
      }
      Object.assign(globalThis, { google: { payments: { api: { PaymentsClient } } } });
      const method = googlePayMethod.create({
        ...context(),
        page: { document: { documentElement: { lang } } },
      });
      await method.open({ type: 'googlepay', config: CONFIG });
      await settle();
      const [google = expect.fail('not offered')] = method.options();
      expect(google).to.include({ id: 'googlepay', mark: 'googlepay' });
      expect(google.label()).to.equal('Google Pay');
      expect(google).not.to.have.property('settled');
      const host = fakeElement();
      google.placeButton(host);
      return host;
    }

    for (const [lang, locale] of [
      ['de-AT', { buttonLocale: 'de' }],
      ['', {}],
    ] as const)
      it(`has Google’s button on a page in ${lang || 'no language'}, which places the order`, async () => {
        const { children } = await drawn(lang);
        expect(children.map(({ tag }) => tag)).to.deep.equal(['google-button']);
        const [{ onClick, ...options }] = buttons as [{ onClick: () => void }];
        expect(options).to.deep.equal({ buttonSizeMode: 'fill', buttonColor: 'black', ...locale });
        onClick();
        expect(pressed).to.equal(1);
      });
  });
});
