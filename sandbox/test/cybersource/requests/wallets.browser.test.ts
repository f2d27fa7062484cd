import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { close, listen } from '../../../listen.ts';
import { LAUNCH_TIMEOUT_MS } from '../../browser/launch.ts';
import { closePages, sharedBrowser } from '../../browser/shared-browser.ts';
import { violationsOn } from '../../occ/accessibility.ts';
import { aPayment, at, createClient } from '../client.ts';

/** A shop's page: two buttons, and what the wallets said. */
const PAGE = (
  scripts: string,
): string => `<!doctype html><html lang="en"><head><title>Shop</title></head><body>
<main><h1>Shop</h1><button id="with-google">Google</button><button id="with-apple">Apple</button></main>
<script src="${scripts}/wallets/google-pay.js"></script><script src="${scripts}/wallets/apple-pay.js"></script>
<script>
  window.said = [];
  const note = (name) => (event) => said.push([name, event]);
  window.googleRequest = {
    apiVersion: 2, apiVersionMinor: 0,
    allowedPaymentMethods: [{
      type: 'CARD',
      parameters: { allowedAuthMethods: ['PAN_ONLY', 'CRYPTOGRAM_3DS'], allowedCardNetworks: ['VISA', 'MASTERCARD'] },
      tokenizationSpecification: { type: 'PAYMENT_GATEWAY', parameters: { gateway: 'cybersource', gatewayMerchantId: 'testrest' } },
    }],
    merchantInfo: { merchantName: 'Alder' },
    transactionInfo: { currencyCode: 'USD', totalPriceStatus: 'FINAL', totalPrice: '10.00' },
  };
  window.appleRequest = {
    countryCode: 'US', currencyCode: 'USD', supportedNetworks: ['visa', 'masterCard'], merchantCapabilities: ['supports3DS'],
    total: { label: 'Alder', amount: '10.00' },
  };
  window.merchantSession = () => ({
    domainName: location.hostname, expiresAt: Date.now() + 60000, merchantSessionIdentifier: 'SSH1', nonce: 'n', signature: 's',
  });
  document.querySelector('#with-google').onclick = () => new window.google.payments.api.PaymentsClient({ environment: 'TEST' })
    .loadPaymentData(googleRequest).then(note('paid'), ({ statusCode, statusMessage }) => note('refused')({ statusCode, statusMessage }));
  document.querySelector('#with-apple').onclick = () => {
    try {
      const session = new ApplePaySession(3, appleRequest);
      session.onvalidatemerchant = (event) => { note('validate')({ ...event }); session.completeMerchantValidation(merchantSession()); };
      session.onpaymentauthorized = ({ payment }) => { note('paid')(payment); session.completePayment(ApplePaySession.STATUS_SUCCESS); };
      session.oncancel = note('cancelled');
      session.begin();
    } catch ({ name, message }) { note('refused')({ name, message }); }
  };
  try { new ApplePaySession(3, appleRequest); } catch ({ name }) { window.withoutGesture = name; }
</script></body></html>`;

describe('The wallets in a shop’s page, in Chromium', function () {
  this.timeout(60_000);
  let browser: Browser;
  let sandbox: CyberSourceSandbox;
  let shop: Server;
  let port: number;
  let page: Page;

  before(async function () {
    this.timeout(LAUNCH_TIMEOUT_MS);
    [browser, sandbox] = await Promise.all([sharedBrowser(), startCybersourceSandbox()]);
    shop = createServer((_req, res) => res.setHeader('content-type', 'text/html').end(PAGE(sandbox.url)));
    port = await listen(shop, 0, '');
  });
  after(async () => {
    await closePages();
    await Promise.all([sandbox.close(), close(shop)]);
  });
  beforeEach(async () => {
    page = await browser.newPage();
    page.setDefaultTimeout(5_000);
    await page.goto(`http://localhost:${port}`);
  });
  afterEach(() => page.close());

  async function said(name: string): Promise<unknown> {
    const handle = await page.waitForFunction(
      `window.said.find(([heard]) => heard === ${JSON.stringify(name)})?.slice(1)`,
    );
    return ((await handle.jsonValue()) as unknown[])[0];
  }

  const open = (wallet: 'Google' | 'Apple'): Promise<void> =>
    page.getByRole('button', { name: wallet, exact: true }).click();
  const sheet = (wallet: string): ReturnType<Page['getByRole']> =>
    page.getByRole('dialog', { name: `${wallet} (sandbox)` });
  const choose = (label: RegExp): Promise<void> => page.getByRole('radio', { name: label }).check();
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

  const pay = async (solution: string, value: string): Promise<{ status: number; body: unknown }> =>
    createClient(sandbox.url).post('/pts/v2/payments', {
      ...aPayment({ processing: { paymentSolution: solution, commerceIndicator: 'internet' } }),
      paymentInformation: { fluidData: { value: Buffer.from(value).toString('base64') } },
    });

  describe('Google Pay', () => {
    it('gives a token of the device that CyberSource takes', async () => {
      await open('Google');
      await sheet('Google Pay').getByText('10.00 USD').waitFor();
      await choose(/Mastercard •••• 4444 this device/);
      await press('Pay');
      const data = await said('paid');
      expect(at(data, 'paymentMethodData.info')).to.deep.equal({
        cardNetwork: 'MASTERCARD',
        cardDetails: '4444',
        assuranceDetails: { accountVerified: true, cardHolderAuthenticated: true },
      });
      const token = at(data, 'paymentMethodData.tokenizationData.token') as string;
      const { status, body } = await pay('012', token);
      expect([status, at(body, 'status')]).to.deep.equal([201, 'AUTHORIZED']);
      expect(token).not.to.include('5555555555554444');
    });

    it('says that the holder of a bare number was not authenticated', async () => {
      await open('Google');
      await choose(/Visa •••• 2503 number only/);
      await press('Pay');
      const assurance = at(await said('paid'), 'paymentMethodData.info.assuranceDetails');
      expect(assurance).to.have.property('cardHolderAuthenticated', false);
    });

    it('offers only what the page takes', async () => {
      await page.evaluate(
        `googleRequest.allowedPaymentMethods[0].parameters.allowedAuthMethods = ['CRYPTOGRAM_3DS']`,
      );
      await open('Google');
      await sheet('Google Pay').waitFor();
      const labels = await page.locator('label').allInnerTexts();
      expect(labels.join()).not.to.match(/number only|American Express|Discover/);
      expect(labels).to.have.lengthOf(3);
    });

    it('says that the shopper left, by key too, and gives the focus back', async () => {
      await open('Google');
      await sheet('Google Pay').waitFor();
      await page.keyboard.press('Escape');
      expect(await said('refused')).to.include({ statusCode: 'CANCELED' });
      expect(await page.evaluate('document.activeElement.id')).to.equal('with-google');
    });

    for (const [what, change] of [
      ['another gateway', `allowedPaymentMethods[0].tokenizationSpecification.parameters.gateway = 'other'`],
      [
        'no merchant at the gateway',
        `allowedPaymentMethods[0].tokenizationSpecification.parameters.gatewayMerchantId = ''`,
      ],
      ['a price with a comma', `transactionInfo.totalPrice = '1,000.00'`],
      ['no currency', `transactionInfo.currencyCode = undefined`],
      ['no networks', `allowedPaymentMethods[0].parameters.allowedCardNetworks = []`],
      ['another version', `apiVersion = 1`],
    ] as const) {
      it(`opens nothing for ${what}`, async () => {
        await page.evaluate(`googleRequest.${change}`);
        await open('Google');
        expect(await said('refused')).to.include({ statusCode: 'DEVELOPER_ERROR' });
        expect(await sheet('Google Pay').count()).to.equal(0);
      });
    }

    it('is ready only where a card of the page’s networks is in the wallet', async () => {
      const ready = (networks: string[]): Promise<unknown> =>
        page.evaluate(
          `googleRequest.allowedPaymentMethods[0].parameters.allowedCardNetworks = ${JSON.stringify(networks)};
           new window.google.payments.api.PaymentsClient({}).isReadyToPay(googleRequest)`,
        );
      expect(await ready(['VISA'])).to.deep.equal({ result: true });
      expect(await ready(['INTERAC'])).to.deep.equal({ result: false });
    });
  });

  describe('Apple Pay', () => {
    it('has the merchant validated, then gives a payment that CyberSource takes', async () => {
      await open('Apple');
      expect(await said('validate')).to.deep.equal({
        validationURL: 'https://apple-pay-gateway-cert.apple.com/paymentservices/startSession',
      });
      await choose(/Visa •••• 1111/);
      await press('Pay');
      const payment = await said('paid');
      const paymentData = JSON.stringify(at(payment, 'token.paymentData'));
      const { status, body } = await pay('001', paymentData);
      expect([status, at(body, 'status')]).to.deep.equal([201, 'AUTHORIZED']);
      expect(await sheet('Apple Pay').count()).to.equal(0);
    });

    it('ends when the merchant session is for another domain', async () => {
      await page.evaluate(
        `const made = merchantSession; merchantSession = () => ({ ...made(), domainName: 'shop.example' })`,
      );
      await open('Apple');
      expect(await said('cancelled')).to.have.nested.property('sessionError.code', 'unknown');
      expect(await sheet('Apple Pay').count()).to.equal(0);
    });

    it('ends when the merchant session has run out', async () => {
      await page.evaluate(
        `const made = merchantSession; merchantSession = () => ({ ...made(), expiresAt: Date.now() - 1 })`,
      );
      await open('Apple');
      await said('cancelled');
    });

    it('cannot be confirmed before the merchant is validated', async () => {
      await page.evaluate(`ApplePaySession.prototype.completeMerchantValidation = () => {}`);
      await open('Apple');
      await said('validate');
      await page.getByRole('radio').first().press('Enter');
      expect(await page.evaluate(`said.some(([name]) => name === 'paid')`)).to.equal(false);
    });

    it('opens only for a gesture of the shopper', async () => {
      expect(await page.evaluate('withoutGesture')).to.equal('InvalidAccessError');
    });

    it('refuses a request over nothing', async () => {
      await page.evaluate(`appleRequest.total.amount = '0.00'`);
      await open('Apple');
      expect(await said('refused')).to.have.property('name', 'TypeError');
    });

    it('says that the shopper left', async () => {
      await open('Apple');
      await sheet('Apple Pay').waitFor();
      await press('Cancel');
      await said('cancelled');
    });
  });

  it('are free of accessibility violations', async () => {
    for (const wallet of ['Google', 'Apple'] as const) {
      await open(wallet);
      await sheet(`${wallet} Pay`).waitFor();
      expect(await violationsOn(page)).to.deep.equal([]);
      await page.keyboard.press('Escape');
    }
  });
});
