import { expect } from 'chai';
import path from 'node:path';
import { startCybersourceSandbox } from '../../../sandbox/cybersource/start.ts';
import { checkCatalogue } from '../../src/administration/doctor/check-catalogue.ts';
import { type AnExaminedShop, anExaminedShop, DAY_MS, faultsOf } from './an-examined-shop.ts';

type Values = Readonly<Record<string, unknown>>;

/** One thing that is set wrong in siteUS, and where it is said. */
interface Misconfiguration {
  readonly name: string;
  readonly values?: Values;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly channel?: 'agent';
  /** The doctor's check, and a setting that it names. */
  readonly check: string;
  readonly setting: string;
  /** Payments go on; what is wrong shows later. */
  readonly stopsNoPayment?: true;
  /** The refused payment, as a shopper sees it. By default an order, paid with Google Pay. */
  readonly refused?: (shop: AnExaminedShop) => Promise<boolean>;
  /** The line of the log that names the setting, where it is not the catalogue's. */
  readonly event?: string;
  /** True where neither side can know which site it is. */
  readonly belongsToNoSite?: true;
}

const order = async (shop: AnExaminedShop): Promise<boolean> => (await shop.pay()) !== 'AUTHORIZED';
const cardFields = async (shop: AnExaminedShop): Promise<boolean> =>
  (await shop.ask('/keys', { targetOrigin: shop.occ.url })) >= 400;
/** Google's sheet refuses in the browser: what the extension sees of it is the page that asks for the offer. */
const offer = async (shop: AnExaminedShop): Promise<boolean> => (await shop.ask('/paymentMethods')) === 200;
const appleSheet = async (shop: AnExaminedShop): Promise<boolean> =>
  (await shop.ask('/applepay/validate', {
    validationUrl: 'https://apple-pay-gateway.apple.com/paymentservices/startSession',
  })) >= 400;

const withKeyFile = {
  authenticationType: 'JWT',
  jwtKeyType: 'P12',
  keyFileName: 'testrest',
  keyPass: 'testrest',
};
const keyOf = (bytes: number): string => Buffer.alloc(48, bytes).toString('base64');

const misconfigurations: readonly Misconfiguration[] = [
  {
    name: 'the key id is wrong',
    values: { merchantKeyId: '18c94330-f618-42a3-b09d-e1e43be5efda' },
    check: 'credentials',
    setting: 'merchantKeyId',
  },
  {
    name: 'the secret is wrong',
    values: { merchantsecretKey: 'yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tA=' },
    check: 'credentials',
    setting: 'merchantsecretKey',
  },
  {
    name: 'the secret is no base64',
    values: { merchantsecretKey: 'not base64!' },
    check: 'secret',
    setting: 'merchantsecretKey',
  },
  {
    name: 'the merchant id is wrong',
    values: { merchantID: 'testrust' },
    check: 'credentials',
    setting: 'merchantID',
  },
  {
    name: 'the live host stands with a test key',
    values: { runEnvironment: 'api.cybersource.com' },
    check: 'host',
    setting: 'runEnvironment',
  },
  {
    name: 'https:// stands before the host',
    values: { runEnvironment: 'https://apitest.cybersource.com' },
    check: 'host',
    setting: 'runEnvironment',
    event: 'request.failed',
  },
  {
    name: 'orders are to wait for their reviewers, and nothing is written to them',
    values: { reviewHold: true },
    check: 'review-hold',
    setting: 'reviewHold',
    stopsNoPayment: true,
  },
  { name: 'the key id is empty', values: { merchantKeyId: '' }, check: 'key-id', setting: 'merchantKeyId' },
  {
    name: 'the .p12 is missing',
    values: { ...withKeyFile, keyFileName: 'nowhere' },
    check: 'key-file',
    setting: 'keyFileName',
  },
  {
    name: 'the password of the .p12 is wrong',
    values: { ...withKeyFile, keyPass: 'wrong' },
    check: 'key-file',
    setting: 'keyPass',
  },
  {
    name: 'the alias in the .p12 is wrong',
    values: { ...withKeyFile, keyAlias: 'another' },
    check: 'key-file',
    setting: 'keyAlias',
  },
  {
    name: 'the .p12 has expired',
    values: withKeyFile,
    environment: { CERTS_FOLDER: 'old' },
    check: 'certificate',
    setting: 'keyFileName',
  },
  {
    name: 'message encryption has no certificate',
    values: {
      authenticationType: 'JWT',
      messageEncryptionEnabled: 'Yes',
      messageEncryptionCertificate: '',
      keyFileName: '',
    },
    check: 'message-encryption',
    setting: 'messageEncryptionCertificate',
  },
  {
    name: 'message encryption stands with HTTP Signature',
    values: {
      authenticationType: 'http_signature',
      messageEncryptionEnabled: 'Yes',
      messageEncryptionCertificate: 'cybersource-mle',
    },
    check: 'message-encryption',
    setting: 'messageEncryptionEnabled',
  },
  {
    name: 'an origin is that of another shop',
    values: { allowedOrigins: 'https://other.example' },
    check: 'origins',
    setting: 'allowedOrigins',
    refused: cardFields,
  },
  {
    name: 'an origin has a path',
    values: { allowedOrigins: 'https://shop.example/checkout' },
    check: 'origins',
    setting: 'allowedOrigins',
    event: 'request.failed',
  },
  {
    name: 'the origin is *',
    values: { allowedOrigins: '*' },
    check: 'origins',
    setting: 'allowedOrigins',
    event: 'request.failed',
  },
  {
    name: 'Google’s gateway merchant id is missing',
    values: { googlePayGatewayMerchantId: '' },
    check: 'google-pay-gateway-merchant',
    setting: 'googlePayGatewayMerchantId',
    refused: offer,
  },
  {
    name: 'Google Pay in production has no merchant id',
    values: { googlePayEnvironment: 'PRODUCTION', googlePayMerchantId: '' },
    check: 'google-pay-merchant',
    setting: 'googlePayMerchantId',
    refused: offer,
  },
  {
    name: 'Apple’s merchant id is none',
    values: { applePayMerchantId: 'com.example' },
    check: 'apple-pay-merchant',
    setting: 'applePayMerchantId',
    environment: { APPLE_PAY_INTERMEDIATE_HOST: 'https://127.0.0.1:9' },
    refused: appleSheet,
    event: 'apple-pay.session-failed',
  },
  {
    name: 'Apple’s domain is that of another shop',
    values: { applePayInitiativeContext: 'other.example' },
    // No such machine: as little a session as Apple gives for a domain that it does not know.
    environment: { APPLE_PAY_INTERMEDIATE_HOST: 'https://127.0.0.1:9' },
    check: 'apple-pay-domain',
    setting: 'applePayInitiativeContext',
    refused: appleSheet,
  },
  {
    name: 'the webhook secret is missing',
    environment: { PAYMENTS_SECRET_KEY: undefined },
    check: 'webhook-secret',
    setting: 'PAYMENTS_SECRET_KEY',
    event: 'request.failed',
    belongsToNoSite: true,
  },
  {
    name: 'the webhook secret is wrong',
    environment: { PAYMENTS_SECRET_KEY: keyOf(3) },
    check: 'webhook-secret',
    setting: 'PAYMENTS_SECRET_KEY',
    belongsToNoSite: true,
  },
  {
    name: 'a channel is not configured',
    values: { merchantID: '', merchantKeyId: '', keyFileName: '' },
    check: 'channel',
    setting: 'merchantID',
  },
];

/** Events whose text names the setting, or that say what a clock does. */
const IN_WORDS: ReadonlySet<string> = new Set([
  'gateway.call-failed',
  'clock.corrected',
  'clock.drift-too-large',
]);

/** The issue of every new shop: what is set wrong is known before a shopper meets it, and named when one has. */
describe('A misconfiguration', function () {
  this.timeout(60_000);
  let shop: AnExaminedShop;

  before(async () => {
    shop = await anExaminedShop();
  });
  after(() => shop.close());

  /** The lines of an event that name the setting: in the field for it, unless the event has none. */
  const naming = (event: string, setting: string): readonly string[] =>
    shop
      .lines()
      .filter((line) => line['event'] === event)
      .filter((line) =>
        String(IN_WORDS.has(event) ? JSON.stringify(line) : line['setting']).includes(setting),
      )
      .map((line) => JSON.stringify(line));

  for (const { name, values = {}, environment = {}, check, setting, ...more } of misconfigurations) {
    const {
      refused = order,
      event = checkCatalogue[check]?.event ?? '',
      belongsToNoSite = false,
      stopsNoPayment = false,
    } = more;
    const named = stopsNoPayment ? '' : ', and named by the log when a payment is refused,';

    it(`is a fault of the doctor${named} where ${name}`, async () => {
      const heal = shop.plant(values);
      const certs = environment['CERTS_FOLDER'];
      const running = {
        ...environment,
        ...(certs !== undefined && { CERTS_FOLDER: path.join(shop.certs, certs) }),
      };
      try {
        const { code, checks } = await shop.examine(running);
        expect(code).to.equal(3);
        const faults = faultsOf({ checks }).filter(({ id }) => id === check);
        const fault = belongsToNoSite ? faults[0] : faults.find(({ site }) => site === 'siteUS');
        if (!belongsToNoSite) expect(fault).to.include({ site: 'siteUS', channel: 'storefront' });
        expect(fault?.setting).to.contain(setting);
        expect(fault?.remedy).to.be.a('string').and.not.equal('');
        expect(fault?.link).to.equal(`docs/administrators.md#doctor-${check}`);

        if (stopsNoPayment) return;
        await shop.begin(running);
        expect(await refused(shop), 'the payment was refused').to.equal(true);
        const [line] = naming(event, setting);
        expect(
          line,
          shop
            .lines()
            .map((each) => JSON.stringify(each))
            .join('\n'),
        ).not.to.equal(undefined);
        if (!belongsToNoSite) expect(line).to.contain('siteUS').and.to.contain('storefront');
      } finally {
        heal();
      }
    });
  }

  it('is seen by the extension itself and by a test delivery where the webhook secret is missing', async () => {
    const { checks } = await shop.examine({ PAYMENTS_SECRET_KEY: undefined });
    const places = faultsOf({ checks })
      .filter(({ id }) => id === 'webhook-secret')
      .map(({ channel }) => channel);
    expect(places).to.deep.equal([undefined, 'storefront, agent', 'preview']);
  });

  it('is a fault of the doctor, and named by the log, where the webhook’s address is wrong', async () => {
    const production = shop.occ.tenant.webhooks.require('production-genericPayment');
    const right = production.url;
    for (const [wrong, problem, isReached] of [
      [`${right}/`, 'is not our payment route', true],
      [`${shop.extensionUrl}/ccstorex/custom/other/v1/payments`, 'is not our payment route', true],
      [`${shop.occ.url}/elsewhere`, 'is not our payment route', false],
      ['http://127.0.0.1:9/payments', 'Nothing answers', false],
      ['', 'has no address', false],
    ] as const) {
      production.url = wrong;
      const [fault] = faultsOf(await shop.examine());
      expect(fault).to.include({ id: 'webhook-address', channel: 'storefront, agent' });
      expect(fault?.setting).to.contain('Generic Payment webhook');
      expect(fault?.problem).to.contain(problem);
      expect(fault?.remedy).to.contain('occ-cybersource webhooks configure');
      await shop.begin();
      expect(await shop.pay()).not.to.equal('AUTHORIZED');
      // What goes elsewhere reaches no log of ours.
      expect(naming('request.refused', 'Generic Payment webhook').length > 0, wrong).to.equal(isReached);
    }
    production.url = right;
  });

  it('is a fault of the doctor, and named by the log, where amounts are read in another way', async () => {
    const heal = shop.plant({ amountConvention: 'two-digits' }, { site: 'siteJP' });
    await shop.begin();
    expect(await shop.pay('siteJP')).not.to.equal('AUTHORIZED');
    const [line] = naming('order.amount-mismatch', 'amountConvention');
    expect(line).to.contain('siteJP').and.to.contain('storefront');

    const cli = await shop.cli.run('doctor', '--tenant', 'test', '--json');
    heal();
    expect(cli.code).to.equal(3);
    const [fault] = faultsOf({ checks: cli.json['checks'] as never });
    expect(fault).to.include({
      id: 'amount-convention',
      site: 'siteJP',
      channel: 'storefront',
      setting: 'amountConvention',
    });
    expect(fault?.remedy).to.contain('the other value of amountConvention');
  });

  it('is a fault of the doctor, and named by the log, where a clock is wrong by ten minutes, and by a day', async () => {
    for (const [aheadMs, minutes, event] of [
      [10 * 60_000, '10 minutes', 'clock.corrected'],
      [DAY_MS, '1440 minutes', 'clock.drift-too-large'],
    ] as const) {
      const elsewhere = await startCybersourceSandbox({ now: () => new Date(Date.now() + aheadMs) });
      const running = { CYBERSOURCE_INTERMEDIATE_HOST: elsewhere.url };
      const fault = faultsOf(await shop.examine(running)).find(({ id }) => id === 'clock');
      expect(fault?.problem).to.contain(`${minutes} behind`);
      expect(fault).to.include({ setting: 'clock' });
      expect(fault?.remedy).to.contain('NTP');
      await shop.begin(running);
      await shop.pay();
      await elsewhere.close();
      expect(naming(event, 'driftMs')).not.to.deep.equal([]);
    }
  });

  it('is a fault of the doctor where scaEnabled stands without payerAuthEnabled', async () => {
    const heal = shop.plant({ scaEnabled: true, payerAuthEnabled: false }, { channel: 'agent' });
    const [fault] = faultsOf(await shop.examine());
    heal();
    expect(fault).to.include({
      id: 'challenge-when-saving',
      site: 'siteUS',
      channel: 'agent',
      setting: 'scaEnabled',
    });
  });
});
