/** The same routes in a server of our own, on the merchant's machines. `EXTENSION_PORT` 8082, journal in SQLite by default. */
import cluster from 'node:cluster';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import packageJson from '../package.json' with { type: 'json' };
import { type Assembled, assemble } from './assemble.ts';
import { boundOldGeneration } from './assembly/workers/memory-options.ts';
import { superviseWorkers } from './assembly/workers/supervisor.ts';
import { warmUpWhenIdle } from './assembly/workers/warm-up-when-idle.ts';
import { workerEnvironment } from './assembly/workers/worker-environment.ts';
import { answerForMetrics, createReadWorkers } from './assembly/workers/worker-metrics.ts';
import { type Config, readConfig } from './config/config.ts';
import { createEmailReceiver } from './telemetry/alerts/messages/email.ts';
import { toErrorFields } from './telemetry/log/error-fields.ts';
import { createLog, type Log, toStandardOutput } from './telemetry/log/log.ts';
import { flushSpans } from './telemetry/tracing.ts';
import { createMetricsServer, type ScrapedText } from './http/server/metrics-server.ts';
import { createExtensionServer, type ExtensionServer } from './http/server/extension-server.ts';
import { paymentMethods } from './methods/methods.ts';
import { readArguments } from './config/program-arguments.ts';

const DEFAULT_PORT = 8082;
const DEFAULT_JOURNAL = 'sqlite:occ-cybersource.sqlite';

/** A start takes a second; what hangs in one, an SDK that waits for its collector say, must not hold those back that would follow. */
const START_MS = 60_000;
/** Milliseconds from the end of the last request until the process exits, whatever is still open then. */
const CLOSING_MS = 5_000;
/** Of that: what a collector of traces may take. */
const FLUSH_MS = 2_000;

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

/** One process that serves the port: alone, or as one of several workers. */
async function serveAlone(config: Config, log: Log): Promise<void> {
  let isWarm = false;
  const installation = { config, log, methods: paymentMethods };
  const extension = assemble({ ...installation, createEmailReceiver, isWarm: () => isWarm });
  await start(extension, config, log);

  const serving = createExtensionServer(extension.answer, log);
  listen(serving.server, () => {
    void warmUpWhenIdle(installation).finally(() => (isWarm = true));
  });
  if (cluster.isWorker) answerForMetrics(extension.readMetrics);
  else offerMetrics(config, extension.readMetrics);

  const onSignal = (): void => {
    end(serving, extension, config.deadlines.occ);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, onSignal);
  // A terminal that is closed sends it to every process, and a service manager to the first one: a worker leaves it to that one, and
  // a process on its own cannot be replaced without a gap, so it ends as well as it can.
  if (cluster.isWorker) process.on('SIGHUP', () => undefined);
  else process.once('SIGHUP', onSignal);
}

/** Takes connections where the environment says, and says where that is; a worker leaves that to the first process. */
function listen(server: Server, onListening: () => void): void {
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
    onListening();
  });
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

/** Lets payments under way end, closes the journal, sends the traces that wait, then leaves: {@link CLOSING_MS} after the limit at the latest. */
function end(serving: ExtensionServer, extension: Assembled, withinMs: number): void {
  setTimeout(() => process.exit(1), withinMs + CLOSING_MS).unref();
  serving.drain(withinMs, () => {
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
