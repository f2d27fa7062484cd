import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { type CheckDependencies, dependencies } from '../../payments/health/dependency-status.ts';
import { defineRoute } from '../../http/define-route.ts';
import { send, sendJson } from '../../http/send.ts';

/** The metrics of this process, as a scraper reads them. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/** The metrics of the process that answers, in Prometheus' text format. */
export const operationsMetrics = defineRoute({
  method: 'GET',
  path: '/operations/metrics',
  operationId: 'metrics',
  summary: 'The metrics of the process that answers, for Prometheus',
  description:
    'Text format 0.0.4 of Prometheus. Behind a load balancer every scrape reaches another process: the label `instance` says which. ' +
    'On machines of your own a scraper reads all processes of a machine at `METRICS_PORT` instead. The operators’ guide lists the metrics.',
  caller: 'monitoring',
  answers: {
    200: {
      description: 'The metrics',
      contentType: 'text/plain',
      schema: lazy(() => z.string()),
      examples: {
        one: '# HELP payment_ready 1 when the process can take a payment, as `/ready` says, else 0.\n# TYPE payment_ready gauge\npayment_ready{instance="shop-1"} 1\n',
      },
    },
  },
  handler:
    ({ readMetrics }: { readonly readMetrics: () => Promise<MetricsPage> }) =>
    async ({ res }) => {
      const { contentType, text } = await readMetrics();
      send(res, 200, { 'Content-Type': contentType }, text);
    },
});

const dependency = lazy(() =>
  z
    .strictObject({
      name: z.enum(dependencies),
      status: z.enum(['up', 'down']),
      version: z.string().meta({ description: 'Of the API, the client library or the database' }),
      checkedAt: z.string().meta({ format: 'date-time' }),
      durationMs: z.int().min(0).meta({ description: 'Milliseconds until it answered, or was given up' }),
      problem: z.string().optional().meta({ description: 'Why it is down, and what to do' }),
    })
    .meta({ id: 'Dependency' }),
);

const status = lazy(() =>
  z
    .strictObject({
      status: z.enum(['ok', 'degraded']).meta({ description: '`degraded`: a dependency is down' }),
      version: z.string().meta({ description: 'Of the extension' }),
      time: z.string().meta({ format: 'date-time', description: 'By the clock that the process goes by' }),
      instance: z.string(),
      dependencies: z.array(dependency()),
    })
    .meta({ id: 'Status' }),
);

export interface StatusDeps {
  readonly checkDependencies: CheckDependencies;
  /** Version of the extension, and the name of this process. */
  readonly running: { readonly version: string; readonly instance: string };
  readonly now: () => Date;
}

/** Whether what the extension works with can be reached. */
export const operationsStatus = defineRoute({
  method: 'GET',
  path: '/operations/status',
  operationId: 'status',
  summary: 'Versions, time, and whether OCC, CyberSource and the journal can be reached',
  description:
    'Each dependency is asked, for a few seconds at most and every five seconds at most. The answer is 200 while one of them is down: ' +
    'a load balancer asks `/ready` instead.',
  caller: 'monitoring',
  answers: {
    200: {
      description: 'Every dependency with its state',
      schema: status,
      examples: {
        degraded: {
          status: 'degraded',
          version: '2.0.0',
          time: '2026-01-31T10:22:21.000Z',
          instance: 'shop-1',
          dependencies: [
            {
              name: 'occ',
              status: 'up',
              version: 'ccadmin v1',
              checkedAt: '2026-01-31T10:22:21.000Z',
              durationMs: 41,
            },
            {
              name: 'cybersource',
              status: 'down',
              version: 'cybersource-rest-client 0.0.83',
              checkedAt: '2026-01-31T10:22:21.000Z',
              durationMs: 4000,
              problem: 'No answer within 4000 ms.',
            },
          ],
        },
      },
    },
  },
  handler:
    ({ checkDependencies, running, now }: StatusDeps) =>
    async ({ res }) => {
      const checked = await checkDependencies();
      sendJson(res, 200, {
        status: checked.every(({ status }) => status === 'up') ? 'ok' : 'degraded',
        ...running,
        time: now().toISOString(),
        dependencies: checked.map(({ checkedAt, ...each }) => ({
          ...each,
          checkedAt: checkedAt.toISOString(),
        })),
      });
    },
});
