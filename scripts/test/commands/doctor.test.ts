import { expect } from 'chai';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createIdentity } from '../../../sandbox/cybersource/access/encryption/identity.ts';
import { checkCatalogue } from '../../src/administration/doctor/check-catalogue.ts';
import type { DoctorCheck } from '../../src/administration/doctor/doctor-check.ts';
import { inRepository } from '../../src/program/repository.ts';
import { type AnExaminedShop, anExaminedShop, DAY_MS, faultsOf, GATEWAY_ID } from './an-examined-shop.ts';

/** A key of CyberSource’s for signatures of notifications. */
const KEYS = `key-1:${Buffer.alloc(32, 5).toString('base64')}`;

describe('The doctor', function () {
  this.timeout(60_000);
  let shop: AnExaminedShop;

  before(async () => {
    shop = await anExaminedShop();
  });
  after(() => shop.close());

  it('finds no fault in a shop that can take payments', async () => {
    const { code, checks } = await shop.examine();
    expect(faultsOf({ checks })).to.deep.equal([]);
    expect(code).to.equal(0);
    expect(checks.filter(({ id, status }) => id === 'credentials' && status === 'ok')).to.have.length(9);
    for (const id of ['clock', 'versions', 'webhook'])
      expect(checks.find((check) => check.id === id)?.status, id).to.equal('ok');
  });

  it('links every result to its row of the administrators’ guide', async () => {
    const guide = await readFile(inRepository('docs', 'administrators.md'), 'utf8');
    for (const id of Object.keys(checkCatalogue)) expect(guide).to.contain(`<a id="doctor-${id}"></a>`);
    const heal = shop.plant({ googlePayGatewayMerchantId: '', verificationFailure: 'accept' });
    const { checks } = await shop.examine({ NOTIFICATIONS_KEYS: KEYS }, '--as-of', '2027-03-01');
    heal();
    for (const { id, link } of checks) {
      expect(Object.keys(checkCatalogue), id).to.include(id);
      expect(link).to.equal(`docs/administrators.md#doctor-${id}`);
    }
  });

  it('names a layout without the payment form, and other forms beside it', async () => {
    const { layouts } = shop.occ.tenant;
    const about = (checks: readonly DoctorCheck[]): readonly DoctorCheck[] =>
      checks.filter(({ id }) => id === 'layout');
    const place = (...instances: string[]): void => {
      layouts.place('checkoutLayout', [{ region: 'checkoutBody', instances }]);
    };
    expect(about((await shop.examine()).checks).map(({ status }) => status)).to.deep.equal(['ok']);

    place('checkoutCustomerDetailsInst', 'cybersourcePayment_inst', 'checkoutPaymentDetailsInst');
    const [beside, ...more] = about((await shop.examine()).checks);
    expect(more).to.deep.equal([]);
    expect(beside).to.include({ status: 'warning' });
    expect(beside?.problem).to.contain('paymentDetails').and.to.contain('Checkout Layout');

    // A shop that pays on a page of its own still has OCC's form on its layout, and that is no fault.
    place('checkoutCustomerDetailsInst', 'checkoutPaymentDetailsInst');
    const { code, checks } = await shop.examine();
    expect(code).to.equal(0);
    expect(about(checks).map(({ status }) => status)).to.deep.equal(['warning']);
    expect(about(checks)[0]?.problem).to.contain('is on no layout');
    place('checkoutCustomerDetailsInst', 'cybersourcePayment_inst');
  });

  it('names ways to pay that are offered and not ticked among OCC’s payment types', async () => {
    const { paymentTypes } = shop.occ.tenant;
    const faults = async (): Promise<readonly (string | undefined)[]> =>
      faultsOf(await shop.examine())
        .filter(({ id, site }) => id === 'payment-types' && site === 'siteUS')
        .map(({ problem }) => problem);
    paymentTypes.enable(['generic']);
    expect(await faults()).to.have.length(1);
    expect((await faults())[0]).to.contain('Cards are offered');
    paymentTypes.enable(['visa']);
    expect((await faults())[0]).to.contain('Wallets');
    // Offered on no channel, they need not be ticked.
    const channels = Object.values(shop.occ.tenant.settings.read(GATEWAY_ID, 'siteUS')) as Record<
      string,
      unknown
    >[];
    const before = channels.map(({ paymentOptions }) => paymentOptions);
    for (const values of channels) values['paymentOptions'] = ['card'];
    const withoutWallets = await faults();
    channels.forEach((values, at) => {
      values['paymentOptions'] = before[at];
    });
    paymentTypes.enable(['visa', 'generic']);
    expect(withoutWallets).to.deep.equal([]);
    expect(await faults()).to.deep.equal([]);
  });

  it('names the currency of an order that its webhook did not ask for', async () => {
    await shop.begin();
    await shop.pay('siteKW');
    shop.journalOf = () => [
      {
        type: 'authorize',
        channel: 'storefront',
        paymentId: shop.occ.tenant.orders.list().at(-1)?.paymentGroups[0]?.id,
        amount: '1',
        currency: 'USD',
      },
    ];
    const faults = faultsOf(await shop.examine());
    shop.journalOf = undefined;
    expect(faults).to.have.length(1);
    expect(faults[0]).to.include({ id: 'currency', site: 'siteKW', channel: 'storefront' });
    expect(faults[0]?.problem).to.contain('KWD').and.to.contain('USD');
  });

  it('compares the origin of a recent run of a schedule with the setting', async () => {
    await shop.begin();
    await shop.pay();
    const order = shop.occ.tenant.orders
      .list()
      .find(({ siteId }) => siteId === 'siteUS') as unknown as Record<string, unknown>;
    const originCheck = async (): Promise<DoctorCheck | undefined> =>
      (await shop.examine()).checks.find(({ id, site }) => id === 'scheduled-origin' && site === 'siteUS');
    expect(await originCheck()).to.equal(undefined);
    order['originOfOrder'] = 'subscriptionRun';
    expect(await originCheck()).to.include({
      status: 'fault',
      channel: 'storefront',
      setting: 'scheduledOrderOrigins',
      remedy: 'Add subscriptionRun to scheduledOrderOrigins, if orders with it are placed without a shopper.',
    });
    const heal = shop.plant({ scheduledOrderOrigins: 'scheduledOrder, subscriptionRun' });
    expect((await originCheck())?.status).to.equal('ok');
    heal();
    order['originOfOrder'] = undefined;
    expect(await originCheck()).to.include({ status: 'warning', setting: 'includeOrderInWebhookPayload' });
    order['originOfOrder'] = 'default';
    order['state'] = 'TEMPLATE';
    expect(await originCheck()).to.include({ status: 'warning' });
    order['state'] = 'SUBMITTED';
  });

  it('says when Apple’s certificate and keys of notifications end', async () => {
    const walletFault = faultsOf(await shop.examine({ CERTS_FOLDER: path.join(shop.certs, 'old') })).find(
      ({ id, channel }) => id === 'wallet-certificate' && channel === 'storefront',
    );
    expect(walletFault).to.include({ site: 'siteUS', channel: 'storefront', setting: 'applePayMerchantId' });
    expect(walletFault?.problem).to.contain('applePayIdentityCert.pem expired on');

    const keyCheck = async (expiry: string | undefined): Promise<DoctorCheck | undefined> =>
      (
        await shop.examine({
          NOTIFICATIONS_KEYS: KEYS,
          ...(expiry !== undefined && { NOTIFICATIONS_KEYS_EXPIRE: `key-1:${expiry}` }),
        })
      ).checks.find(({ id }) => id === 'notification-key');
    const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
    expect(await keyCheck(undefined)).to.include({ status: 'warning', setting: 'NOTIFICATIONS_KEYS_EXPIRE' });
    expect(await keyCheck(inDays(-2))).to.include({ status: 'fault', setting: 'NOTIFICATIONS_KEYS' });
    expect(await keyCheck(inDays(10))).to.include({ status: 'warning', setting: 'NOTIFICATIONS_KEYS' });
    expect((await keyCheck(inDays(200)))?.status).to.equal('ok');
  });

  describe('on CyberSource’s mandate of March 2027', () => {
    const MANDATE = ['--as-of', '2027-03-01'] as const;
    const withKeys = {
      messageEncryptionEnabled: 'Yes',
      messageEncryptionCertificate: 'cybersource-mle',
      keyFileName: 'testrest',
      keyPass: 'testrest',
    };
    const ofStorefront = (checks: readonly DoctorCheck[]): readonly DoctorCheck[] =>
      checks.filter(
        ({ id, site, channel }) => id === 'mandate' && site === 'siteUS' && channel === 'storefront',
      );

    async function rehearse(values: object): Promise<readonly DoctorCheck[]> {
      const heal = shop.plant(values as Record<string, unknown>);
      const { checks } = await shop.examine({}, ...MANDATE);
      heal();
      return ofStorefront(checks);
    }

    it('is content with a channel whose own keys sign, encrypt and open the answer', async () => {
      const [check, ...others] = await rehearse(withKeys);
      expect(check).to.include({ status: 'ok' });
      expect(others).to.deep.equal([]);
      const encrypted = shop.cybersource.control
        .calls()
        .filter(({ encrypted: parts }) => parts?.includes('request') && parts.includes('response'));
      expect(encrypted.length).to.be.greaterThan(0);
    });

    it('tells what to set where the keys would do, and has tried it', async () => {
      const checks = await rehearse({
        ...withKeys,
        authenticationType: 'http_signature',
        messageEncryptionEnabled: 'No',
      });
      const faults = faultsOf({ checks });
      expect(faults.map(({ setting }) => setting)).to.have.members([
        'authenticationType',
        'messageEncryptionEnabled',
      ]);
      expect(faults[0]?.problem).to.contain('Tried today with these keys, it works');
      expect(faults[0]?.remedy).to.contain('Before 2027-03-01: set authenticationType to JWT');
    });

    it('names the certificate that is missing, and one that is not CyberSource’s', async () => {
      const [missing] = await rehearse({ messageEncryptionEnabled: 'No' });
      expect(missing).to.include({ status: 'fault', setting: 'messageEncryptionCertificate' });
      expect(missing?.remedy).to.contain('Before 2027-03-01');
      const { certificate } = await createIdentity(
        { commonName: 'CyberSource_SJC_US', serialNumber: '42' },
        new Date(),
      );
      await writeFile(path.join(shop.certs, 'foreign.pem'), certificate.toString());
      const [foreign] = await rehearse({ ...withKeys, messageEncryptionCertificate: 'foreign' });
      expect(foreign).to.include({ status: 'fault', setting: 'messageEncryptionCertificate' });
      expect(foreign?.problem).to.contain('cannot open');
    });

    it('warns where answers would stay readable', async () => {
      const checks = await rehearse({ ...withKeys, keyFileName: '', keyPass: '' });
      expect(checks.map(({ setting, status }) => `${setting ?? ''} ${status}`)).to.include(
        'keyFileName warning',
      );
    });

    it('moves nothing: no authorization is in CyberSource’s books afterwards', async () => {
      const before = shop.cybersource.control.ledger().length;
      await rehearse(withKeys);
      expect(shop.cybersource.control.ledger()).to.have.length(before);
    });

    it('goes by the settings where the extension cannot be asked', async () => {
      await shop.end();
      const { json } = await shop.cli.run('doctor', '--tenant', 'test', '--json', ...MANDATE);
      const [check] = ofStorefront(json['checks'] as DoctorCheck[]);
      expect(check).to.include({ status: 'fault', setting: 'messageEncryptionEnabled' });
    });
  });

  it('looks at the settings by itself where the extension cannot be asked, and says so', async () => {
    await shop.end();
    const heal = shop.plant({ merchantKeyId: '' });
    const { code, json } = await shop.cli.run('doctor', '--tenant', 'test', '--json');
    heal();
    expect(code).to.equal(3);
    const ids = faultsOf({ checks: json['checks'] as DoctorCheck[] }).map(({ id }) => id);
    expect(ids).to.include('extension').and.to.include('key-id');
  });
});
