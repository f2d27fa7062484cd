import { expect } from 'chai';
import {
  assembleTelemetry,
  provideGauges,
  type Telemetry,
} from '../../../src/assembly/monitoring/telemetry.ts';
import type { SiteId } from '../../../src/domain/ids.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { recordSpans } from '../../builders/recorded-spans.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { parseScrape, sumOf } from '../../builders/scrape.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);

function telemetryOf(kind: 'memory' | 'sqlite' | 'postgres' = 'memory'): Telemetry {
  return assembleTelemetry(
    { application: { name: 'tests', version: '0' }, instance: 'one', journal: { kind } as never },
    () => NOW,
  );
}

async function valueOf(
  { metrics }: Telemetry,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  return sumOf(parseScrape((await metrics.read()).text), name, labels);
}

describe('The telemetry of an installation', () => {
  it('counts requests by method, route and status', async () => {
    const telemetry = telemetryOf();
    const { requests } = telemetry;
    requests.observeRequest(
      { method: 'POST' } as never,
      { route: '/payments', statusCode: 201 } as never,
      0.25,
    );
    requests.observeRequest({} as never, { statusCode: 404 } as never, 0.5);
    const name = 'http_server_request_duration_seconds';
    const known = {
      http_request_method: 'POST',
      http_route: '/payments',
      http_response_status_code: '201',
    };
    expect(await valueOf(telemetry, `${name}_count`, known)).to.equal(1);
    expect(await valueOf(telemetry, `${name}_sum`, known)).to.equal(0.25);
    const unknown = { http_request_method: 'other', http_route: 'none', http_response_status_code: '404' };
    expect(await valueOf(telemetry, `${name}_count`, unknown)).to.equal(1);
  });

  it('counts calls to CyberSource and OCC by their operation and what came', async () => {
    const telemetry = telemetryOf();
    telemetry.observeCall('/pts/v2/payments', { kind: 'answered', status: 201, text: '' }, 1);
    telemetry.observeCall('/pts/v2/payments', { kind: 'silent', reached: 'no', cause: 'x' }, 2);
    telemetry.observeOccCall('/ccadmin/v1/orders/{id}', 200, 4);
    telemetry.observeOccCall('/ccadmin/v1/orders/{id}', undefined, 8);
    for (const [peer, url_template, http_response_status_code, seconds] of [
      ['cybersource', '/pts/v2/payments', '201', 1],
      ['cybersource', '/pts/v2/payments', 'none', 2],
      ['occ', '/ccadmin/v1/orders/{id}', '200', 4],
      ['occ', '/ccadmin/v1/orders/{id}', 'none', 8],
    ] as const)
      expect(
        await valueOf(telemetry, 'http_client_request_duration_seconds_sum', {
          peer,
          url_template,
          http_response_status_code,
        }),
      ).to.equal(seconds);
  });

  it('says in how many seconds each certificate ends, as last read', async () => {
    const telemetry = telemetryOf();
    telemetry.observeCertificate('shop.p12', later(1_000));
    telemetry.observeCertificate('gateway.pem', later(5_000));
    telemetry.observeCertificate('shop.p12', later(2_000));
    const name = 'payment_key_expiry_seconds';
    expect(await valueOf(telemetry, name, { key: 'shop.p12' })).to.equal(2);
    expect(await valueOf(telemetry, name, { key: 'gateway.pem' })).to.equal(5);
  });

  it('counts attempts that ended and those that were found out, and none that is under way', async () => {
    const telemetry = telemetryOf();
    const attempt = { operation: 'authorize', paymentType: 'card', site: 'siteUS' as SiteId };
    const { attemptCompleted, attemptResolved } = telemetry.attemptListener;
    const of = (result?: object): PaymentAttempt => ({ ...attempt, result }) as never;
    attemptCompleted(of({ outcome: 'declined', declineReason: 'stolen-or-lost-card' }));
    attemptCompleted(of());
    attemptResolved(of(), { outcome: 'not-sent' } as never);
    expect(
      await valueOf(telemetry, 'payment_attempts_total', {
        ...{ operation: 'authorize', outcome: 'declined', reason: 'stolen-or-lost-card' },
        ...{ method: 'card', site: 'siteUS' },
      }),
    ).to.equal(1);
    expect(await valueOf(telemetry, 'payment_attempts_total')).to.equal(1);
    const resolved = { operation: 'authorize', outcome: 'not-sent' };
    expect(await valueOf(telemetry, 'payment_attempts_resolved_total', resolved)).to.equal(1);
  });

  describe('of a journal', () => {
    const journal = (): Journal => createMemoryJournal({ capacity: 10, recoveryTaskOf, now: () => NOW });

    for (const [kind, system] of [
      ['sqlite', 'sqlite'],
      ['postgres', 'postgresql'],
    ] as const)
      it(`counts operations in ${system} and makes them steps of a trace`, async () => {
        const recorded = recordSpans();
        const telemetry = telemetryOf(kind);
        try {
          await telemetry.runs.traceRun({ name: 'a run', attributes: { task: 'a' } }, async () => {
            await telemetry.measured(journal()).checkpoint('a');
          });
        } finally {
          recorded.stop();
        }
        const labels = { db_system_name: system, db_operation_name: 'checkpoint', outcome: 'done' };
        expect(await valueOf(telemetry, 'db_client_operation_duration_seconds_count', labels)).to.equal(1);
        expect(recorded.spans.map(({ name, attributes }) => [name, attributes])).to.deep.equal([
          ['a run', { task: 'a' }],
          ['journal checkpoint', { 'db.system.name': system, 'db.operation.name': 'checkpoint' }],
        ]);
      });

    it('in memory counts nothing', async () => {
      const telemetry = telemetryOf('memory');
      await telemetry.measured(journal()).checkpoint('a');
      expect(await valueOf(telemetry, 'db_client_operation_duration_seconds_count')).to.equal(undefined);
    });
  });

  it('makes calls steps of a trace, under their operation and with whose they are', async () => {
    const recorded = recordSpans();
    const telemetry = telemetryOf();
    const reply = { kind: 'answered', status: 200, text: '' } as const;
    try {
      await telemetry.runs.traceRun({ name: 'a run', attributes: {} }, async () => {
        await telemetry.traceCall('/pts/v2/payments', async () => reply);
        await telemetry.traceOccCall('/ccadmin/v1/sites', async () => new Response());
      });
    } finally {
      recorded.stop();
    }
    expect(recorded.spans.slice(1).map(({ name, attributes }) => [name, attributes])).to.deep.equal([
      ['/pts/v2/payments', { 'peer.service': 'cybersource', 'url.template': '/pts/v2/payments' }],
      ['/ccadmin/v1/sites', { 'peer.service': 'occ', 'url.template': '/ccadmin/v1/sites' }],
    ]);
  });
});

describe('The gauges of an installation', () => {
  function gauges(changes: Partial<Parameters<typeof provideGauges>[1]> = {}) {
    const telemetry = telemetryOf();
    provideGauges(telemetry.metrics, {
      journal: { taskCounts: async () => ({ counts: [] }) },
      cases: createMemoryCases(10),
      guardedSites: () => [],
      offsetMs: () => undefined,
      readiness: async () => [],
      now: () => NOW,
      ...changes,
    });
    return (name: string, labels: Readonly<Record<string, string>> = {}) => valueOf(telemetry, name, labels);
  }

  it('say how many recovery tasks there are of each kind and state', async () => {
    const counts = [
      { task: 'resolve-outcome', state: 'due', attempts: 3 },
      { task: 'confirm-order', state: 'scheduled', attempts: 2 },
    ] as never;
    const read = gauges({ journal: { taskCounts: async () => ({ counts }) } });
    expect(await read('payment_recovery_tasks', { task: 'resolve-outcome', state: 'due' })).to.equal(3);
    expect(await read('payment_recovery_tasks', { task: 'confirm-order', state: 'scheduled' })).to.equal(2);
  });

  for (const [what, oldestUnknown, seconds] of [
    ['a minute old', later(-60_000), 60],
    ['younger than the clock says', later(1_000), 0],
    ['none', undefined, 0],
  ] as const)
    it(`say how old the oldest unknown outcome is: ${what}`, async () => {
      const taskCounts = async () => ({ counts: [], ...(oldestUnknown && { oldestUnknown }) });
      expect(await gauges({ journal: { taskCounts } })('payment_unknown_oldest_age_seconds')).to.equal(
        seconds,
      );
    });

  it('count tasks once in five seconds, however often they are read', async () => {
    let reads = 0;
    let now = NOW;
    const read = gauges({
      now: () => now,
      journal: {
        taskCounts: async () => {
          reads += 1;
          return { counts: [] };
        },
      },
    });
    await read('payment_ready');
    now = later(4_999);
    await read('payment_ready');
    expect(reads).to.equal(1);
    now = later(5_000);
    await read('payment_ready');
    expect(reads).to.equal(2);
  });

  it('say on which sites the guard is active', async () => {
    const guardedSites = () => [
      { site: 'siteUS' as SiteId, isActive: true },
      { site: 'siteJP' as SiteId, isActive: false },
    ];
    const read = gauges({ guardedSites });
    expect(await read('payment_guard_active', { site: 'siteUS' })).to.equal(1);
    expect(await read('payment_guard_active', { site: 'siteJP' })).to.equal(0);
  });

  it('say how far the clock is off, where it was compared', async () => {
    expect(await gauges({ offsetMs: () => -1_500 })('payment_clock_offset_seconds')).to.equal(-1.5);
    expect(await gauges()('payment_clock_offset_seconds')).to.equal(undefined);
  });

  it('say whether everything is ready', async () => {
    expect(await gauges()('payment_ready')).to.equal(1);
    expect(await gauges({ readiness: async () => ['the journal'] as never })('payment_ready')).to.equal(0);
  });
});
