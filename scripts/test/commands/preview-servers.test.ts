import { expect } from 'chai';
import { startOccSandbox, type OccSandbox } from '../../../sandbox/occ/start.ts';
import { deploy, type DeploymentRequest } from '../../src/administration/deployment/deploy.ts';
import type { AdminClient } from '../../src/administration/occ/admin-client.ts';
import { promoteServerExtension } from '../../src/administration/occ/preview-servers.ts';
import { undeploy } from '../../src/administration/deployment/undeploy.ts';
import { aCommandLine, type ACommandLine } from './a-command-line.ts';
import { createReleases, muteErrors, profileOf, requestFor } from './a-release.ts';

const ZIP = 'occ-cybersource-extension.zip';

/** OCC: an upload goes to the preview servers, once they are enabled; live shoppers get it when it is promoted. */
describe('A tenant whose extensions have preview servers', function () {
  this.timeout(180_000);
  let occ: OccSandbox;
  let cli: ACommandLine;
  let request: Omit<DeploymentRequest, 'zipsFor'>;
  let release: ReturnType<typeof createReleases>;

  before(async () => {
    occ = await startOccSandbox({ empty: true, environment: { JOURNAL: 'memory:' } });
    occ.tenant.serverExtensions.enablePreview();
    cli = await aCommandLine({ test: { adminUrl: occ.url, storeUrl: occ.url } });
    request = requestFor(profileOf(occ), cli.folder);
    release = createReleases();
  });
  after(async () => {
    await Promise.all([occ.close(), cli.close()]);
  });

  const bytesOn = (environment: 'live' | 'preview'): number | undefined =>
    occ.tenant.serverExtensions.list(environment).find(({ name }) => name === ZIP)?.zip.byteLength;
  const deployed = (version: string, comment = ''): Promise<unknown> =>
    deploy({ ...request, zipsFor: (ids) => release(version, ids, comment) });
  const status = async (): Promise<Record<string, unknown>> =>
    (await cli.run('status', '--tenant', 'test', '--json')).json;
  const previewCheck = async (): Promise<
    { readonly status: string; readonly problem?: string } | undefined
  > => {
    const { json } = await cli.run('doctor', '--tenant', 'test', '--json');
    return (json['checks'] as { id: string; status: string }[]).find(({ id }) => id === 'preview-servers');
  };

  it('has nothing on either of them at first', async () => {
    expect(await status()).to.include({ previewServers: 'empty', deployed: false });
  });

  it('runs a deployed version on both', async () => {
    await deployed('2.0.0');
    expect(bytesOn('live')).to.equal(bytesOn('preview')).and.not.to.equal(undefined);
    expect(await status()).to.include({ previewServers: 'as-live', deployed: true });
    expect((await cli.run('status', '--tenant', 'test')).out).to.match(
      /Preview servers +the same package as the live ones/,
    );
    expect(await previewCheck()).to.include({ status: 'ok' });
  });

  it('is told by status and doctor that another package waits in the preview, and that it lacks one', async () => {
    const { serverExtensions } = occ.tenant;
    const { zip } = serverExtensions.require(ZIP);
    const changed = Buffer.concat([zip, Buffer.from('x')]);
    changed.writeUInt16LE(1, zip.byteLength - 2);
    serverExtensions.upload(ZIP, changed);
    expect(await status()).to.include({ previewServers: 'other', deployed: true });
    const other = await previewCheck();
    expect(other).to.include({ status: 'warning' });
    expect(other?.problem).to.contain('another package');
    serverExtensions.upload(ZIP, zip);
    expect(await status()).to.include({ previewServers: 'as-live' });
  });

  it('keeps the earlier version on both when OCC cannot promote, and the next deployment finishes', async () => {
    const before = [bytesOn('live'), bytesOn('preview')];
    const { serverExtensions } = occ.tenant;
    const promote = serverExtensions.promote.bind(serverExtensions);
    let isBroken = true;
    serverExtensions.promote = (names) => {
      if (!isBroken) return promote(names);
      isBroken = false;
      throw new Error('OCC stumbles.');
    };
    const silence = muteErrors();
    const failure = await deployed('2.0.1', 'v2').catch((error: unknown) => error);
    silence();
    serverExtensions.promote = promote;
    expect(failure).to.have.property('message').that.contains('The tenant is as it was before');
    expect([bytesOn('live'), bytesOn('preview')]).to.deep.equal(before);

    await deployed('2.0.1', 'v2');
    expect(bytesOn('live')).to.equal((before[0] ?? 0) + 2);
    expect(await status()).to.include({ previewServers: 'as-live' });
  });

  it('has nothing on either of them after everything was taken away', async () => {
    await undeploy(request.tenant, request.occ, {
      dryRun: false,
      keepNotifications: false,
      progress: () => undefined,
    });
    expect([bytesOn('live'), bytesOn('preview')]).to.deep.equal([undefined, undefined]);
  });
});

describe('Promoting an extension from preview to live', () => {
  /** OCC, as it answers the two calls. */
  const occWith = (answers: Readonly<Record<string, object>>): AdminClient => {
    const answerTo = (path: string): object => answers[path.slice(path.lastIndexOf('/') + 1)] ?? {};
    return {
      send: () => Promise.reject(new Error('is not called')),
      sendEither: () => Promise.reject(new Error('is not called')),
      read: (path, schema) => Promise.resolve(schema.parse(answerTo(path))),
      token: () => Promise.resolve(''),
    };
  };
  const waits = { wait: () => Promise.resolve(), onProgress: () => undefined };
  const failureWith = (answers: Readonly<Record<string, object>>, patienceMs?: number): Promise<unknown> =>
    promoteServerExtension(occWith(answers), ZIP, {
      ...waits,
      ...(patienceMs !== undefined && { patienceMs }),
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
  const begun = { promoteInitiated: true };

  it('ends when OCC says that it is done', async () => {
    const promoteStatus = { state: 'completed', success: true };
    expect(await failureWith({ promoteFiles: begun, promoteStatus })).to.equal(undefined);
  });

  it('fails when OCC does not begin, could not do it, or does not finish', async () => {
    for (const [answers, words] of [
      [{ promoteFiles: { promoteInitiated: false } }, 'has not begun'],
      [
        {
          promoteFiles: begun,
          promoteStatus: { state: 'completed', success: false, failedExtensions: [ZIP] },
        },
        `could not promote ${ZIP}`,
      ],
      [{ promoteFiles: begun, promoteStatus: { state: 'in-progress' } }, 'has not finished'],
    ] as const)
      expect(await failureWith(answers, 3_000))
        .to.include({ code: 'promotion-failed' })
        .and.to.have.property('message')
        .that.contains(words);
  });
});

describe('A change in OCC that is not published', function () {
  this.timeout(60_000);
  let occ: OccSandbox;
  let cli: ACommandLine;

  before(async () => {
    occ = await startOccSandbox();
    cli = await aCommandLine({ test: { adminUrl: occ.url, storeUrl: occ.url } });
  });
  after(async () => {
    await Promise.all([occ.close(), cli.close()]);
  });

  it('is named by status and doctor until it is', async () => {
    const { publishing } = occ.tenant;
    publishing.record({ assetId: 'checkoutLayout', assetType: 'layout', displayName: 'Checkout Layout' });
    publishing.record({ assetId: 'p1', assetType: 'product', displayName: 'Alder chair' });
    const told = await cli.run('status', '--tenant', 'test', '--json');
    expect(told.json['unpublished']).to.deep.equal(['Checkout Layout']);
    const { json } = await cli.run('doctor', '--tenant', 'test', '--json');
    const found = (json['checks'] as { id: string; problem?: string }[]).find(
      ({ id }) => id === 'publishing',
    );
    expect(found?.problem).to.contain('Checkout Layout').and.not.to.contain('Alder chair');
    publishing.publish();
    expect((await cli.run('status', '--tenant', 'test', '--json')).json['unpublished']).to.deep.equal([]);
  });
});
