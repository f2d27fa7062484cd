import { mock } from 'node:test';
import { expect } from 'chai';
import { assembleExpiringHolds } from '../../src/assembly/after-order/expiring-holds.ts';
import { assembleNotifications } from '../../src/assembly/after-order/notifications.ts';
import { assembleAuthorizationReconciliation } from '../../src/assembly/payments/authorization-reconciliation.ts';
import type { Job } from '../../src/assembly/time/repeatedly.ts';
import { Secret } from '../../src/domain/secret.ts';
import { cardDeletion } from '../../src/notifications/cards/card-deletion.ts';

const NOW = new Date('2026-11-29T12:00:00Z');

/** Lets time pass, and what waited for it happen. */
async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** What a job of an installation is made of, where nothing outside can be reached. */
function parts() {
  const logged: [event: string, fields: object][] = [];
  const runs: unknown[] = [];
  return {
    logged,
    runs,
    deps: {
      allSettings: () => Promise.reject(new RangeError('OCC is away')),
      settingsFor: () => Promise.reject(new RangeError('OCC is away')),
      runs: {
        traceRun: async (run: unknown, work: () => Promise<void>) => {
          runs.push(run);
          return work();
        },
      },
      now: () => NOW,
      log: (...line: [string, object]) => void logged.push(line),
    },
  };
}

describe('The rounds of an installation', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  function reconciliation(everyMs: number, allSettings?: () => Promise<readonly never[]>) {
    const { deps, ...heard } = parts();
    const job = assembleAuthorizationReconciliation({
      ...deps,
      ...(allSettings && { allSettings }),
      config: {
        timings: { confirmOrderMs: 1, searchLagMs: 1, firstLookupMs: 1 },
        reconciliation: { everyMs, mostUndone: 1, dryRun: false },
        journal: { kind: 'memory' },
        deadlines: { lookUp: 1 },
      },
      authorizationSearch: {},
      records: {},
      occ: {},
      journal: {},
      executePayment: async () => expect.fail('a payment'),
      changedElsewhere: () => undefined,
    } as never);
    return { ...heard, job };
  }

  it('of reconciliation begin a second after the start, and note what could not be read', async () => {
    const { job, logged, runs } = reconciliation(300_000);
    job.start();
    await pass(999);
    expect(runs).to.deep.equal([]);
    await pass(1);
    expect(runs).to.deep.equal([{ name: 'reconciliation', attributes: {} }]);
    expect(logged.map(([event]) => event)).to.deep.equal([
      'authorizations.reconciliation-failed',
      'authorizations.reconciled',
    ]);
    expect(JSON.stringify(logged[0])).to.include('RangeError');
    expect(logged[1]?.[1]).to.deep.equal({
      complete: false,
      orphans: 0,
      reversed: 0,
      failed: 0,
      recorded: 0,
    });
    await pass(299_999);
    expect(runs).to.have.length(1);
    await pass(1);
    expect(runs).to.have.length(2);
    await job.stop();
  });

  it('of reconciliation note nothing where there was nothing', async () => {
    const { job, logged } = reconciliation(300_000, async () => []);
    expect(await job.reconcileAuthorizations()).to.include({ complete: true, orphans: 0 });
    expect(logged).to.deep.equal([]);
  });

  it('of reconciliation are made on request only where the configuration says so', async () => {
    const { job, runs } = reconciliation(0);
    job.start();
    await pass(1_000);
    expect(runs).to.deep.equal([]);
    await job.stop();
  });

  for (const [what, keys] of [
    ['without a key', []],
    ['with one', [['key1', new Secret('c2VjcmV0')]]],
  ] as const)
    it(`of the inbox try again in a minute what OCC did not take, without a database, ${what}`, async () => {
      const { deps } = parts();
      let passedMs = 0;
      const tries: number[] = [];
      const notifications = assembleNotifications({
        ...deps,
        now: () => new Date(NOW.getTime() + passedMs),
        allSettings: () => {
          tries.push(passedMs);
          return Promise.reject(new RangeError('OCC is away'));
        },
        config: { notifications: { keys: new Map(keys) }, timings: { lostAfterMs: 1 } },
        cardSource: {
          identify: () => ({ paymentInstrumentIds: ['p'], instrumentIdentifierIds: [], customerIds: [] }),
        },
        occ: {},
        journal: {},
      } as never);
      notifications.start();
      const { inbox } = notifications;
      const refused = await inbox.receive([cardDeletion('p', NOW)]).catch((error: unknown) => error);
      expect(refused).to.have.property('code', 'in-progress');
      for (; passedMs < 60_000; passedMs += 15_000) await pass(15_000);
      expect(tries).to.have.length(2);
      await notifications.stop();
    });

  it('of the look-out for holds begin a minute after the start, and come every ten', async () => {
    const { deps, logged, runs } = parts();
    const job: Job = assembleExpiringHolds({
      ...deps,
      journal: { search: () => Promise.reject(new RangeError('the journal is away')) },
      cases: { list: () => Promise.reject(new RangeError('the journal is away')) },
    } as never);
    job.start();
    await pass(59_999);
    expect(runs).to.deep.equal([]);
    await pass(1);
    expect(runs).to.deep.equal([{ name: 'expiring holds', attributes: {} }]);
    expect(logged.map(([event]) => event)).to.deep.equal(['authorizations.expiry-not-checked']);
    await pass(599_999);
    expect(runs).to.have.length(1);
    await pass(1);
    expect(runs).to.have.length(2);
    await job.stop();
  });
});
