import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../sandbox/cybersource/start.ts';
import { TEST_MERCHANT } from '../../../sandbox/occ/settings/provision.ts';
import { startOccSandbox, type OccSandbox } from '../../../sandbox/occ/start.ts';
import {
  deploy,
  type DeploymentReport,
  type DeploymentRequest,
} from '../../src/administration/deployment/deploy.ts';
import { readRecord } from '../../src/administration/deployment/record.ts';
import { testDelivery } from '../../src/administration/deployment/test-delivery.ts';
import { webhookUrlOf } from '../../src/administration/deployment/tenant-state.ts';
import { undeploy } from '../../src/administration/deployment/undeploy.ts';
import type { AdminClient, AdminRequest } from '../../src/administration/occ/admin-client.ts';
import { CommandProblem } from '../../src/commands/frame/command-problem.ts';
import { CHANNEL_IDS } from '../../src/administration/settings/channel-settings.ts';
import { aCommandLine, type ACommandLine } from './a-command-line.ts';
import { createReleases, profileOf, requestFor, snapshot } from './a-release.ts';

/** Steps of a first deployment that change something, and how: as `deploy` numbers them, by the beginning of their titles. */
const STEPS = [
  'Install the payment gateway',
  'Install the widgets',
  'Set the extension’s environment variables',
  'Write the gateway’s settings',
  'Make the keys',
  'Upload the server extension',
  'Point the payment webhooks',
  'Subscribe to CyberSource’s notifications',
];
/** Those of an upgrade. */
const UPGRADE_STEPS = STEPS.filter((step) => /Install|Upload/.test(step));

type Moment = 'first' | 'last';

describe('A deployment with everything', function () {
  this.timeout(400_000);
  let cybersource: CyberSourceSandbox;
  let occ: OccSandbox;
  let cli: ACommandLine;
  let request: Omit<DeploymentRequest, 'zipsFor'>;
  let release: ReturnType<typeof createReleases>;
  /** How many calls of each step change something, as a deployment without interruption makes them. */
  const counted = new Map<string, number>();
  let untouched: unknown;
  let deployed: unknown;

  before(async () => {
    cybersource = await startCybersourceSandbox();
    occ = await startOccSandbox({ empty: true, environment: { JOURNAL: 'memory:' } });
    cli = await aCommandLine({});
    const settings = ['siteUS', 'siteJP', 'siteKW'].flatMap((site) =>
      CHANNEL_IDS.map((channel) => ({ site, channel, values: { ...TEST_MERCHANT } })),
    );
    request = {
      ...requestFor(profileOf(occ, cybersource), cli.folder),
      settings,
      notifications: true,
    };
    release = createReleases();
    // Ids are given out once: a tenant that has them is what later runs are compared with.
    await removeAll();
    untouched = snapshot(occ, cybersource);
    await deployWith(countCalls(counted));
    deployed = snapshotWithoutSecrets();
    await removeAll();
    expect(snapshot(occ, cybersource)).to.deep.equal(untouched);
  });
  after(async () => {
    await Promise.all([occ.close(), cybersource.close(), cli.close()]);
  });

  // What one test leaves behind is no other test's fault.
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await removeAll();
  });

  interface Interruption {
    readonly progress: (text: string) => void;
    readonly allow: (path: string, options: AdminRequest | undefined) => boolean;
  }

  function deployWith(
    { progress, allow }: Interruption,
    version = '2.0.0',
    comment = '',
  ): Promise<DeploymentReport> {
    const { occ: client } = request;
    const call = <Result>(
      path: string,
      options: AdminRequest | undefined,
      send: () => Promise<Result>,
    ): Promise<Result> => (allow(path, options) ? send() : Promise.reject(new Error('OCC stumbles.')));
    const guarded: AdminClient = {
      ...client,
      send: (path, options) => call(path, options, () => client.send(path, options)),
      read: (path, schema, options) => call(path, options, () => client.read(path, schema, options)),
      sendEither: (paths, options) => call(paths.join(), options, () => client.sendEither(paths, options)),
    };
    return deploy({
      ...request,
      occ: guarded,
      progress,
      zipsFor: (ids) => release(version, ids, comment),
    });
  }

  const removeAll = (): Promise<unknown> =>
    undeploy(request.tenant, request.occ, {
      dryRun: false,
      keepNotifications: false,
      progress: () => undefined,
    });

  const isChange = (options: AdminRequest | undefined): boolean => (options?.method ?? 'GET') !== 'GET';
  const stepIn = (text: string): string | undefined => STEPS.find((step) => text.includes(step));

  function countCalls(counts: Map<string, number>): Interruption {
    let step: string | undefined;
    return {
      progress: (text) => {
        step = stepIn(text) ?? (/^\d/.test(text) ? undefined : step);
      },
      allow: (_path, options) => {
        if (step !== undefined && isChange(options)) counts.set(step, (counts.get(step) ?? 0) + 1);
        return true;
      },
    };
  }

  /** OCC refuses one call of a step; or, for a run that is killed there, that and all that would come after it. */
  function interruptAt(wanted: string, moment: Moment, isKilled: boolean, counts = counted): Interruption {
    const at = moment === 'first' ? 1 : (counts.get(wanted) ?? 1);
    let step: string | undefined;
    let calls = 0;
    let isHit = false;
    return {
      progress: (text) => {
        step = stepIn(text) ?? step;
      },
      allow: (_path, options) => {
        if (isHit) return !isKilled;
        if (step === wanted && isChange(options)) calls += 1;
        isHit = calls === at;
        return !isHit;
      },
    };
  }

  /** Secrets are drawn anew each time. */
  function snapshotWithoutSecrets(): unknown {
    return JSON.parse(
      JSON.stringify(snapshot(occ, cybersource), (_key, value: unknown) => {
        const [name, content] = Array.isArray(value) ? (value as readonly unknown[]) : [];
        if (typeof name !== 'string') return value;
        if (/^[A-Z_]+KEYS?$/.test(name)) return [name];
        if (!/^[A-Z_]+KEYS_EXPIRE$/.test(name)) return value;
        // Which days there are: keys are made anew, and one of a run that was killed stays listed.
        const days = String(content).split(',');
        return [name, ...new Set(days.map((day) => day.split(':')[1]))];
      }),
    ) as unknown;
  }

  const leftOver = (error: unknown): string =>
    error instanceof CommandProblem ? error.details.join('\n') : String(error);

  const failureOf = (running: Promise<unknown>): Promise<Error | undefined> =>
    running.then(
      () => undefined,
      (error: unknown) => error as Error,
    );

  it('changes something in each of its steps', () => {
    expect([...counted.keys()]).to.deep.equal(STEPS);
  });

  for (const step of STEPS) {
    for (const moment of ['first', 'last'] as const) {
      it(`leaves the tenant as it was when “${step}” fails at its ${moment} call`, async () => {
        const error = await failureOf(deployWith(interruptAt(step, moment, false)));
        expect(error?.message, leftOver(error))
          .to.contain(step)
          .and.to.contain('The tenant is as it was before');
        expect(snapshot(occ, cybersource)).to.deep.equal(untouched);
        expect(await readRecord(request.occ)).to.equal(undefined);
      });
    }

    it(`is finished by the next one when it is killed in “${step}”, and no payment comes before`, async () => {
      expect(await failureOf(deployWith(interruptAt(step, 'last', true)))).to.be.instanceOf(Error);
      const isPointed = occ.tenant.webhooks.list().some(({ url }) => url !== '');
      expect(isPointed).to.equal(STEPS.indexOf(step) >= STEPS.indexOf('Point the payment webhooks'));
      const status = await readRecord(request.occ);
      expect(status?.complete).to.equal(false);

      const { done } = await deployWith(countCalls(new Map()));
      expect(done).to.include('smoke-test');
      expect(snapshotWithoutSecrets()).to.deep.equal(deployed);
      expect((await deployWith(countCalls(new Map()))).done).to.deep.equal([]);
      await removeAll();
      expect(snapshot(occ, cybersource)).to.deep.equal(untouched);
    });
  }

  describe('that is an upgrade', () => {
    const upgraded = new Map<string, number>();

    before(async () => {
      await deployWith(countCalls(new Map()));
      await deployWith(countCalls(upgraded), '2.0.1', 'counted');
    });

    for (const step of UPGRADE_STEPS) {
      for (const moment of ['first', 'last'] as const) {
        it(`leaves the version before at work when “${step}” fails at its ${moment} call`, async () => {
          const before = snapshot(occ, cybersource);
          const error = await failureOf(
            deployWith(interruptAt(step, moment, false, upgraded), '2.0.2', `${moment} of ${step.length}`),
          );
          expect(error?.message).to.contain(step).and.to.contain('The tenant is as it was before');
          expect(snapshot(occ, cybersource)).to.deep.equal(before);
          const { secretKeySHA512 } = occ.tenant.webhooks.secrets();
          const url = webhookUrlOf(request.tenant);
          expect(await testDelivery(url, { sha512: secretKeySHA512 }, 'test')).to.include({ verdict: 'ok' });
        });
      }
    }
  });
});
