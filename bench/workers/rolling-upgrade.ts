/** `npm run bench -- --upgrade <commit>`: an older build and this one serve one journal under load, forwards and back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startCybersourceSandbox } from '../../sandbox/cybersource/start.ts';
import { startOccSandbox } from '../../sandbox/occ/start.ts';
import { bundle } from '../../scripts/src/package/bundle.ts';
import { webhookSecret } from '../../server-extension/test/builders/between-sandboxes.ts';
import { bundleOfCommit } from '../src/older-build.ts';
import { authorizationsOf, countsOf } from './restarts.ts';
import { type LoadedPayment, startLoad } from './steady-load.ts';
import { endExtension, type StartedExtension, startExtension } from './worker-machine.ts';

export interface UpgradePlan {
  /** The older build: a commit of this repository since 2.0.0's tables. */
  readonly commit: string;
  readonly perSecond: number;
  /** Milliseconds of load on each pair of builds. */
  readonly eachMs: number;
}

/** What payments noticed while these two builds served the journal. */
export interface UpgradeStep {
  readonly what: string;
  readonly builds: readonly [string, string];
  readonly payments: readonly LoadedPayment[];
}

export interface UpgradeResult {
  readonly plan: UpgradePlan;
  readonly steps: readonly UpgradeStep[];
  readonly failed: number;
  /** Orders with more than one authorization in CyberSource's ledger. */
  readonly double: number;
  /** Orders whose payment was called approved and that have no authorization. */
  readonly missing: number;
  /** Exit codes other than 0 of replaced instances. */
  readonly badExits: number;
}

type Build = 'before' | 'this';

/** Which builds the two instances are, one after the other; each change replaces one instance under load. */
const COURSE: readonly {
  readonly what: string;
  readonly builds: readonly [Build, Build];
  readonly isMigrated?: true;
}[] = [
  { what: 'the version before', builds: ['before', 'before'] },
  { what: 'one is upgraded', builds: ['this', 'before'] },
  { what: 'both are', builds: ['this', 'this'] },
  { what: 'one goes back', builds: ['before', 'this'] },
  { what: 'both do', builds: ['before', 'before'] },
  { what: 'both are upgraded again', builds: ['this', 'this'] },
  // What a version after this one will do to the tables, beside this one.
  { what: 'the next version has migrated the journal', builds: ['this', 'this'], isMigrated: true },
];

export async function upgradeUnderLoad(plan: UpgradePlan): Promise<UpgradeResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'upgrade-'));
  const cybersource = await startCybersourceSandbox();
  const occ = await startOccSandbox({
    extensionUrl: 'http://127.0.0.1:9',
    secrets: { webhook: webhookSecret },
  });
  const instances: (StartedExtension & { readonly build: Build })[] = [];
  try {
    const files: Readonly<Record<Build, string>> = {
      before: await bundleOfCommit(plan.commit, folder),
      this: path.join(folder, 'this.cjs'),
    };
    await bundle('server-extension/src/standalone.ts', files.this);
    const start = async (build: Build): Promise<StartedExtension & { readonly build: Build }> => ({
      ...(await startExtension({
        file: files[build],
        folder,
        occUrl: occ.url,
        cybersourceUrl: cybersource.url,
        environment: { JOURNAL_UNWRITTEN_FOLDER: path.join(folder, `unwritten-${instances.length}`) },
      })),
      build,
    });
    for (const build of COURSE[0]?.builds ?? []) instances.push(await start(build));
    const load = startLoad(() => instances.map(({ api }) => api), plan.perSecond);
    const steps: UpgradeStep[] = [];
    let badExits = 0;
    let counted = 0;

    for (const { what, builds, isMigrated } of COURSE) {
      if (isMigrated === true) migrateAhead(path.join(folder, 'journal.sqlite'));
      for (const build of builds) {
        const old = instances.shift();
        if (old === undefined) continue;
        // The one that stays goes on meanwhile, as behind a load balancer that asks /ready.
        if (old.build === build && isMigrated !== true) {
          instances.push(old);
          continue;
        }
        const next = await start(build);
        instances.push(next);
        if ((await endExtension(old)) !== 0) badExits += 1;
      }
      await pause(plan.eachMs);
      steps.push({ what, builds, payments: load.payments.slice(counted) });
      counted = load.payments.length;
    }
    await load.stop();
    const { payments } = load;
    const authorized = authorizationsOf({ cybersource });
    return {
      plan,
      steps,
      failed: payments.filter(({ last }) => last !== 200).length,
      double: [...authorized.values()].filter((times) => times > 1).length,
      missing: payments.filter(({ isApproved, orderId }) => isApproved && !authorized.has(orderId)).length,
      badExits,
    };
  } finally {
    await Promise.all(instances.map(endExtension));
    await Promise.all([occ.close(), cybersource.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Adds a column and raises the number, as one release ahead may (docs/decisions/0039-one-release-ahead.md). */
function migrateAhead(file: string): void {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  database.exec(
    `ALTER TABLE attempts ADD COLUMN of_the_next_release TEXT; PRAGMA user_version = ${version + 1}`,
  );
  database.close();
}

/** One row for each pair of builds, and a line of what must be 0. */
export function toUpgradeTable({ plan, steps, failed, double, missing, badExits }: UpgradeResult): string {
  return [
    '| What happens | Instances | Payments | Approved | First delivery not answered | … with status |',
    '| --- | --- | --: | --: | --: | --- |',
    ...steps.map(({ what, builds, payments }) => {
      const notAnswered = payments.filter(({ first }) => first !== 200).map(({ first }) => first);
      const approved = payments.filter(({ isApproved }) => isApproved).length;
      return `| ${what} | ${builds.join(', ')} | ${payments.length} | ${approved} | ${notAnswered.length} | ${countsOf(notAnswered)} |`;
    }),
    '',
    `“before” is commit ${plan.commit}; ${plan.perSecond} payments a second. Failed: ${failed}. Double: ${double}. Missing at CyberSource: ${missing}. ` +
      `Instances that did not end with 0: ${badExits}.`,
  ].join('\n');
}
