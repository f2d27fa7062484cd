import { expect } from 'chai';
import { knockouts } from '../fakes/knockouts.ts';
import { importWithTemplates } from '../fakes/templates.ts';
import { READY } from './google-pay-ready.ts';

interface Method {
  open(offered: object): Promise<void>;
  options(): readonly object[];
}

const { googlePayMethod } = await importWithTemplates<{
  readonly googlePayMethod: { create(context: object): Method };
}>(new URL('../../src/methods/google-pay/google-pay.ts', import.meta.url));

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const CONFIG = {
  countryCode: 'US',
  googlePayMerchantId: 'BCR2',
  googlePayMerchantName: 'A Shop',
  googlePaySupportedNetworks: 'VISA,MASTERCARD',
  googlePayGateway: 'cybersource',
  googlePayGatewayMerchantId: 'testrest',
};

describe('Google Pay', () => {
  let scripts: string[];
  let environments: string[];
  let ready: object[];
  let isReady: boolean;
  let hasApi: boolean;
  let amount: string;

  beforeEach(() => {
    scripts = [];
    environments = [];
    ready = [];
    isReady = true;
    hasApi = true;
    amount = '12.50';
  });

  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'google');
  });

  class PaymentsClient {
    constructor({ environment }: { environment: string }) {
      environments.push(environment);
    }
    async isReadyToPay(request: object): Promise<object> {
      ready.push(request);
      return { result: isReady };
    }
  }

  async function offered(config: object = {}): Promise<readonly object[]> {
    const [[, ko] = expect.fail()] = knockouts;
    const context = {
      ko,
      text: (key: string) => key,
      page: { document: { documentElement: { lang: 'de-AT' } } },
      checkout: { isScheduled: () => false, total: () => ({ amount, currency: 'USD' }) },
      loadScript: async (address: string) => {
        scripts.push(address);
        if (hasApi) Object.assign(globalThis, { google: { payments: { api: { PaymentsClient } } } });
      },
    };
    const method = googlePayMethod.create(context);
    await method.open({ type: 'googlepay', config: { ...CONFIG, ...config } });
    await settle();
    return method.options();
  }

  it('is offered where the browser and the shopper can pay with it', async () => {
    expect(await offered()).to.have.length(1);
    expect(scripts).to.deep.equal(['https://pay.google.com/gp/p/js/pay.js']);
    expect(ready).to.deep.equal([READY]);
  });

  it('is not offered where it cannot be used', async () => {
    isReady = false;
    expect(await offered()).to.deep.equal([]);
    hasApi = false;
    Reflect.deleteProperty(globalThis, 'google');
    expect(await offered()).to.deep.equal([]);
  });

  it('loads nothing where the merchant’s country is not known', async () => {
    expect(await offered({ countryCode: undefined })).to.deep.equal([]);
    expect(scripts).to.deep.equal([]);
  });

  it('is not offered for a total that Google does not take', async () => {
    amount = '12.505';
    expect(await offered()).to.deep.equal([]);
  });

  for (const [setting, environment] of [
    ['PRODUCTION', 'PRODUCTION'],
    ['TEST', 'TEST'],
    [undefined, 'TEST'],
  ] as const)
    it(`pays in Google’s environment ${environment} where the settings say ${setting ?? 'nothing'}`, async () => {
      await offered({ googlePayEnvironment: setting });
      expect(environments).to.deep.equal([environment]);
    });

  it('takes the script from where the extension says', async () => {
    await offered({ scriptUrl: 'https://a.example/pay.js', googlePaySdkUrl: 'https://b.example/pay.js' });
    await offered({ googlePaySdkUrl: 'https://b.example/pay.js' });
    expect(scripts).to.deep.equal(['https://a.example/pay.js', 'https://b.example/pay.js']);
  });
});
