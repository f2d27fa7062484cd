import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { cp, readFile } from 'node:fs/promises';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../sandbox/cybersource/start.ts';
import { TEST_MERCHANT } from '../../../sandbox/occ/settings/provision.ts';
import { startOccSandbox, type OccSandbox } from '../../../sandbox/occ/start.ts';
import { deploy, type DeploymentRequest } from '../../src/administration/deployment/deploy.ts';
import { readRecord } from '../../src/administration/deployment/record.ts';
import { createZips, type DeploymentZips } from '../../src/administration/deployment/zips.ts';
import { testDelivery } from '../../src/administration/deployment/test-delivery.ts';
import { aCommandLine, type ACommandLine } from './a-command-line.ts';
import { createReleases, muteErrors, profileOf, requestFor, snapshot, withComment } from './a-release.ts';

const GATEWAY = 'isv-occ-gateway';
const { merchantsecretKey, ...merchant } = TEST_MERCHANT;
const settingsFile = {
  sites: {
    '*': {
      '*': {
        ...merchant,
        merchantsecretKey: 'env:MERCHANT_SECRET',
        merchantDescriptor: 'ALDER',
        paymentOptions: 'card,googlepay',
      },
    },
  },
};

describe('A deployment to an empty tenant', function () {
  this.timeout(180_000);
  let cybersource: CyberSourceSandbox;
  let occ: OccSandbox;
  let cli: ACommandLine;
  let untouched: unknown;

  before(async () => {
    cybersource = await startCybersourceSandbox();
    occ = await startOccSandbox({ empty: true });
    occ.tenant.variables.create({ name: 'SOMEBODY_ELSES', value: 'stays' });
    cli = await aCommandLine({
      test: { adminUrl: occ.url, storeUrl: occ.url, intermediateHost: cybersource.url },
    });
    cli.environment['MERCHANT_SECRET'] = String(merchantsecretKey);
    await cli.write('test.settings.yaml', settingsFile);
    await cli.write('variables.yaml', { CACHE_GATEWAYSETTINGS_TTL_SECS: 0 });
    untouched = snapshot(occ);
  });
  after(async () => {
    await Promise.all([occ.close(), cybersource.close(), cli.close()]);
  });

  const options = ['--tenant', 'test', '--settings', 'test.settings.yaml', '--variables', 'variables.yaml'];

  it('is planned first, and a plan changes nothing', async () => {
    const status = await cli.run('status', '--tenant', 'test', '--json');
    expect(status.code).to.equal(0);
    expect(status.json).to.include({ deployed: false, ready: 'not-deployed' });
    const plan = await cli.run('deploy', ...options, '--dry-run', '--json');
    expect(plan.code).to.equal(0);
    expect(plan.json['done']).to.deep.equal([]);
    expect((plan.json['steps'] as { id: string }[]).map(({ id }) => id)).to.deep.equal([
      'gateway',
      'widget',
      'variables',
      'settings',
      'notification-keys',
      'extension',
      'webhooks',
      'notifications',
      'smoke-test',
    ]);
    expect(plan.error).not.to.contain('Packaging');
    expect(snapshot(occ)).to.deep.equal(untouched);
  });

  it('brings everything there, waits for OCC’s servers and tries it', async () => {
    const deployed = await cli.run('deploy', ...options);
    expect(deployed.error).to.contain('OCC restarts its extension servers: 100 %');
    expect(deployed.code, deployed.error).to.equal(0);
    const status = await cli.run('status', '--tenant', 'test', '--json');
    expect(status.json).to.include({ deployed: true, complete: true, ready: 'ready' });
    expect(occ.tenant.settings.read(GATEWAY, 'siteJP').agent).to.include({ merchantDescriptor: 'ALDER' });
    expect(occ.tenant.webhooks.list().map(({ url }) => url)).to.deep.equal(
      Array.from({ length: 2 }, () => `${occ.url}/ccstorex/custom/isv-payment/v2/payments`),
    );
  });

  it('twice is the same as once', async () => {
    const once = snapshot(occ);
    const again = await cli.run('deploy', ...options, '--json');
    expect(again).to.include({ code: 0 });
    expect(again.json['done']).to.deep.equal([]);
    expect(snapshot(occ)).to.deep.equal(once);
    for (const variable of occ.tenant.variables.list()) {
      if (variable.name === 'CACHE_GATEWAYSETTINGS_TTL_SECS') variable.value = '300';
    }
    const differs = await cli.run('diff', ...options, '--json');
    expect(differs.code).to.equal(3);
    const needed = (differs.json['steps'] as { id: string; needed: boolean }[]).filter((step) => step.needed);
    expect(needed.map(({ id }) => id)).to.deep.equal(['variables', 'extension', 'smoke-test']);
  });

  it('has no earlier version to go back to', async () => {
    const { code, error } = await cli.run('rollback', '--tenant', 'test');
    expect(code).to.equal(1);
    expect(error).to.contain('has no earlier deployment');
  });

  it('is what the doctor finds no fault with', async () => {
    const { code, json, error } = await cli.run('doctor', '--tenant', 'test', '--json');
    const checks = json['checks'] as { status: string }[];
    expect(checks.filter(({ status }) => status === 'fault')).to.deep.equal([]);
    expect(code).to.equal(0);
    expect(error).to.contain('Asking the extension');
  });

  it('has webhooks that believe OCC, which configure leaves alone and puts right', async () => {
    expect((await cli.run('webhooks', 'test', '--tenant', 'test')).code).to.equal(0);
    const asIs = await cli.run('webhooks', 'configure', '--tenant', 'test', '--json');
    expect(asIs.json['changed']).to.deep.equal([]);
    occ.tenant.webhooks.require('preview-genericPayment').url = `${occ.url}/elsewhere`;
    const wrong = await cli.run('webhooks', 'test', '--tenant', 'test', '--json');
    expect(wrong.code).to.equal(3);
    expect(wrong.json['webhooks']).to.deep.include({
      server: 'preview',
      url: `${occ.url}/elsewhere`,
      verdict: 'wrong-address',
      httpStatus: 404,
    });
    const configured = await cli.run('webhooks', 'configure', '--tenant', 'test', '--json');
    expect(configured.json['changed']).to.deep.equal(['preview-genericPayment']);
    expect((await cli.run('webhooks', 'list', '--tenant', 'test')).out).to.contain(
      `${occ.url}/ccstorex/custom`,
    );
  });

  it('gets a new webhook secret, and still believes what was signed with the one before', async () => {
    const before = occ.tenant.webhooks.secrets().secretKeySHA512;
    const rotated = await cli.run('secrets', 'rotate', 'webhook', '--tenant', 'test');
    expect(rotated.code, rotated.error).to.equal(0);
    expect(rotated.out + rotated.error).not.to.contain(before);
    const after = occ.tenant.webhooks.secrets().secretKeySHA512;
    expect(after).not.to.equal(before);
    const url = `${occ.url}/ccstorex/custom/isv-payment/v2/payments`;
    for (const sha512 of [before, after])
      expect(await testDelivery(url, { sha512 }, 'test')).to.include({ verdict: 'ok' });
    const unknown = Buffer.alloc(64, 'x').toString('base64');
    expect(await testDelivery(url, { sha512: unknown }, 'test')).to.include({ verdict: 'secret-wrong' });
  });

  it('has variables that are set once, listed without secrets and removed', async () => {
    const set = [
      'variables',
      'set',
      'RECONCILE_PACE=0.5',
      'EXTRA_TOKEN=env:TEST_KEY',
      '--tenant',
      'test',
      '--json',
    ];
    expect((await cli.run(...set)).json['changed']).to.deep.equal(['RECONCILE_PACE', 'EXTRA_TOKEN']);
    expect((await cli.run(...set)).json['changed']).to.deep.equal([]);
    const listed = await cli.run('variables', 'list', '--tenant', 'test');
    expect(listed.out).to.contain('RECONCILE_PACE').and.not.to.contain('sandbox-application-key');
    const literal = await cli.run('variables', 'set', 'EXTRA_TOKEN=abc', '--tenant', 'test');
    expect(literal.code).to.equal(2);
    const removed = await cli.run(
      'variables',
      'remove',
      'RECONCILE_PACE',
      'EXTRA_TOKEN',
      '--tenant',
      'test',
      '--json',
    );
    expect(removed.json['removed']).to.deep.equal(['RECONCILE_PACE', 'EXTRA_TOKEN']);
    await cli.run('variables', 'remove', 'PAYMENTS_SECRET_PREVIOUS_KEY', '--tenant', 'test');
  });

  it('shows its log, its payments and everything for support without a secret', async () => {
    const tail = await cli.run('logs', 'tail', '--tenant', 'test', '--level', 'debug');
    expect(tail.out).to.contain('configuration.warning');
    const downloaded = await cli.run('logs', 'download', '--tenant', 'test', '--json');
    expect(Object.keys(unzipSync(await readFile(String(downloaded.json['file']))))).to.have.length(1);
    const found = await cli.run('payments', 'search', 'limit=5', '--tenant', 'test', '--json');
    expect(found.json).to.deep.include({ payments: [] });
    const unknown = await cli.run('payments', 'show', 'o99999', '--tenant', 'test');
    expect(unknown.code).to.equal(1);
    expect((await cli.run('reconcile', '--tenant', 'test', '--json')).json).to.include({ orphans: 0 });
    const bundle = await cli.run('support-bundle', '--tenant', 'test', '--order', 'o99999', '--json');
    expect(bundle.code, bundle.error).to.equal(0);
    const files = Object.entries(unzipSync(await readFile(String(bundle.json['file']))));
    expect(files.map(([name]) => name))
      .to.include('doctor.json')
      .and.to.include('order.json');
    const text = files.map(([, bytes]) => Buffer.from(bytes).toString('utf8')).join();
    for (const secret of [String(merchantsecretKey), occ.tenant.webhooks.secrets().secretKeySHA512])
      expect(text).not.to.contain(secret);
  });

  it('is taken away exactly, and taking it away twice is the same as once', async () => {
    const undeployed = await cli.run('undeploy', '--tenant', 'test', '--json');
    expect(undeployed.code, undeployed.error).to.equal(0);
    expect(undeployed.json['removed']).to.include('Remove the server extension');
    expect(snapshot(occ)).to.deep.equal(untouched);
    const again = await cli.run('undeploy', '--tenant', 'test', '--json');
    expect(again).to.include({ code: 0 });
    expect(again.json['removed']).to.deep.equal([]);
  });
});

describe('A deployment that is interrupted', function () {
  this.timeout(180_000);
  let occ: OccSandbox;
  let cli: ACommandLine;
  let request: Omit<DeploymentRequest, 'zipsFor'>;
  let release: ReturnType<typeof createReleases>;

  before(async () => {
    occ = await startOccSandbox({ empty: true, environment: { JOURNAL: 'memory:' } });
    cli = await aCommandLine({});
    request = requestFor(profileOf(occ), cli.folder);
    release = createReleases();
  });
  after(async () => {
    await Promise.all([occ.close(), cli.close()]);
  });

  /** Breaks one function of the tenant for one call of it. */
  function breakOnce<Key extends string>(
    of: Record<Key, (...args: never[]) => unknown>,
    key: Key,
  ): () => void {
    const original = of[key];
    let isBroken = true;
    of[key] = (...args: never[]) => {
      if (!isBroken) return original.apply(of, args);
      isBroken = false;
      throw new Error('OCC stumbles.');
    };
    return () => {
      of[key] = original;
    };
  }

  const places: readonly (readonly [string, () => () => void])[] = [
    ['the ids', () => breakOnce(occ.tenant.extensions as never, 'createId')],
    ['the installation of an extension', () => breakOnce(occ.tenant.extensions as never, 'install')],
    ['the first variable', () => breakOnce(occ.tenant.variables as never, 'create')],
    ['the upload of the server extension', () => breakOnce(occ.tenant.serverExtensions as never, 'upload')],
    ['a question about the restart', () => breakOnce(occ.tenant.serverExtensions as never, 'workRequest')],
    ['the webhook’s secrets', () => breakOnce(occ.tenant.webhooks as never, 'secrets')],
  ];
  for (const [place, plant] of places) {
    it(`at ${place} leaves the tenant as it was`, async () => {
      const before = snapshot(occ);
      const repair = plant();
      const silence = muteErrors();
      const error = await deploy({ ...request, zipsFor: (ids) => release('2.0.0', ids) }).then(
        () => undefined,
        (failure: unknown) => failure,
      );
      silence();
      repair();
      expect(error).to.be.instanceOf(Error);
      expect(snapshot(occ)).to.deep.equal(before);
    });
  }

  it('at a package that cannot be made has changed nothing yet', async () => {
    const told: string[] = [];
    const failure = await deploy({
      ...request,
      progress: (text) => told.push(text),
      zipsFor: (ids) => {
        const { zip } = release('2.0.0', ids);
        return createZips('2.0.0', (part) =>
          part === 'extension' ? Promise.reject(new Error('OCC would refuse it.')) : zip(part),
        );
      },
    }).catch((error: unknown) => error);
    expect(failure).to.have.property('message', 'OCC would refuse it.');
    expect(told).to.deep.equal([]);
    expect(await readRecord(request.occ)).to.equal(undefined);
  });

  it('finishes in the next run, also after a run that was killed and took nothing back', async () => {
    let calls = 0;
    const dying: DeploymentRequest['occ'] = {
      ...request.occ,
      send: (path, options) => {
        // Dead from here on: nothing is taken back.
        if (path.startsWith('/ccadmin/v1/functionWebhooks') && options?.method === 'PUT') calls = 1;
        return calls === 1 ? Promise.reject(new Error('killed')) : request.occ.send(path, options);
      },
    };
    await deploy({ ...request, occ: dying, zipsFor: (ids) => release('2.0.0', ids) }).then(
      () => expect.fail('it was to be killed'),
      () => undefined,
    );
    expect(occ.tenant.webhooks.list().map(({ url }) => url)).to.deep.equal(['', '']);
    const { done } = await deploy({ ...request, zipsFor: (ids) => release('2.0.0', ids) });
    expect(done).to.include('webhooks').and.to.include('smoke-test').and.not.to.include('gateway');
  });

  it('of a later version leaves the earlier one at work, and a finished one can be rolled back', async () => {
    const newer = (ids: Parameters<DeploymentRequest['zipsFor']>[0]): DeploymentZips => {
      const { zip } = release('2.0.1', ids);
      return createZips('2.0.1', async (part) =>
        part === 'extension' ? withComment(await zip(part), 'v2') : zip(part),
      );
    };
    const before = snapshot(occ);
    const repair = breakOnce(occ.tenant.serverExtensions as never, 'workRequest');
    const silence = muteErrors();
    const failed = await deploy({ ...request, zipsFor: newer }).then(
      () => undefined,
      (failure: unknown) => failure as Error,
    );
    silence();
    repair();
    expect(failed?.message).to.contain('The tenant is as it was before');
    expect(snapshot(occ)).to.deep.equal(before);

    await deploy({ ...request, zipsFor: newer });
    const size = (): number | undefined => occ.tenant.serverExtensions.list()[0]?.zip.byteLength;
    const newSize = size();
    await cli.write('occ-tenants.yaml', {
      tenants: {
        test: { adminUrl: occ.url, storeUrl: occ.url, production: false, applicationKey: 'env:TEST_KEY' },
      },
    });
    const elsewhere = await cli.run('rollback', '--tenant', 'test');
    expect(elsewhere.error).to.contain('This machine does not have the package');
    await cp(`${cli.folder}/archive`, `${cli.folder}/.occ-cybersource/test`, { recursive: true });
    const rolledBack = await cli.run('rollback', '--tenant', 'test');
    expect(rolledBack.code, rolledBack.error).to.equal(0);
    expect(size()).to.equal((newSize ?? 0) - 2);
    expect((await cli.run('status', '--tenant', 'test', '--json')).json).to.deep.include({
      deployed: true,
      extension: { installed: true, version: '2.0.0' },
    });
  });
});
