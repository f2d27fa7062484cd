import { mock } from 'node:test';
import { expect } from 'chai';
import { assembleSettlement } from '../../../src/assembly/after-order/settlement.ts';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import type { Movement } from '../../../src/payments/settlement/movement.ts';
import { usd } from '../../builders/command.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const HOUR_MS = 3_600_000;
const sites = ['siteUS', 'siteUS', 'siteJP'].map(
  (site, nth) =>
    ({ site, channel: nth === 1 ? 'agent' : 'storefront', reportTimeZone: 'UTC' }) as GatewaySettings,
);

interface Case {
  readonly kind?: 'memory' | 'sqlite';
  readonly everyMs?: number;
  readonly movements?: (site: string, date: string) => Promise<readonly Movement[]>;
  readonly settings?: () => Promise<readonly GatewaySettings[]>;
}

function settled({
  kind = 'sqlite',
  everyMs = HOUR_MS,
  movements = async () => [],
  settings = async () => sites,
}: Case = {}) {
  const clock = { now: NOW };
  const logged: unknown[] = [];
  const compared: string[] = [];
  const runs: unknown[] = [];
  const assembled = assembleSettlement({
    config: { journal: { kind }, settlement: { everyMs } },
    cases: createMemoryCases(100),
    journal: {
      search: async () => ({ attempts: [] }),
      ofOrder: async () => [],
      byGatewayRef: async () => undefined,
      markBatched: async () => undefined,
    },
    occ: { order: async () => ({}) },
    allSettings: settings,
    movements: {
      requestedWithin: async ({ from }: { from: Date }, { site }: GatewaySettings) => {
        // A report is read from a little before the day on.
        const date = new Date(from.getTime() + HOUR_MS).toISOString().slice(0, 10);
        compared.push(`${site} ${date}`);
        return movements(site, date);
      },
    },
    runs: {
      traceRun: async (run: unknown, work: () => Promise<void>) => {
        runs.push(run);
        return work();
      },
    },
    now: () => clock.now,
    log: (...line: readonly unknown[]) => void logged.push(line),
  } as never);
  return { ...assembled, logged, compared, runs, clock };
}

/** Lets time pass, and what waited for it happen. */
async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('The daily comparison of the books', () => {
  it('is by the settings of each site’s first channel', async () => {
    const { settledSites } = settled();
    expect(await settledSites(undefined)).to.have.members([sites[0], sites[2]]);
    expect(await settledSites('siteJP' as never)).to.deep.equal([sites[2]]);
    expect(await settledSites('siteFR' as never)).to.deep.equal([]);
  });

  describe('by itself', () => {
    beforeEach(() => {
      mock.timers.enable({ apis: ['setTimeout'] });
    });
    afterEach(() => {
      mock.timers.reset();
    });

    it('compares the four days before, of each site, a minute after the start', async () => {
      const job = settled();
      const { compared, runs } = job;
      job.start();
      await pass(59_999);
      expect(compared).to.deep.equal([]);
      await pass(1);
      expect(compared).to.have.length(8);
      expect(new Set(compared.map((each) => each.split(' ')[0]))).to.deep.equal(
        new Set(['siteUS', 'siteJP']),
      );
      expect(runs).to.deep.equal([{ name: 'settlement', attributes: {} }]);
      await job.stop();
    });

    it('compares a day again after twenty hours, and no sooner', async () => {
      const job = settled();
      const { compared, clock } = job;
      job.start();
      await pass(60_000);
      const first = compared.length;
      clock.now = new Date(NOW.getTime() + 20 * HOUR_MS);
      await pass(HOUR_MS);
      const isOfNewDay = compared.slice(first).every((each) => each.endsWith('2026-11-29'));
      expect(isOfNewDay, 'the days that were compared are left alone').to.equal(true);
      const second = compared.length;
      clock.now = new Date(NOW.getTime() + 20 * HOUR_MS + 1);
      await pass(HOUR_MS);
      expect(compared.length).to.be.greaterThan(second);
      await job.stop();
    });

    it('is not made where it is on request only, nor after it was stopped', async () => {
      const never = settled({ everyMs: 0 });
      never.start();
      await pass(60_000);
      expect(never.compared).to.deep.equal([]);
      const ended = settled();
      ended.start();
      await ended.stop();
      await pass(60_000);
      expect(ended.compared).to.deep.equal([]);
    });

    it('notes why it failed: a problem in its own words, else the error', async () => {
      for (const [failure, error] of [
        [new Problem('gateway-failure', 'CyberSource did not answer.'), 'CyberSource did not answer.'],
        [new RangeError('boom'), undefined],
      ] as const) {
        const job = settled({ settings: () => Promise.reject(failure) });
        job.start();
        await pass(60_000);
        const [[event, fields] = expect.fail('nothing was noted')] = job.logged as [string, object][];
        expect(event).to.equal('settlement.failed');
        if (error !== undefined) expect(fields).to.deep.equal({ error });
        else expect(JSON.stringify(fields)).to.include('RangeError');
        await job.stop();
      }
    });
  });

  describe('that fails', () => {
    beforeEach(() => {
      mock.timers.enable({ apis: ['setTimeout'] });
    });
    afterEach(() => {
      mock.timers.reset();
    });

    it('for a site keeps no other site from it, and says which days', async () => {
      const job = settled({
        movements: async (site) => {
          if (site === 'siteUS') throw new Problem('gateway-failure', 'The account may not read reports.');
          return [];
        },
      });
      job.start();
      await pass(60_000);
      expect(job.compared.filter((each) => each.startsWith('siteJP'))).to.have.length(4);
      expect(job.logged).to.deep.equal(
        ['2026-11-28', '2026-11-27', '2026-11-26', '2026-11-25'].map((date) => [
          'settlement.failed',
          { site: 'siteUS', date, error: 'The account may not read reports.' },
        ]),
      );
      await job.stop();
    });

    it('for a day keeps no other day from it, and is tried again', async () => {
      let isBroken = true;
      const job = settled({
        movements: async (_site, date) => {
          if (isBroken && date === '2026-11-28') throw new RangeError('boom');
          return [];
        },
      });
      job.start();
      await pass(60_000);
      expect(job.compared).to.have.length(8);
      expect(job.logged).to.have.length(2);
      isBroken = false;
      await pass(HOUR_MS);
      expect(job.compared.slice(8)).to.have.members(['siteUS 2026-11-28', 'siteJP 2026-11-28']);
      expect(job.logged).to.have.length(2);
      await job.stop();
    });
  });

  it('notes each difference with its order and CyberSource’s id', async () => {
    const movement = {
      ref: '71',
      orderId: 'o1',
      direction: 'purchase',
      amount: usd(1_250),
      status: 'settled',
    } as Movement;
    const { settlement, logged } = settled({ movements: async () => [movement] });
    const { run, cases } = await settlement.run('2026-11-27' as never, sites[0]!);
    expect(run).to.include({ complete: true });
    expect(logged).not.to.be.empty;
    expect(cases).to.have.length(logged.length);
    for (const line of logged as [string, object][]) {
      expect(line[0]).to.equal('settlement.difference');
      expect(line[1]).to.include({ site: 'siteUS', orderId: 'o1', gatewayTransactionId: '71' });
      expect(line[1]).to.have.property('reason', cases[0]?.difference);
    }
    const own = settled({ kind: 'memory' });
    expect((await own.settlement.run('2026-11-27' as never, sites[0]!)).run).to.include({ complete: false });
  });
});
