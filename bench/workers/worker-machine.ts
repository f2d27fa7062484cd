import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle } from '../../scripts/src/package/bundle.ts';
import { type CyberSourceSandbox, startCybersourceSandbox } from '../../sandbox/cybersource/start.ts';
import { type OccSandbox, startOccSandbox } from '../../sandbox/occ/start.ts';
import { childrenOf } from './child-processes.ts';
import { webhookSecret } from '../../server-extension/test/builders/between-sandboxes.ts';

/** A line of the extension's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The extension with several workers on one SQLite journal, between both sandboxes. */
export interface WorkerMachine {
  /** The extension's routes. */
  readonly api: string;
  readonly cybersource: CyberSourceSandbox;
  readonly extension: ChildProcess;
  readonly lines: readonly LogLine[];
  /** The process ids of the workers at the moment. */
  workerIds(): Promise<readonly number[]>;
  /** Resolves when the log has so many lines of the event. */
  untilLogged(event: string, times: number): Promise<void>;
  close(): Promise<void>;
}

const LOOK_MS = 10;

/** Builds the extension and starts it with so many workers. */
export async function startWorkerMachine(workers: number, pace = 1): Promise<WorkerMachine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'workers-'));
  const file = path.join(folder, 'extension.cjs');
  const [cybersource] = await Promise.all([
    startCybersourceSandbox(),
    bundle('server-extension/src/standalone.ts', file),
  ]);
  const occ: OccSandbox = await startOccSandbox({
    extensionUrl: 'http://127.0.0.1:9',
    secrets: { webhook: webhookSecret },
  });
  const { extension, lines, api } = await startExtension({
    file,
    folder,
    occUrl: occ.url,
    cybersourceUrl: cybersource.url,
    environment: { WORKERS: String(workers), RECONCILE_PACE: String(pace) },
  });

  return {
    api,
    cybersource,
    extension,
    lines,
    workerIds: () => childrenOf(extension.pid ?? 0),
    async untilLogged(event, times) {
      while (lines.filter((line) => line['event'] === event).length < times)
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    },
    async close() {
      await endExtension({ extension, api, lines });
      await occ.close();
      await cybersource.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A process of the extension. */
export interface StartedExtension {
  readonly extension: ChildProcess;
  /** Its routes. */
  readonly api: string;
  readonly lines: readonly LogLine[];
}

/** Which program to start, where its journal is, and what it works with. */
export interface ExtensionStart {
  /** The bundle of `standalone.ts`. */
  readonly file: string;
  readonly folder: string;
  readonly occUrl: string;
  readonly cybersourceUrl: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts it on a port of its own; resolves once it takes connections. */
export async function startExtension({
  file,
  folder,
  occUrl,
  cybersourceUrl,
  environment,
}: ExtensionStart): Promise<StartedExtension> {
  const extension = fork(file, [], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {
      EXTENSION_PORT: '0',
      JOURNAL: `sqlite:${path.join(folder, 'journal.sqlite')}`,
      ATG_SERVER_URL: occUrl,
      ATG_SERVER_ADMIN_URL: occUrl,
      ATG_APPLICATION_TOKEN: 'sandbox-application-key',
      PAYMENTS_SECRET_KEY: webhookSecret,
      WARM_UP_MS: '0',
      CRYPTO_SERVICE_KEY: Buffer.alloc(32, 9).toString('base64'),
      CYBERSOURCE_INTERMEDIATE_HOST: cybersourceUrl,
      ...environment,
    },
  });
  const lines: LogLine[] = [];
  readLines(extension, (line) => lines.push(line));
  const [{ address }] = (await once(extension, 'message')) as [{ address: string }];
  return { extension, api: `${address}/ccstorex/custom/isv-payment/v2`, lines };
}

/** Ends it as a service manager does; resolves with its exit code once it is gone. */
export async function endExtension({ extension }: StartedExtension): Promise<number | null> {
  if (extension.exitCode !== null || extension.signalCode !== null) return extension.exitCode;
  const exited = once(extension, 'exit') as Promise<[number | null]>;
  extension.kill('SIGTERM');
  return (await exited)[0];
}

function readLines(child: ChildProcess, onLine: (line: LogLine) => void): void {
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.startsWith('{')) onLine(JSON.parse(part) as LogLine);
  });
}
