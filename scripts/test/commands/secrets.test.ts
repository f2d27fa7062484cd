import { expect } from 'chai';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { createAppleIdentities } from '../../../sandbox/apple/identities.ts';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../sandbox/cybersource/start.ts';
import { maskedText } from '../../../sandbox/cybersource/values/mask.ts';
import { TEST_MERCHANT } from '../../../sandbox/occ/settings/provision.ts';
import { startOccSandbox, type OccSandbox } from '../../../sandbox/occ/start.ts';
import { createZipStore } from '../../src/administration/deployment/zips.ts';
import { readRecord } from '../../src/administration/deployment/record.ts';
import { createAdminClient } from '../../src/administration/occ/admin-client.ts';
import { rotateAppleCertificate } from '../../src/administration/secrets/rotate-apple-certificate.ts';
import type { SecretTask } from '../../src/administration/secrets/secret-task.ts';
import { buyByCard, type Purchase } from '../package/packaged-shop.ts';
import { aCommandLine, type ACommandLine } from './a-command-line.ts';

const GATEWAY = 'isv-occ-gateway';
const SECOND_KEY = 'a-second-key-of-the-merchant';
const secondSecret = Buffer.alloc(32, 5).toString('base64');
const { merchantsecretKey, ...merchant } = TEST_MERCHANT;

describe('A deployed shop', function () {
  this.timeout(240_000);
  let cybersource: CyberSourceSandbox;
  let occ: OccSandbox;
  let cli: ACommandLine;
  let task: SecretTask;

  before(async () => {
    cybersource = await startCybersourceSandbox({
      merchants: [
        {
          id: 'testrest',
          sharedSecrets: new Map([[SECOND_KEY, Buffer.from(secondSecret, 'base64')]]),
          certificates: [],
        },
      ],
    });
    occ = await startOccSandbox({ empty: true });
    const tenant = { adminUrl: occ.url, storeUrl: occ.url, intermediateHost: cybersource.url };
    cli = await aCommandLine({ test: tenant });
    cli.environment['MERCHANT_SECRET'] = String(merchantsecretKey);
    cli.environment['SECOND_SECRET'] = secondSecret;
    await cli.write('test.settings.yaml', {
      sites: { '*': { '*': { ...merchant, merchantsecretKey: 'env:MERCHANT_SECRET' } } },
    });
    await cli.write('variables.yaml', { CACHE_GATEWAYSETTINGS_TTL_SECS: 0 });
    const profile = {
      ...tenant,
      name: 'test',
      extensionUrl: occ.url,
      production: false,
      credentials: {
        kind: 'application-key' as const,
        key: () => Promise.resolve('sandbox-application-key'),
      },
    };
    task = {
      tenant: profile,
      occ: createAdminClient(profile),
      progress: () => undefined,
      wait: async (ms) => {
        await pause(ms);
      },
      now: () => new Date(),
    };
    const deployed = await cli.run(
      ...['deploy', '--tenant', 'test', '--settings', 'test.settings.yaml'],
      ...['--variables', 'variables.yaml', '--notifications', '--json'],
    );
    expect(deployed.code, deployed.error).to.equal(0);
    expect(deployed.json['done']).to.include.members(['notification-keys', 'notifications']);
  });
  after(async () => {
    await Promise.all([occ.close(), cybersource.close(), cli.close()]);
  });

  const subscriptions = () => cybersource.control.notifications.subscriptions();
  const variable = (name: string): string | undefined =>
    occ.tenant.variables.list().find((each) => each.name === name)?.value;

  /** Two shoppers buy one thing after the other for as long as the work takes, and once more. */
  async function underLoad<Result>(
    work: () => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly purchases: readonly Purchase[] }> {
    const purchases: Purchase[] = [];
    let isOver = false;
    const shopper = async (): Promise<void> => {
      do purchases.push(await buyByCard(occ, cybersource));
      while (!isOver);
      purchases.push(await buyByCard(occ, cybersource));
    };
    const shoppers = Promise.all([shopper(), shopper()]);
    const result = await work().finally(() => {
      isOver = true;
    });
    await shoppers;
    return { result, purchases };
  }

  function expectNoneRefused(purchases: readonly Purchase[]): void {
    expect(purchases.length).to.be.at.least(4);
    expect(
      purchases.filter(({ paymentState, held }) => paymentState !== 'AUTHORIZED' || held !== 1),
    ).to.deep.equal([]);
  }

  describe('that takes CyberSource’s notifications', () => {
    it('has one subscription, which is listed with what its status means', async () => {
      const listed = await cli.run('notifications', 'list', '--tenant', 'test', '--json');
      const rows = listed.json['subscriptions'] as Record<string, unknown>[];
      expect(rows).to.have.length(1);
      expect(rows[0]).to.include({
        merchantId: 'testrest',
        status: 'ACTIVE',
        ours: true,
        url: `${occ.url}/ccstorex/custom/isv-payment/v2/notifications`,
        meaning: 'Notifications are sent.',
      });
      expect(rows[0]?.['eventTypes']).to.include('payments.capture.status.accepted');
    });

    it('takes a signed sample, and says so when it does not', async () => {
      const taken = await cli.run('notifications', 'test', '--tenant', 'test', '--json');
      expect(taken.code, taken.error).to.equal(0);
      expect((taken.json['tests'] as object[])[0]).to.include({ merchantId: 'testrest', taken: true });
      const key = variable('NOTIFICATIONS_KEYS') ?? '';
      expect(taken.out + taken.error).not.to.contain(key.split(':')[1]);
    });

    it('subscribes once: the second time changes nothing', async () => {
      const before = [subscriptions(), variable('NOTIFICATIONS_KEYS')];
      const again = await cli.run('notifications', 'subscribe', '--tenant', 'test', '--json');
      expect(again.json['done']).to.deep.equal([]);
      expect([subscriptions(), variable('NOTIFICATIONS_KEYS')]).to.deep.equal(before);
    });

    it('can be unsubscribed and subscribed again', async () => {
      const removed = await cli.run('notifications', 'remove', '--tenant', 'test', '--json');
      expect(removed.json['removed']).to.equal(1);
      expect(subscriptions()).to.deep.equal([]);
      expect(
        (await cli.run('notifications', 'remove', '--tenant', 'test', '--json')).json['removed'],
      ).to.equal(0);
      const none = await cli.run('notifications', 'test', '--tenant', 'test', '--json');
      expect(none.code).to.equal(3);
      const again = await cli.run('notifications', 'subscribe', '--tenant', 'test', '--json');
      expect(again.json['done']).to.deep.equal(['notifications']);
      expect(subscriptions()).to.have.length(1);
    });
  });

  describe('whose secrets are replaced under load refuses no payment:', () => {
    it('the webhook’s secret', async () => {
      const before = occ.tenant.webhooks.secrets().secretKeySHA512;
      const { result, purchases } = await underLoad(() =>
        cli.run('secrets', 'rotate', 'webhook', '--tenant', 'test'),
      );
      expect(result.code, result.error).to.equal(0);
      expectNoneRefused(purchases);
      expect(variable('PAYMENTS_SECRET_KEY')).to.equal(occ.tenant.webhooks.secrets().secretKeySHA512);
      expect(variable('PAYMENTS_SECRET_PREVIOUS_KEY')).to.equal(before);
      expect(variable('PAYMENTS_SECRET_ROTATING')).to.equal(undefined);
      expect(result.out + result.error).not.to.contain(variable('PAYMENTS_SECRET_KEY'));
    });

    it('the sealing key, and attempts keep their names', async () => {
      const before = variable('CRYPTO_SERVICE_KEY');
      const { result, purchases } = await underLoad(() =>
        cli.run('secrets', 'rotate', 'sealing', '--tenant', 'test'),
      );
      expect(result.code, result.error).to.equal(0);
      expectNoneRefused(purchases);
      expect(variable('CRYPTO_SERVICE_KEY')).not.to.equal(before);
      expect(variable('CRYPTO_SERVICE_PREVIOUS_KEY')).to.equal(before);
      expect(variable('CRYPTO_NAMING_KEY')).to.equal(before);
      expect((await cli.run('secrets', 'rotate', 'sealing', '--tenant', 'test')).code).to.equal(0);
      expect(variable('CRYPTO_NAMING_KEY')).to.equal(before);
    });

    it('CyberSource’s key', async () => {
      const { result, purchases } = await underLoad(async () => {
        const rotated = await cli.run(
          ...['secrets', 'rotate', 'cybersource', '--key-id', SECOND_KEY],
          ...['--secret-from', 'env:SECOND_SECRET', '--tenant', 'test', '--json'],
        );
        await pause(500);
        return rotated;
      });
      expect(result.code, result.error).to.equal(0);
      expectNoneRefused(purchases);
      expect(result.json['rotated']).to.include('siteUS storefront merchantKeyId');
      expect(occ.tenant.settings.read(GATEWAY, 'siteJP').agent).to.include({ merchantKeyId: SECOND_KEY });
    });

    it('the keys of notifications', async () => {
      const [before = ''] = (variable('NOTIFICATIONS_KEYS') ?? '').split(',');
      const { result, purchases } = await underLoad(() =>
        cli.run('secrets', 'rotate', 'notifications', '--tenant', 'test', '--json'),
      );
      expect(result.code, result.error).to.equal(0);
      expectNoneRefused(purchases);
      const [first = '', second] = (variable('NOTIFICATIONS_KEYS') ?? '').split(',');
      expect(result.json['rotated']).to.deep.equal([first.split(':')[0]]);
      expect(second).to.equal(before);
      expect((await cli.run('notifications', 'test', '--tenant', 'test')).code).to.equal(0);
      // The third time the first one goes.
      const { json } = await cli.run('notifications', 'rotate', '--tenant', 'test', '--json');
      expect(variable('NOTIFICATIONS_KEYS')?.split(',')).to.have.length(2).and.to.include(first);
      // The doctor and the metric read from here until when each of both is good.
      const [{ keyId, expiresAt }] = json['keys'] as [{ keyId: string; expiresAt: string }];
      const days = variable('NOTIFICATIONS_KEYS_EXPIRE')?.split(',') ?? [];
      expect(days.map((day) => day.split(':')[0])).to.deep.equal([keyId, first.split(':')[0]]);
      expect(days[0]).to.equal(`${keyId}:${expiresAt.slice(0, 10)}`);
    });

    it('Apple’s certificate, in the extension that runs', async () => {
      const { merchant: identity } = await createAppleIdentities('merchant.test', new Date());
      const { result, purchases } = await underLoad(() =>
        rotateAppleCertificate(
          task,
          { certificate: identity.cert, key: identity.key },
          { folder: path.join(cli.folder, 'certs'), archive: createZipStore(`${cli.folder}/archive`) },
        ),
      );
      expectNoneRefused(purchases);
      expect(new Date(result).getTime()).to.be.above(Date.now());
      const files = unzipSync(occ.tenant.serverExtensions.list()[0]?.zip ?? new Uint8Array());
      expect(Buffer.from(files['certs/applePayIdentityCert.pem'] ?? '').toString()).to.equal(identity.cert);
      expect(Buffer.from(files['certs/applePayIdentityKey.key.txt'] ?? '').toString()).to.equal(identity.key);
      expect(await readFile(path.join(cli.folder, 'certs', 'applePayIdentityCert.pem'), 'utf8')).to.equal(
        identity.cert,
      );
    });
  });

  // In groups all of them: mocha runs what is in none first.
  describe('asks before it trusts, and shows what it has:', () => {
    it('refuses a key that CyberSource does not know, a certificate with another’s key, and a secret as an argument', async () => {
      const wrong = await cli.run(
        ...['secrets', 'rotate', 'cybersource', '--key-id', 'no-such-key'],
        ...['--secret-from', 'env:SECOND_SECRET', '--tenant', 'test', '--json'],
      );
      expect(wrong.code).to.equal(1);
      expect(wrong.json).to.have.nested.property('error.code', 'key-refused');
      expect(occ.tenant.settings.read(GATEWAY, 'siteJP').agent).to.include({ merchantKeyId: SECOND_KEY });
      const argument = await cli.run(
        ...[
          'secrets',
          'rotate',
          'cybersource',
          '--key-id',
          'a',
          '--secret-from',
          secondSecret,
          '--tenant',
          'test',
        ],
      );
      expect(argument.code).to.equal(2);
      expect(argument.error).to.contain('history of the shell').and.not.to.contain(secondSecret);
      const [one, other] = await Promise.all([
        createAppleIdentities('merchant.one', new Date()),
        createAppleIdentities('merchant.other', new Date()),
      ]);
      await writeFile(path.join(cli.folder, 'one.pem'), one.merchant.cert);
      await writeFile(path.join(cli.folder, 'other.key'), other.merchant.key);
      const pair = await cli.run(
        ...[
          'secrets',
          'rotate',
          'apple-pay',
          '--certificate',
          'one.pem',
          '--key',
          'other.key',
          '--tenant',
          'test',
        ],
      );
      expect(pair.error).to.contain('The key is not that of the certificate');
    });

    it('has its webhooks sent again that were not answered', async () => {
      const webhook = {
        ...occ.tenant.webhooks.forChannel('storefront'),
        url: `${occ.url}/ccstorex/custom/nothing`,
      };
      const subject = { orderId: 'o-lost', paymentId: 'pg1', transactionId: 't1', transactionType: '0100' };
      const { id } = await occ.tenant.deliveries.send(webhook, subject, {});
      const listed = await cli.run('webhooks', 'resend', '--list', '--tenant', 'test', '--json');
      expect(listed.code).to.equal(3);
      expect(listed.json['messages']).to.deep.include.members([
        {
          id,
          order: 'o-lost',
          url: webhook.url,
          at: (listed.json['messages'] as { at: string }[])[0]?.at,
          reason: 'HTTP 404',
          resent: false,
        },
      ]);
      const count = occ.tenant.deliveries.list('o-lost').length;
      const resent = await cli.run('webhooks', 'resend', id, '--tenant', 'test', '--json');
      expect(resent.code, resent.error).to.equal(0);
      expect(occ.tenant.deliveries.list('o-lost')).to.have.length(count + 1);
      expect((await cli.run('webhooks', 'resend', 'wh0', '--tenant', 'test')).code).to.equal(2);
    });

    it('shows Apple’s domain file once it has been uploaded', async () => {
      await cli.write('domain-file', '7B227073704964223A22');
      const uploaded = await cli.run(
        'apple-pay',
        'upload-domain-file',
        'domain-file',
        '--tenant',
        'test',
        '--json',
      );
      expect(uploaded.code, uploaded.error).to.equal(0);
      expect((uploaded.json['sites'] as { found: string }[]).map(({ found }) => found)).to.deep.equal([
        'at-apples-address',
        'at-apples-address',
        'at-apples-address',
      ]);
      expect((await cli.run('apple-pay', 'upload-domain-file', 'missing', '--tenant', 'test')).code).to.equal(
        1,
      );
    });

    it('compares a day of settlement, writes its cases into a file and closes them', async () => {
      const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
      const before = await cli.run('settlement', 'show', day, '--tenant', 'test', '--json');
      expect(before.json).to.include({ date: day, status: 'not-run' });
      const ran = await cli.run('settlement', 'run', day, '--tenant', 'test', '--json');
      expect(ran.json, ran.error).to.include({ date: day, status: 'done', complete: false });
      const csv = await cli.run('settlement', 'csv', day, '--tenant', 'test', '--json');
      expect(csv.code, csv.error).to.equal(0);
      expect(await readFile(String(csv.json['file']), 'utf8')).to.match(/^id,state,site,/);
      const none = await cli.run('settlement', 'close', 'no-such-case', '--reason', 'x', '--tenant', 'test');
      expect(none.code).to.equal(1);
      expect((await cli.run('settlement', 'run', 'today', '--tenant', 'test')).code).to.equal(2);
    });
  });

  describe('that needs help', () => {
    it('makes a bundle with one order’s story, without any secret or card number, whatever stands in its log', async () => {
      const { orderId } = await buyByCard(occ, cybersource);
      const secrets = [
        variable('PAYMENTS_SECRET_KEY'),
        variable('CRYPTO_SERVICE_KEY'),
        variable('CRYPTO_NAMING_KEY'),
        variable('NOTIFICATIONS_KEYS')?.split(',')[0]?.split(':')[1],
        secondSecret,
      ].map(String);
      for (const secret of secrets) occ.tenant.serverLog.write(`{"level":"error","message":"got ${secret}"}`);
      for (const number of ['4111111111111111', '4111 1111 1111 1111', '3782-822463-10005'])
        occ.tenant.serverLog.write(`{"level":"error","message":"card ${number} failed"}`);
      const bundle = await cli.run('support-bundle', '--tenant', 'test', '--order', orderId, '--json');
      expect(bundle.code, bundle.error).to.equal(0);
      const zip = unzipSync(await readFile(String(bundle.json['file'])));
      const texts = Object.fromEntries(
        Object.entries(zip).map(([name, bytes]) => [name, Buffer.from(bytes).toString('utf8')]),
      );
      expect(Object.keys(texts)).to.have.members([
        'versions.json',
        'settings.json',
        'variables.json',
        'doctor.json',
        'log.txt',
        'order.json',
      ]);
      expect(texts['log.txt']).to.contain('got ***').and.to.contain('failed');
      const story = JSON.parse(texts['order.json'] ?? '') as { journal: object[]; payments: object };
      expect(story.journal[0]).to.include({ type: 'authorize', outcome: 'approved' });
      expect(story.payments).to.have.nested.property('payments[0].orderId', orderId);
      expect(JSON.parse(texts['settings.json'] ?? '')).to.have.nested.property(
        '[0].values.merchantID',
        'testrest',
      );
      for (const [name, text] of Object.entries(texts)) {
        for (const secret of secrets) expect(text, name).not.to.contain(secret);
        // The sandbox's own scanner: 13 to 19 digits that pass Luhn, with blanks and dashes or not.
        expect(maskedText(text), name).to.equal(text);
      }
    });
  });

  describe('that is taken away', () => {
    it('leaves nothing behind at CyberSource and OCC', async () => {
      const undeployed = await cli.run('undeploy', '--tenant', 'test', '--json');
      expect(undeployed.code, undeployed.error).to.equal(0);
      expect(subscriptions()).to.deep.equal([]);
      expect(occ.tenant.variables.list()).to.deep.equal([]);
      expect(await readRecord(task.occ)).to.equal(undefined);
    });
  });
});
