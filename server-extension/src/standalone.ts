/** The same routes in a server of our own, on the merchant's machines. `EXTENSION_PORT` 8082, journal in SQLite by default. */
import cluster from 'node:cluster';
import type { RequestListener, Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { type Assembled, assemble } from './assemble.ts';
import { boundOldGeneration } from './assembly/workers/memory-options.ts';
import { superviseWorkers } from './assembly/workers/supervisor.ts';
import { answerForMetrics, createReadWorkers } from './assembly/workers/worker-metrics.ts';
import { type Config, readConfig } from './config/config.ts';
import { createEmailReceiver } from './telemetry/alerts/messages/email.ts';
import { toErrorFields } from './telemetry/log/error-fields.ts';
import { createLog, type Log, toStandardOutput } from './telemetry/log/log.ts';
import { flushSpans } from './telemetry/tracing.ts';
import { createMetricsServer, type ScrapedText } from './http/server/metrics-server.ts';
import { createServerWithoutFloods } from './http/server/pipelining.ts';
import { paymentMethods } from './methods/methods.ts';
import { readArguments } from './config/program-arguments.ts';
import { createDraining, type Draining } from './http/server/draining.ts';
import type { HandleRequest } from './http/answer.ts';

const MOUNT = '/ccstorex/custom';
const DEFAULT_PORT = 8082;
const DEFAULT_JOURNAL = 'sqlite:occ-cybersource.sqlite';

/** Slow senders are cut off before five seconds are over: requests are small, and no client may hold many open for long. */
const HEADERS_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 4_000;
const LOOK_ROUND_MS = 500;
/** Longer than the proxies in front of us keep idle connections. */
const KEEP_ALIVE_MS = 75_000;
/** Proxies need some dozens; what comes beyond is turned away before it costs memory. */
const MOST_CONNECTIONS = 2_000;
const DROPPED_LINE_EVERY_MS = 60_000;

const USAGE = `Usage: npm run extension

Serves the extension's routes on this machine, at http://$EXTENSION_HOST:$EXTENSION_PORT (127.0.0.1:8082).
It is configured by environment variables, which docs/operators.md lists; no arguments are needed.
`;

async function serve(): Promise<void> {
  // The collector of the log may die: that stops no payment.
  process.stdout.on('error', () => undefined);
  boundOldGeneration(process.execArgv, process.env['NODE_OPTIONS'] ?? '');
  const log = createLog(toStandardOutput, () => new Date());
  const config = readStandaloneConfig();
  if (config.workers > 1 && cluster.isPrimary) await supervise(config, log);
  else await serveAlone(config, log);
}

function readStandaloneConfig(): Config {
  return readConfig({
    read: (name) => (name === 'journal' ? DEFAULT_JOURNAL : undefined),
    version: packageJson.version,
    isStandalone: true,
  });
}

/** A start takes a second; what hangs in one, an SDK that waits for its collector say, must not hold those back that would follow. */
const START_MS = 60_000;

/** Several processes on one port: this one starts them, replaces those that end, and serves nothing but their metrics. */
async function supervise(config: Config, log: Log): Promise<void> {
  const drainMs = config.deadlines.occ + CLOSING_MS;
  const supervisor = await superviseWorkers({
    workers: config.workers,
    environmentOf: (number) => workerEnvironment(config, number),
    nodeOptions: process.env['NODE_OPTIONS'],
    drainMs,
    startMs: START_MS,
    log,
  });
  offerMetrics(config, createReadWorkers(supervisor.current));
  process.on('SIGHUP', () => void supervisor.replaceAll());
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void supervisor.stop().then((code) => process.exit(code)));
  const [address] = supervisor.addresses();
  if (address !== undefined) announce(address);
}

/** Each worker has a name of its own in metrics, and a folder of its own for results that the journal could not take. */
function workerEnvironment({ instance, journal }: Config, number: number): Readonly<Record<string, string>> {
  return {
    INSTANCE_NAME: `${instance}/${number}`,
    ...(journal.kind !== 'memory' && {
      JOURNAL_UNWRITTEN_FOLDER: join(journal.unwrittenFolder, `worker-${number}`),
    }),
  };
}

/** Where a scraper reads the metrics of this machine; nowhere unless the configuration names a port. */
function offerMetrics({ monitoring: { metrics } }: Config, read: () => Promise<ScrapedText>): void {
  if (metrics === undefined) return;
  const { host, port } = metrics;
  createMetricsServer(read)
    .once('error', (error: NodeJS.ErrnoException) => {
      giveUp(
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken. Remedy: stop what uses it, or set METRICS_PORT.`
          : `The metrics cannot be offered: ${error.message}`,
      );
    })
    .listen(port, host);
}

async function serveAlone(config: Config, log: Log): Promise<void> {
  let isWarm = config.warmUpMs === 0;
  const extension = assemble({
    config,
    log,
    methods: paymentMethods,
    createEmailReceiver,
    isWarm: () => isWarm,
  });
  await start(extension, config, log);

  const draining = createDraining();
  const server = createServerWithoutFloods(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: LOOK_ROUND_MS,
    },
    mounted(extension.answer, draining),
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.on('drop', noteDropped(log));
  const port = Number(process.env['EXTENSION_PORT'] ?? DEFAULT_PORT);
  const host = process.env['EXTENSION_HOST'] ?? '127.0.0.1';
  server.once('error', (error: NodeJS.ErrnoException) => {
    giveUp(
      error.code === 'EADDRINUSE'
        ? `Port ${port} is taken. Remedy: stop what uses it, or set EXTENSION_PORT (0 picks a free one).`
        : `The extension cannot listen: ${error.message}`,
    );
  });
  server.listen(port, host, () => {
    const { port: chosen } = server.address() as AddressInfo;
    if (!cluster.isWorker) announce(`http://${host}:${chosen}`);
    void warmUpWhenIdle(config, log).finally(() => (isWarm = true));
  });
  if (cluster.isWorker) answerForMetrics(extension.readMetrics);
  else offerMetrics(config, extension.readMetrics);
  const end = (): void => {
    drain(server, draining, config.deadlines.occ, extension);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
  // A terminal that is closed sends it to every process, and a service manager to the first one: a worker leaves it to that one, and
  // a process on its own cannot be replaced without a gap, so it ends as well as it can.
  if (cluster.isWorker) process.on('SIGHUP', () => undefined);
  else process.once('SIGHUP', end);
}

/** Those who ask first, as health checks do, are answered first. */
const WARM_UP_AFTER_MS = 100;

/** Never rejects: payments are made without it as well, the first ones more slowly. */
async function warmUpWhenIdle(config: Config, log: Log): Promise<void> {
  if (config.warmUpMs === 0) return;
  await pause(WARM_UP_AFTER_MS);
  try {
    const { warmUp } = await import('./assembly/workers/warm-up.ts');
    const { payments, approved } = await warmUp({ config, methods: paymentMethods }, config.warmUpMs);
    if (approved < payments) log('warm-up.failed', { error: `${payments - approved} of ${payments}` });
  } catch (error) {
    log('warm-up.failed', toErrorFields(error));
  }
}

/** One line a minute, however many connections are turned away. */
function noteDropped(log: Log): () => void {
  let notedAt = -Infinity;
  return () => {
    if (performance.now() - notedAt < DROPPED_LINE_EVERY_MS) return;
    notedAt = performance.now();
    log('connections.dropped', { limit: MOST_CONNECTIONS });
  };
}

/**
 * A file that cannot be opened stays so until an operator repairs it; a database may only come later than we do, and is
 * tried again by each payment.
 *
 * @throws Error that names file, cause and remedy.
 */
async function start(extension: Assembled, { journal }: Config, log: Log): Promise<void> {
  try {
    await extension.start();
  } catch (error) {
    if (journal.kind !== 'sqlite') {
      log('journal.unavailable', toErrorFields(error));
      return;
    }
    const { cause } = toErrorFields(error);
    const why = cause ?? `${journal.file}: ${error instanceof Error ? error.message : 'it cannot be opened'}`;
    throw new Error(
      `The journal cannot be used: ${why}. Remedy: give this process a folder that exists and that it may write to, ` +
        'or name another journal in JOURNAL.',
      { cause: error },
    );
  }
}

/** Answers where OCC would: what lies beside it is an unknown address. Nothing here needs Express. */
function mounted(answer: HandleRequest, draining: Draining): RequestListener {
  return (req, res) => {
    draining.watch(res);
    const { url = '/' } = req;
    answer(Object.assign(req, { url: url.startsWith(`${MOUNT}/`) ? url.slice(MOUNT.length) : '/' }), res);
  };
}

/** For what hangs on when everything else has ended: the journal is closed all the same. */
const CLOSING_MS = 5_000;
/** Of that: what a collector of traces may take. */
const FLUSH_MS = 2_000;
/** How long a connection without a request stays open after the end has begun. */
const IDLE_MS = 1_000;

/**
 * Takes no new connection, and on those that there are no further request; lets payments under way end, closes the
 * journal, then leaves. A proxy that kept its connection busy would otherwise be served until the process is killed.
 */
function drain(server: Server, draining: Draining, withinMs: number, extension: Assembled): void {
  setTimeout(() => {
    server.closeAllConnections();
  }, withinMs).unref();
  setTimeout(() => process.exit(1), withinMs + CLOSING_MS).unref();
  draining.begin();
  // Node's own `close` of an HTTP server ends idle connections at once, and with them requests that are on their way: those that
  // arrive in the next moment are answered, each with `Connection: close`.
  setTimeout(() => {
    server.closeIdleConnections();
  }, IDLE_MS);
  NetServer.prototype.close.call(server, () => {
    void extension
      .stop()
      .then(
        () => 0,
        () => 1,
      )
      .then(async (code) => {
        await flushSpans(FLUSH_MS);
        process.exit(code);
      });
  });
}

function announce(url: string): void {
  process.stdout.write(`Extension: ${url}\n`);
  process.send?.({ name: 'Extension', address: url });
}

function giveUp(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const refusal = readArguments(process.argv.slice(2), USAGE);
if (refusal !== undefined) {
  process[refusal.code === 0 ? 'stdout' : 'stderr'].write(refusal.text);
  process.exit(refusal.code);
}
serve().catch((error: unknown) => {
  giveUp(error instanceof Error ? error.message : 'The extension cannot start.');
});
