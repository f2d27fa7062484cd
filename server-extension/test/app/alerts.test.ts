import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { assembleTelemetry, provideGauges, type Telemetry } from '../../src/assembly/monitoring/telemetry.ts';
import type { SiteId } from '../../src/domain/ids.ts';
import { Problem } from '../../src/domain/problem.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import type { TaskCounts } from '../../src/payments/ports/recovery-task.ts';
import { type AlertCatalogue, selectorsOf } from '../../src/telemetry/alerts/alert.ts';
import type { MetricDefinitions } from '../../src/telemetry/catalogue/metric-definition.ts';
import { metrics } from '../../src/telemetry/catalogue/metrics.ts';
import { type AlertName, alerts } from '../../src/telemetry/alerts/alerts.ts';
import { holds, type Scrape } from '../../src/telemetry/alerts/evaluate.ts';
import { TEST_MERCHANT } from '../../../sandbox/occ/settings/provision.ts';
import {
  type BetweenSandboxes,
  type BetweenSandboxesOptions,
  startBetweenSandboxes,
} from '../builders/between-sandboxes.ts';
import { deliverOrder } from '../builders/google-pay-order.ts';
import { alertTests } from '../../../scripts/src/generated/monitoring/alert-tests.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import { parseScrape } from '../builders/scrape.ts';

const TOKEN = 'token-of-a-monitoring-program';
const MINUTE_MS = 60_000;
/** The titles of the tests in which each alert has rung. */
const fired = new Map<AlertName, Set<string>>();
let title = '';

/** The alerts whose conditions hold after the scrapes, a minute apart. */
function firing(...scrapes: readonly (readonly Scrape['samples'][number][])[]): readonly AlertName[] {
  const history = scrapes.map((samples, minute) => ({ at: minute * MINUTE_MS, samples }));
  const names = (Object.keys(alerts) as AlertName[]).filter((name) => holds(alerts[name].condition, history));
  for (const name of names) fired.set(name, (fired.get(name) ?? new Set()).add(title));
  return names;
}

describe('Alerts', function () {
  this.timeout(60_000);

  beforeEach(function () {
    title = this.currentTest?.title ?? '';
  });

  describe('of an extension between both sandboxes', () => {
    let machine: BetweenSandboxes;

    async function started(
      options: BetweenSandboxesOptions,
      work: (scrape: () => Promise<Scrape['samples']>) => Promise<void>,
    ): Promise<void> {
      machine = await startBetweenSandboxes({
        ...options,
        environment: { MONITORING_TOKEN: TOKEN, ...options.environment },
      });
      const scrape = async (): Promise<Scrape['samples']> => {
        const answer = await fetch(`${machine.api}/operations/metrics`, {
          headers: { authorization: `Bearer ${TOKEN}` },
        });
        return parseScrape(await answer.text());
      };
      try {
        await work(scrape);
      } finally {
        await machine.close();
      }
    }

    it('are quiet while payments are approved and declined', () =>
      started({}, async (scrape) => {
        await deliverOrder(machine.api, 'Lovelace');
        const before = await scrape();
        for (let nth = 0; nth < 10; nth += 1) await deliverOrder(machine.api, 'Lovelace');
        expect(firing(before, await scrape())).to.deep.equal([]);
      }));

    it('ring when CyberSource’s answers are lost', () =>
      started({}, async (scrape) => {
        await deliverOrder(machine.api, 'Lovelace');
        const before = await scrape();
        await deliverOrder(machine.api, 'ServerTimeoutBefore');
        expect(firing(before, await scrape())).to.deep.equal(['CyberSourceFails']);
      }));

    it('ring when CyberSource refuses the credentials of a site', () =>
      started(
        {
          siteSettings: {
            'isv-occ-gateway': {
              siteKW: {
                '*': { ...TEST_MERCHANT, merchantsecretKey: Buffer.alloc(32, 1).toString('base64') },
              },
            },
          },
        },
        async (scrape) => {
          const before = await scrape();
          await deliverOrder(machine.api, 'Lovelace', { siteId: 'siteKW' });
          expect(firing(before, await scrape())).to.include('CredentialsRefused');
        },
      ));

    it('ring when the clocks differ', () =>
      started({}, async (scrape) => {
        machine.cybersource.control.setClock({ offsetMs: 2 * MINUTE_MS });
        await deliverOrder(machine.api, 'Lovelace');
        expect(firing(await scrape())).to.include('ClockOff');
      }));

    it('ring when webhooks are refused because the secret is missing', () =>
      started({ environment: { PAYMENTS_SECRET_KEY: '' } }, async (scrape) => {
        const before = await scrape();
        for (let nth = 0; nth < 3; nth += 1)
          expect((await deliverOrder(machine.api, 'Lovelace')).status).to.equal(503);
        expect(firing(before, await scrape())).to.have.members([
          'PaymentsNotReady',
          'PaymentsFailFast',
          'PaymentsFailSlowly',
        ]);
      }));

    it('ring when Commerce Cloud does not answer', () =>
      started({ environment: { CACHE_GATEWAYSETTINGS_TTL_SECS: '0' } }, async (scrape) => {
        await deliverOrder(machine.api, 'Lovelace');
        const before = await scrape();
        await machine.occ.close();
        await deliverOrder(machine.api, 'Lovelace').catch(() => undefined);
        expect(firing(before, await scrape())).to.include('OccFails');
      }));
  });

  describe('of sources that take hours in a shop', () => {
    const now = new Date('2026-11-29T12:00:00Z');
    let telemetry: Telemetry;
    let taskCounts: TaskCounts;
    let isGuardActive: boolean;

    beforeEach(() => {
      taskCounts = { counts: [] };
      isGuardActive = false;
      telemetry = assembleTelemetry(
        {
          application: { name: 'tests', version: '0.0.0' },
          instance: 'shop-1',
          journal: { kind: 'sqlite', file: 'of-the-tests', unwrittenFolder: 'of-the-tests' },
        },
        () => now,
      );
      provideGauges(telemetry.metrics, {
        journal: { taskCounts: async () => taskCounts },
        cases: { list: async () => [] },
        guardedSites: () => [{ site: 'siteUS' as SiteId, isActive: isGuardActive }],
        offsetMs: () => 0,
        readiness: async () => [],
        now: () => now,
      });
    });

    const scrape = async (): Promise<Scrape['samples']> => parseScrape((await telemetry.metrics.read()).text);

    it('are quiet when there is nothing to do', async () => {
      telemetry.observeCertificate('testrest.p12', new Date(now.getTime() + 100 * 24 * 60 * MINUTE_MS));
      expect(firing(await scrape())).to.deep.equal([]);
    });

    it('ring for outcomes that stay unknown, tasks that are not carried out, and manual reviews', async () => {
      taskCounts = {
        counts: [
          { task: 'resolve-outcome', state: 'due', attempts: 51 },
          { task: 'manual-review', state: 'due', attempts: 1 },
        ],
        oldestUnknown: new Date(now.getTime() - 61 * MINUTE_MS),
      };
      expect(firing(await scrape())).to.have.members([
        'UnknownOutcomeOld',
        'RecoveryBehind',
        'ManualReviewWaits',
      ]);
    });

    it('ring while the card-testing guard is active', async () => {
      isGuardActive = true;
      expect(firing(await scrape())).to.deep.equal(['CardTesting']);
    });

    it('ring a month before a certificate expires', async () => {
      telemetry.observeCertificate('testrest.p12', new Date(now.getTime() + 29 * 24 * 60 * MINUTE_MS));
      expect(firing(await scrape())).to.deep.equal(['KeyExpires']);
    });

    it('ring when the journal refuses', async () => {
      const journal: Journal = {
        ...createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => now }),
        find: async () => {
          throw new Problem('journal-unavailable', 'The disk is full.');
        },
      };
      const before = await scrape();
      await telemetry
        .measured(journal)
        .find('key' as never)
        .catch(() => undefined);
      expect(firing(before, await scrape())).to.deep.equal(['JournalFails']);
    });

    it('ring when payments take long', async () => {
      const before = await scrape();
      const req = { method: 'POST' } as unknown as Parameters<Telemetry['requests']['observeRequest']>[0];
      const res = { route: '/payments', statusCode: 200 } as unknown as Parameters<
        Telemetry['requests']['observeRequest']
      >[1];
      for (let nth = 0; nth < 10; nth += 1) telemetry.requests.observeRequest(req, res, nth < 7 ? 1 : 9);
      expect(firing(before, await scrape())).to.deep.equal(['PaymentsSlow']);
    });
  });

  describe('of the catalogue', () => {
    it('have each been made to ring by the test above that the guide names', () => {
      expect([...fired.keys()]).to.have.members(Object.keys(alerts));
      for (const [name, titles] of fired) expect([...titles], name).to.include(alertTests[name]);
    });

    it('look at metrics of the catalogue and at their labels only', () => {
      const selectors = Object.values(alerts as AlertCatalogue).flatMap(({ condition }) =>
        selectorsOf(condition),
      );
      for (const { metric, labels = {} } of selectors) {
        const definition = (metrics as MetricDefinitions)[metric.replace(/_(?:count|bucket)$/, '')];
        expect(definition, metric).not.to.equal(undefined);
        for (const name of Object.keys(labels).filter((label) => label !== 'le'))
          expect(definition?.labels, metric).to.have.property(name);
      }
    });

    it('have each their runbook, which names them and says what to do', async () => {
      for (const [name, { runbook }] of Object.entries(alerts)) {
        const text = await readFile(new URL(`../../../docs/runbooks/${runbook}.md`, import.meta.url), 'utf8');
        expect(text, runbook).to.include(`\`${name}\``).and.to.include('\n## Steps\n\n1. ');
      }
    });

    it('stand in the guide’s list, each with its runbook and its test', async () => {
      const guide = await readFile(new URL('../../../docs/operators.md', import.meta.url), 'utf8');
      for (const [name, { runbook }] of Object.entries(alerts)) {
        const row = guide.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
        expect(row, name)
          .to.include(`(runbooks/${runbook}.md)`)
          .and.to.include(alertTests[name as AlertName]);
      }
    });
  });
});
