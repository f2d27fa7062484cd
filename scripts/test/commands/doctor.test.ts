import { expect } from 'chai';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {
  createIdentity,
  GATEWAY,
  TESTREST_SUBJECT,
} from '../../../sandbox/cybersource/access/encryption/identity.ts';
import { writeKeyFiles } from '../../../sandbox/cybersource/access/encryption/key-files.ts';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../sandbox/cybersource/start.ts';
import { startOccSandbox, type OccSandbox } from '../../../sandbox/occ/start.ts';
import { aCardOrder } from '../../../sandbox/test/occ/rig.ts';
import { type Assembled, assemble } from '../../../server-extension/src/assemble.ts';
import { readConfig } from '../../../server-extension/src/config/config.ts';
import { paymentMethods } from '../../../server-extension/src/methods/methods.ts';
import type { DoctorCheck } from '../../src/administration/doctor/doctor-check.ts';
import { inRepository } from '../../src/program/repository.ts';
import { aCommandLine, type ACommandLine } from './a-command-line.ts';

const GATEWAY_ID = 'isv-occ-gateway';
const MOUNT = '/ccstorex/custom';
const DAY_MS = 86_400_000;

describe('The doctor', function () {
  this.timeout(60_000);
  let cybersource: CyberSourceSandbox;
  let occ: OccSandbox;
  let cli: ACommandLine;
  let server: Server;
  let extension: Assembled | undefined;
  let certs: string;
  /** Stands in for the journal of an extension that has read amounts in another way. */
  let journalOf: ((url: string) => unknown) | undefined;

  before(async () => {
    certs = await mkdtemp(path.join(os.tmpdir(), 'doctor-certs-'));
    cybersource = await startCybersourceSandbox({ keysDirectory: certs });
    await mkdir(path.join(certs, 'old'));
    const longAgo = new Date(Date.now() - 60 * DAY_MS);
    await writeKeyFiles(path.join(certs, 'old'), {
      gateway: await createIdentity(GATEWAY, longAgo),
      merchant: await createIdentity(TESTREST_SUBJECT, longAgo),
    });
    server = createServer((req, res) => {
      const url = (req.url ?? '').slice(MOUNT.length);
      if (extension === undefined) res.writeHead(503).end();
      else if (journalOf !== undefined && url.includes('/operations/journal'))
        res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(journalOf(url)));
      else extension.answer(Object.assign(req, { url }), res);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const extensionUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    occ = await startOccSandbox({
      extensionUrl,
      gatewayPackage: inRepository('gateway-settings', 'extension'),
    });
    cli = await aCommandLine({ test: { adminUrl: occ.url, storeUrl: occ.url, extensionUrl } });
  });
  after(async () => {
    await extension?.stop();
    server.close();
    await Promise.all([occ.close(), cybersource.close(), cli.close(), rm(certs, { recursive: true })]);
  });

  /** A fresh extension, whose results of earlier checks are not kept, and the doctor on it. */
  async function examine(
    environment: Readonly<Record<string, string | undefined>> = {},
    ...flags: readonly string[]
  ): Promise<{ readonly code: number; readonly checks: readonly DoctorCheck[] }> {
    await extension?.stop();
    extension = assemble({
      config: readConfig({
        version: '2.0.0',
        environment: {
          ATG_SERVER_URL: occ.url,
          ATG_SERVER_ADMIN_URL: occ.url,
          ATG_APPLICATION_TOKEN: 'sandbox-application-key',
          PAYMENTS_SECRET_KEY: occ.tenant.webhooks.secrets().secretKeySHA512,
          CRYPTO_SERVICE_KEY: 'abcdefghijklmnopqrstuvwxyz0123456789',
          CYBERSOURCE_INTERMEDIATE_HOST: cybersource.url,
          CERTS_FOLDER: certs,
          JOURNAL: 'memory:',
          ...environment,
        },
      }),
      log: () => undefined,
      methods: paymentMethods,
    });
    const { code, json } = await cli.run('doctor', '--tenant', 'test', '--json', ...flags);
    return { code, checks: json['checks'] as DoctorCheck[] };
  }

  /** Stored as an older release of OCC or of the plugin would have let it be; undone by what it returns. */
  function plant(
    values: Readonly<Record<string, unknown>>,
    channel: 'storefront' | 'agent' = 'storefront',
  ): () => void {
    const stored = occ.tenant.settings.read(GATEWAY_ID, 'siteUS')[channel] as Record<string, unknown>;
    const before = { ...stored };
    Object.assign(stored, values);
    return () => {
      for (const id of Object.keys(values)) Reflect.deleteProperty(stored, id);
      Object.assign(stored, before);
    };
  }

  const faultsOf = (checks: readonly DoctorCheck[]): readonly DoctorCheck[] =>
    checks.filter(({ status }) => status === 'fault');

  it('finds no fault in a shop that can take payments', async () => {
    const { code, checks } = await examine();
    expect(faultsOf(checks)).to.deep.equal([]);
    expect(code).to.equal(0);
    expect(checks.filter(({ id, status }) => id === 'credentials' && status === 'ok')).to.have.length(9);
    expect(checks).to.deep.include({ id: 'clock', status: 'ok' });
  });

  const live = { runEnvironment: 'api.cybersource.com' };
  const withKeyFile = {
    authenticationType: 'JWT',
    jwtKeyType: 'P12',
    keyFileName: 'testrest',
    keyPass: 'testrest',
  };
  const planted: readonly (readonly [
    name: string,
    values: Readonly<Record<string, unknown>>,
    id: string,
    setting: string,
  ])[] = [
    [
      'the key id is wrong',
      { merchantKeyId: '18c94330-f618-42a3-b09d-e1e43be5efda' },
      'credentials',
      'merchantKeyId',
    ],
    [
      'the secret is wrong',
      { merchantsecretKey: 'yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tA=' },
      'credentials',
      'merchantsecretKey',
    ],
    ['the secret is no base64', { merchantsecretKey: 'not base64!' }, 'secret', 'merchantsecretKey'],
    ['the merchant id is wrong', { merchantID: 'testrust' }, 'credentials', 'merchantID'],
    ['the live host stands with a test key', live, 'host', 'runEnvironment'],
    [
      'https:// stands before the host',
      { runEnvironment: 'https://apitest.cybersource.com' },
      'host',
      'runEnvironment',
    ],
    ['the key id is empty', { merchantKeyId: '' }, 'key-id', 'merchantKeyId'],
    ['the .p12 is missing', { ...withKeyFile, keyFileName: 'nowhere' }, 'key-file', 'keyFileName'],
    ['the password of the .p12 is wrong', { ...withKeyFile, keyPass: 'wrong' }, 'key-file', 'keyPass'],
    ['the alias in the .p12 is wrong', { ...withKeyFile, keyAlias: 'another' }, 'key-file', 'keyAlias'],
    [
      'message encryption has no certificate',
      {
        authenticationType: 'JWT',
        messageEncryptionEnabled: 'Yes',
        messageEncryptionCertificate: '',
        keyFileName: '',
      },
      'message-encryption',
      'messageEncryptionCertificate',
    ],
    [
      'message encryption stands with HTTP Signature',
      {
        authenticationType: 'http_signature',
        messageEncryptionEnabled: 'Yes',
        messageEncryptionCertificate: 'cybersource-mle',
      },
      'message-encryption',
      'messageEncryptionEnabled',
    ],
    [
      'an origin is that of another shop',
      { allowedOrigins: 'https://other.example' },
      'origins',
      'allowedOrigins',
    ],
    [
      'an origin has a path',
      { allowedOrigins: 'https://shop.example/checkout' },
      'origins',
      'allowedOrigins',
    ],
    ['the origin is *', { allowedOrigins: '*' }, 'origins', 'allowedOrigins'],
    [
      'Google’s gateway merchant id is missing',
      { googlePayGatewayMerchantId: '' },
      'google-pay-gateway-merchant',
      'googlePayGatewayMerchantId',
    ],
    [
      'Google Pay in production has no merchant id',
      { googlePayEnvironment: 'PRODUCTION', googlePayMerchantId: '' },
      'google-pay-merchant',
      'googlePayMerchantId',
    ],
    [
      'Apple’s merchant id is none',
      { applePayMerchantId: 'com.example' },
      'apple-pay-merchant',
      'applePayMerchantId',
    ],
    [
      'Apple’s domain is that of another shop',
      { applePayInitiativeContext: 'other.example' },
      'apple-pay-domain',
      'applePayInitiativeContext',
    ],
    [
      'scaEnabled stands without payerAuthEnabled',
      { scaEnabled: true, payerAuthEnabled: false },
      'challenge-when-saving',
      'scaEnabled',
    ],
  ];
  for (const [name, values, id, setting] of planted) {
    it(`names site, channel, setting and remedy where ${name}`, async () => {
      const heal = plant(values);
      const { code, checks } = await examine();
      heal();
      const faults = faultsOf(checks);
      expect(code).to.equal(3);
      expect(faults.map((fault) => `${fault.id} ${fault.site ?? ''} ${fault.channel ?? ''}`)).to.include(
        `${id} siteUS storefront`,
      );
      const named = faults.find((fault) => fault.id === id);
      expect(named?.setting).to.contain(setting);
      expect(named?.remedy).to.be.a('string').and.not.equal('');
      expect(named?.link).to.contain('docs/administrators.md');
      expect(faults.every(({ site, channel }) => site === 'siteUS' && channel === 'storefront')).to.equal(
        true,
      );
    });
  }

  it('names a .p12 whose certificate has expired', async () => {
    const heal = plant(withKeyFile);
    const { checks } = await examine({ CERTS_FOLDER: path.join(certs, 'old') });
    heal();
    const fault = faultsOf(checks).find(({ id }) => id === 'certificate');
    expect(fault).to.include({ site: 'siteUS', channel: 'storefront', setting: 'keyFileName' });
    expect(fault?.problem).to.contain('expired on');
  });

  it('names a channel that is not configured', async () => {
    const heal = plant({ merchantID: '', merchantKeyId: '', keyFileName: '' }, 'agent');
    const { checks } = await examine();
    heal();
    const [fault] = faultsOf(checks);
    expect(fault).to.include({ id: 'channel', site: 'siteUS', channel: 'agent', setting: 'merchantID' });
  });

  it('names a webhook secret that is missing, and one that is wrong', async () => {
    const missing = faultsOf((await examine({ PAYMENTS_SECRET_KEY: undefined })).checks);
    expect(missing.map(({ id, setting }) => `${id} ${setting ?? ''}`)).to.include(
      'webhook-secret PAYMENTS_SECRET_KEY',
    );
    const another = Buffer.from('another secret of forty-eight bytes, which is enough').toString('base64');
    const wrong = faultsOf((await examine({ PAYMENTS_SECRET_KEY: another })).checks);
    expect(wrong.map(({ id }) => id)).to.deep.equal(['webhook-secret', 'webhook-secret']);
    expect(wrong[0]?.problem).to.contain('another secret');
  });

  it('names a webhook address that is wrong, one that nothing answers at, and a missing one', async () => {
    const production = occ.tenant.webhooks.require('production-genericPayment');
    const right = production.url;
    for (const [wrong, problem] of [
      [`${right}/`, 'is not our payment route'],
      [`${occ.url}/ccstorex/custom/other/v1/payments`, 'is not our payment route'],
      ['http://127.0.0.1:9/payments', 'Nothing answers'],
      ['', 'has no address'],
    ] as const) {
      production.url = wrong;
      const [fault] = faultsOf((await examine()).checks);
      expect(fault).to.include({ id: 'webhook-address', channel: 'storefront, agent' });
      expect(fault?.problem).to.contain(problem);
    }
    production.url = right;
  });

  it('names a clock that is wrong by ten minutes, and by a day', async () => {
    for (const [aheadMs, minutes] of [
      [10 * 60_000, '10 minutes'],
      [DAY_MS, '1440 minutes'],
    ] as const) {
      const elsewhere = await startCybersourceSandbox({ now: () => new Date(Date.now() + aheadMs) });
      const { checks } = await examine({ CYBERSOURCE_INTERMEDIATE_HOST: elsewhere.url });
      await elsewhere.close();
      expect(faultsOf(checks).find(({ id }) => id === 'clock')?.problem).to.contain(`${minutes} behind`);
    }
  });

  it('names a setting for amounts that is wrong, from a recent order', async () => {
    await examine();
    const placed = await fetch(`${occ.url}/ccstore/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-ccsite': 'siteJP' },
      body: JSON.stringify(aCardOrder()),
    });
    const { id, payments } = (await placed.json()) as { id: string; payments: Record<string, string>[] };
    const [{ amount, paymentGroupId } = {}] = payments;
    const attempt = { type: 'authorize', channel: 'storefront', paymentId: paymentGroupId, currency: 'JPY' };
    journalOf = (url) => (url.includes(id) ? [{ ...attempt, amount: String(Number(amount) / 100) }] : []);
    const wrong = faultsOf((await examine()).checks);
    expect(wrong).to.have.length(1);
    expect(wrong[0]).to.include({
      id: 'amount-convention',
      site: 'siteJP',
      channel: 'storefront',
      setting: 'amountConvention',
    });
    expect(wrong[0]?.problem).to.contain(`Order ${id}`);
    journalOf = (url) => (url.includes(id) ? [{ ...attempt, amount: String(amount) }] : []);
    expect(faultsOf((await examine()).checks)).to.deep.equal([]);
    journalOf = undefined;
  });

  it('rehearses the mandate of March 2027', async () => {
    const today = await examine();
    expect(today.checks.some(({ id, status }) => id === 'mandate' && status === 'fault')).to.equal(false);
    const then = await examine({}, '--as-of', '2027-03-01');
    expect(then.code).to.equal(3);
    expect(faultsOf(then.checks)[0]).to.include({
      id: 'mandate',
      site: 'siteUS',
      setting: 'messageEncryptionEnabled',
    });
    expect(faultsOf(then.checks)[0]?.remedy).to.contain('Before 2027-03-01');
  });

  it('looks at the settings by itself where the extension cannot be asked, and says so', async () => {
    await extension?.stop();
    extension = undefined;
    const heal = plant({ merchantKeyId: '' });
    const { code, json } = await cli.run('doctor', '--tenant', 'test', '--json');
    heal();
    expect(code).to.equal(3);
    const ids = faultsOf(json['checks'] as DoctorCheck[]).map(({ id }) => id);
    expect(ids).to.include('extension').and.to.include('key-id');
  });
});
