import { expect } from 'chai';
import { assembleTelemetry, provideGauges } from '../../../src/assembly/monitoring/telemetry.ts';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import type { CaseKind } from '../../../src/payments/ports/case-store.ts';
import { parseScrape, sumOf } from '../../builders/scrape.ts';

const now = new Date('2026-11-29T12:00:00Z');

describe('The gauges of open cases', () => {
  it('count those of each kind and site that are open', async () => {
    const cases = createMemoryCases(100);
    const add = (kind: CaseKind, id: string, site: string): Promise<boolean> =>
      cases.add({ kind, id, site, state: 'open', openedAt: now, content: {} });
    await add('review', '1', 'siteUS');
    await add('review', '2', 'siteUS');
    await add('review', '3', 'siteJP');
    await add('settlement', '1', 'siteUS');
    await add('expiring-hold', '1', 'siteJP');
    await add('expiring-hold', '2', 'siteJP');
    const decided = await cases.find('review', '2');
    if (decided !== undefined) await cases.change(decided, { state: 'closed', content: {} });

    const { metrics } = assembleTelemetry(
      {
        application: { name: 'tests', version: '0' },
        instance: 'one',
        journal: { kind: 'memory', capacity: 1 },
      },
      () => now,
    );
    provideGauges(metrics, {
      journal: { taskCounts: async () => ({ counts: [] }) },
      cases,
      guardedSites: () => [],
      offsetMs: () => undefined,
      readiness: async () => [],
      now: () => now,
    });
    const samples = parseScrape((await metrics.read()).text);
    const open = (name: string, site: string): number | undefined => sumOf(samples, name, { site });
    expect(open('payment_reviews_open', 'siteUS')).to.equal(1);
    expect(open('payment_reviews_open', 'siteJP')).to.equal(1);
    expect(open('payment_settlement_cases', 'siteUS')).to.equal(1);
    expect(open('payment_holds_expiring', 'siteJP')).to.equal(2);
  });
});
