import { assembleConnections } from './assembly/connections.ts';
import { assembleGuard } from './assembly/guard/guard.ts';
import { assembleReadiness } from './assembly/health/readiness.ts';
import type { Installation, Overrides } from './assembly/installation.ts';
import { assembleAlerts } from './assembly/monitoring/alerts.ts';
import { provideGauges } from './assembly/monitoring/telemetry.ts';
import { assemblePaymentParts } from './assembly/payment-parts.ts';
import { assembleRouteDeps } from './assembly/route-deps.ts';
import { assembleStores } from './assembly/stores.ts';
import { type HandleRequest, createAnswer } from './http/answer.ts';
import type { ServedRoute } from './http/route.ts';
import { createRoutes } from './routes/routes.ts';
import type { Metrics } from './telemetry/registry.ts';

/** An installation, ready to start. */
export interface Assembled {
  readonly routes: readonly ServedRoute[];
  readonly answer: HandleRequest;
  /** The metrics of this process. */
  readonly readMetrics: Metrics['read'];
  /**
   * Starts recovery and reconciliation, and opens the journal before the first payment needs it.
   *
   * @throws Problem `journal-unavailable` with its cause. What was started goes on, and tries to open it again.
   */
  start(): Promise<void>;
  /** Lets calls under way end, then closes connections and journal. */
  stop(): Promise<void>;
}

/** The one place where things are built and handed to each other. Starts nothing by itself. */
export function assemble(installation: Installation, overrides: Partial<Overrides> = {}): Assembled {
  const { config, log, createEmailReceiver, isWarm = () => true } = installation;
  for (const warning of config.warnings) log('configuration.warning', { problem: warning });

  const connections = assembleConnections(installation, overrides);
  const { now, offsetMs, occ, settingsFor, cyberSource, telemetry } = connections;
  const { metrics } = telemetry;
  const stores = assembleStores(installation, connections, overrides);
  const { journal, cases } = stores;
  const parts = assemblePaymentParts(installation, connections, stores);

  const guard = assembleGuard(config, now, log);
  const readiness = assembleReadiness({ config, journal, occ, settingsFor, isWarm, now, log });
  provideGauges(metrics, { journal, cases, guardedSites: guard.guardedSites, offsetMs, readiness, now });
  const alerting = assembleAlerts({
    config,
    samples: metrics.samples,
    cases,
    ...(stores.notifications && { leases: stores.notifications }),
    ...(createEmailReceiver && { createEmailReceiver }),
    now,
    log,
  });

  const deps = assembleRouteDeps({ installation, connections, stores, parts, guard, readiness });
  const routes = createRoutes({ ...deps, ...overrides.routeDeps }, overrides.declared);

  return {
    routes,
    answer: createAnswer(routes, log, telemetry.requests),
    readMetrics: metrics.read,
    async start() {
      parts.start();
      alerting.start();
      await journal.checkpoint('ready');
    },
    async stop() {
      await alerting.stop();
      await parts.stop();
      await cyberSource.close();
      await guard.end();
      await journal.close();
    },
  };
}
