import type { CaseStore, StoredCase } from '../../payments/ports/case-store.ts';
import type { Config, JournalLocation } from '../../config/config.ts';
import type { ObserveCall, TraceCall } from '../../cybersource/client/client.ts';
import type { ObserveCertificate } from '../../cybersource/keys/key-files.ts';
import type { CardTestingGuard } from '../../guard/card-testing-guard.ts';
import type { RequestTelemetry } from '../../http/answer.ts';
import type { ObserveOccCall, TraceOccCall } from '../../occ/api/occ-calls.ts';
import { cached } from '../../occ/api/cached.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { TaskCounts } from '../../payments/ports/recovery-task.ts';
import type { CheckReadiness } from '../../payments/health/readiness.ts';
import { journalWithTraces, measuredJournal } from '../../telemetry/measured-journal.ts';
import { attemptLabels } from '../../telemetry/payment-metrics.ts';
import { createMetrics, type Metrics } from '../../telemetry/registry.ts';
import type { Clock } from '../time/clock.ts';
import { createTracing, type RunTracing, type SpanSource, spansOfSdk } from '../../telemetry/tracing.ts';
import type { AttemptListener } from '../payments/payments.ts';

/** The listeners that count the work of one installation. */
export interface Telemetry {
  readonly metrics: Metrics;
  readonly requests: RequestTelemetry;
  readonly observeCall: ObserveCall;
  readonly traceCall: TraceCall;
  readonly observeOccCall: ObserveOccCall;
  readonly traceOccCall: TraceOccCall;
  readonly observeCertificate: ObserveCertificate;
  readonly attemptListener: AttemptListener;
  readonly runs: RunTracing;
  /** The same journal, whose attempts keep their traces; measured where a database is behind it. */
  measured(journal: Journal): Journal;
}

/** What the gauges are read from at each scrape. */
export interface GaugeSources {
  readonly cases: Pick<CaseStore, 'list'>;
  readonly journal: Pick<Journal, 'taskCounts'>;
  readonly guardedSites: CardTestingGuard['sites'];
  readonly offsetMs: Clock['offsetMs'];
  readonly readiness: CheckReadiness;
  readonly now: () => Date;
}

const DATABASES: Readonly<Record<JournalLocation['kind'], string>> = {
  memory: 'none',
  sqlite: 'sqlite',
  postgres: 'postgresql',
};

/**
 * The metrics of this process, and the listeners that count for them.
 *
 * @param spans an SDK's, where one is loaded, unless the caller brings others
 */
export function assembleTelemetry(
  { application, instance, journal: { kind } }: Pick<Config, 'application' | 'instance' | 'journal'>,
  now: () => Date,
  { spans = spansOfSdk(application.version) }: { readonly spans?: SpanSource } = {},
): Telemetry {
  const metrics = createMetrics({ instance, withRuntime: true });
  const { traceRequest, traceCall, currentTrace, continueTrace, traceRun, linkTrace } = createTracing(spans);
  const certificates = new Map<string, Date>();
  return {
    metrics,
    runs: { continueTrace, traceRun, linkTrace },
    requests: {
      traceRequest,
      observeRequest(req, res, seconds) {
        metrics.observe(
          'http_server_request_duration_seconds',
          {
            http_request_method: req.method ?? '',
            http_route: res.route ?? 'none',
            http_response_status_code: String(res.statusCode),
          },
          seconds,
        );
      },
    },
    traceCall: (template, call) =>
      traceCall(
        { name: template, attributes: { 'peer.service': 'cybersource', 'url.template': template } },
        call,
      ),
    traceOccCall: (template, call) =>
      traceCall({ name: template, attributes: { 'peer.service': 'occ', 'url.template': template } }, call),
    observeCall(template, reply, seconds) {
      const status = reply.kind === 'answered' ? String(reply.status) : 'none';
      metrics.observe(
        'http_client_request_duration_seconds',
        { peer: 'cybersource', url_template: template, http_response_status_code: status },
        seconds,
      );
    },
    observeOccCall(template, status, seconds) {
      metrics.observe(
        'http_client_request_duration_seconds',
        {
          peer: 'occ',
          url_template: template,
          http_response_status_code: status === undefined ? 'none' : String(status),
        },
        seconds,
      );
    },
    observeCertificate(file, validUntil) {
      certificates.set(file, validUntil);
      metrics.provide('payment_key_expiry_seconds', () =>
        [...certificates].map(([key, until]) => ({
          labels: { key },
          value: (until.getTime() - now().getTime()) / 1000,
        })),
      );
    },
    attemptListener: {
      attemptCompleted(attempt) {
        const labels = attemptLabels(attempt);
        if (labels !== undefined) metrics.count('payment_attempts_total', labels);
      },
      attemptResolved({ operation }, { outcome }) {
        metrics.count('payment_attempts_resolved_total', { operation, outcome });
      },
    },
    measured: (journal) =>
      kind === 'memory'
        ? journalWithTraces(journal, currentTrace)
        : measuredJournal(journalWithTraces(journal, currentTrace), {
            observe(db_operation_name, outcome, seconds) {
              metrics.observe(
                'db_client_operation_duration_seconds',
                { db_system_name: DATABASES[kind], db_operation_name, outcome },
                seconds,
              );
            },
            trace: (operation, work) =>
              traceCall(
                {
                  name: `journal ${operation}`,
                  attributes: { 'db.system.name': DATABASES[kind], 'db.operation.name': operation },
                },
                work,
              ),
          }),
  };
}

/** A scraper asks every few seconds, and so does each of its copies: tasks and cases are counted no more often than that. */
const TASKS_KEPT_MS = 5_000;

/** Names the sources of the gauges whose parts of the extension are always there. */
export function provideGauges(
  metrics: Metrics,
  { journal, cases, guardedSites, offsetMs, readiness, now }: GaugeSources,
): void {
  const openCases = cached(
    (kind) => cases.list(kind as keyof typeof CASE_GAUGES, 'open', CASES_COUNTED_MAX),
    { ttlMs: TASKS_KEPT_MS, capacity: Object.keys(CASE_GAUGES).length, now },
  );
  for (const [kind, gauge] of Object.entries(CASE_GAUGES))
    metrics.provide(gauge, async () => countedBySite(await openCases(kind)));
  const counted = cached(() => journal.taskCounts(), { ttlMs: TASKS_KEPT_MS, capacity: 1, now });
  const taskCounts = (): Promise<TaskCounts> => counted('tasks');
  metrics.provide('payment_recovery_tasks', async () =>
    (await taskCounts()).counts.map(({ task, state, attempts }) => ({
      labels: { task, state },
      value: attempts,
    })),
  );
  metrics.provide('payment_unknown_oldest_age_seconds', async () => {
    const { oldestUnknown } = await taskCounts();
    const ageMs = oldestUnknown === undefined ? 0 : now().getTime() - oldestUnknown.getTime();
    return [{ labels: {}, value: Math.max(0, ageMs) / 1000 }];
  });
  metrics.provide('payment_guard_active', () =>
    guardedSites().map(({ site, isActive }) => ({ labels: { site }, value: isActive ? 1 : 0 })),
  );
  metrics.provide('payment_clock_offset_seconds', () => {
    const ms = offsetMs();
    return ms === undefined ? [] : [{ labels: {}, value: ms / 1000 }];
  });
  metrics.provide('payment_ready', async () => [
    { labels: {}, value: (await readiness()).length === 0 ? 1 : 0 },
  ]);
}

/** Gauges that count open cases, by their kind. */
const CASE_GAUGES = {
  review: 'payment_reviews_open',
  settlement: 'payment_settlement_cases',
  'expiring-hold': 'payment_holds_expiring',
} as const;

/** An alert rings long before there are so many. */
const CASES_COUNTED_MAX = 1_000;

function countedBySite(
  cases: readonly Pick<StoredCase, 'site'>[],
): readonly { readonly labels: { readonly site: string }; readonly value: number }[] {
  const counts = new Map<string, number>();
  for (const { site } of cases) counts.set(site, (counts.get(site) ?? 0) + 1);
  return [...counts].map(([site, value]) => ({ labels: { site }, value }));
}
