import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { zipSync } from 'fflate';
import { aCardOrder, startRig, type Answer, type Rig } from './rig.ts';

const GATEWAY = '/ccadmin/v1/sitesettings/isv-occ-gateway';

/** A gateway extension with a setting of each type. */
const FILES: Readonly<Record<string, unknown>> = {
  'ext.json': {},
  'gateway/isv-occ-gateway/gateway.json': { provider: 'Test', paymentMethodTypes: ['card'] },
  'gateway/isv-occ-gateway/config/config.json': {
    configType: 'payment',
    properties: [
      { id: 'title', type: 'sectionTitleType' },
      {
        id: 'paymentMethodTypes',
        type: 'multiSelectOptionType',
        public: true,
        required: true,
        defaultValue: 'card',
        options: [{ value: 'card' }, { value: 'generic' }],
      },
      { id: 'merchantID', type: 'stringType', required: true, pattern: '[a-z0-9_]+', maxLength: 12 },
      { id: 'merchantsecretKey', type: 'passwordType' },
      { id: 'payerAuthEnabled', type: 'booleanType', defaultValue: true },
      { id: 'isCVVRequiredForSavedCards', type: 'booleanType', defaultValue: false },
      {
        id: 'mode',
        type: 'optionType',
        defaultValue: 'TEST',
        options: [{ value: 'TEST' }, { value: 'LIVE' }],
      },
    ],
  },
  'gateway/isv-occ-gateway/config/locales/en.json': { resources: { title: 'Payments' } },
};

describe('OCC’s gateway settings', () => {
  let folder: string;
  let rig: Rig;
  let admin: { authorization: string };

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'gateway-'));
    const gatewayPackage = path.join(folder, 'gateway.zip');
    const entries = Object.entries(FILES).map(([name, json]) => [name, Buffer.from(JSON.stringify(json))]);
    writeFileSync(gatewayPackage, zipSync(Object.fromEntries(entries) as Record<string, Buffer>));
    rig = await startRig({
      gatewayPackage,
      siteSettings: { 'isv-occ-gateway': { siteJP: { '*': { mode: 'LIVE' } } } },
    });
    admin = await rig.login('ccadmin');
  });
  afterEach(async () => {
    await rig.close();
    rmSync(folder, { recursive: true });
  });

  const read = (site = 'siteUS'): Promise<Answer> =>
    rig.call('GET', GATEWAY, undefined, { ...admin, 'x-ccsite': site });
  const write = (body: unknown, site = 'siteUS'): Promise<Answer> =>
    rig.call('PUT', GATEWAY, body, { ...admin, 'x-ccsite': site });

  it('begin with the package’s defaults, the test merchant, and what the site was given', async () => {
    expect((await read()).body)
      .to.have.nested.property('data.storefront')
      .that.deep.equals({
        paymentMethodTypes: 'card,generic',
        merchantID: 'testrest',
        merchantsecretKey: 'yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE=',
        payerAuthEnabled: true,
        isCVVRequiredForSavedCards: false,
        mode: 'TEST',
      });
    expect((await read('siteJP')).body).to.have.nested.property('data.agent.mode', 'LIVE');
  });

  it('change for one site and one channel only', async () => {
    expect(await write({ preview: { merchantID: 'other' } })).to.have.property('status', 200);
    const { body } = await read();
    expect(body).to.have.nested.property('data.preview.merchantID', 'other');
    expect(body).to.have.nested.property('data.preview.mode', 'TEST');
    expect(body).to.have.nested.property('data.storefront.merchantID', 'testrest');
    expect((await read('siteKW')).body).to.have.nested.property('data.preview.merchantID', 'testrest');
  });

  it('tell the checkout page of their channel what OCC itself reads, also where nothing is public', async () => {
    await write({ preview: { isCVVRequiredForSavedCards: true } });
    const page = (channel: string): Promise<Answer> =>
      rig.call('GET', '/ccstore/v1/pages/checkout', undefined, { 'x-ccasset-channel': channel });
    const required = 'data.page.payment.isCVVRequiredForSavedCards';
    expect((await page('preview')).body).to.have.nested.property(required, true);
    expect((await page('storefront')).body).to.have.nested.property(required, false);
  });

  const wrong: readonly [string, Record<string, unknown>][] = [
    ['a setting that does not exist', { colour: 'blue' }],
    ['a title', { title: 'x' }],
    ['an option that is not offered', { mode: 'DEMO' }],
    ['a choice that is not offered', { paymentMethodTypes: ['card', 'cash'] }],
    ['nothing where something is required', { merchantID: '' }],
    ['no choice where one is required', { paymentMethodTypes: [] }],
    ['a text that does not fit the pattern as a whole', { merchantID: 'test rest' }],
    ['a text that is too long', { merchantID: 'a'.repeat(13) }],
    ['a word for a switch', { payerAuthEnabled: 'maybe' }],
  ];
  for (const [name, values] of wrong) {
    it(`refuse ${name}, name it, and keep everything as it was`, async () => {
      const before = await read();
      const refusal = await write({ agent: { merchantsecretKey: 'new' }, storefront: values });
      expect(refusal.status).to.equal(400);
      expect(refusal.body).to.have.nested.property(
        'o:errorDetails[0].o:errorPath',
        `body:storefront.${Object.keys(values)[0] ?? ''}`,
      );
      expect(await read()).to.deep.equal(before);
    });
  }

  it('show the browser what is public and nothing else', async () => {
    const { body } = await rig.call('GET', '/ccstore/v1/sites/current');
    expect(body['extensionSiteSettings']).to.deep.equal({
      'isv-occ-gateway': { paymentMethodTypes: 'card,generic' },
    });
    expect(JSON.stringify(body)).not.to.include('testrest');
  });

  it('travel with a webhook without passwords, whose names are listed', async () => {
    await write({ storefront: { mode: 'LIVE' } });
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    expect(rig.extension.received[0]?.body['gatewaySettings']).to.deep.equal({
      paymentMethodTypes: 'card,generic',
      merchantID: 'testrest',
      payerAuthEnabled: true,
      isCVVRequiredForSavedCards: false,
      mode: 'LIVE',
      filteredFields: ['merchantsecretKey'],
    });
  });

  it('are described for a page that edits them', async () => {
    const { body } = await rig.call('GET', '/sandbox/v1/gateways/isv-occ-gateway', undefined, admin);
    expect(body).to.have.nested.property('config.properties').with.length(7);
    expect(body).to.deep.include({ resources: { title: 'Payments' } });
  });

  it('can come from an unpacked folder as well', async () => {
    const unpacked = path.join(folder, 'unpacked');
    for (const [name, json] of Object.entries(FILES)) {
      mkdirSync(path.dirname(path.join(unpacked, name)), { recursive: true });
      writeFileSync(path.join(unpacked, name), JSON.stringify(json));
    }
    const other = await startRig({ gatewayPackage: unpacked });
    const { body } = await other.call('GET', GATEWAY, undefined, await other.login('ccadmin'));
    expect(body).to.have.nested.property('data.storefront.mode', 'TEST');
    await other.close();
  });

  it('of a gateway that is not installed are not there', async () => {
    const path = '/ccadmin/v1/sitesettings/other-gateway';
    expect(await rig.call('GET', path, undefined, admin)).to.have.property('status', 404);
  });
});
