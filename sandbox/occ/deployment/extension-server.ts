/** Runs what was uploaded in a process of its own, as OCC's Node servers do. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { isAnnouncement } from '../../announce.ts';

export interface ExtensionProcess {
  /**
   * Starts this zip and ends what ran before: a moment later, so that what is under way there is answered.
   *
   * @returns its address. Rejects with the extension's last words; then nothing runs.
   */
  restart(zip: Uint8Array): Promise<string>;
  stop(): Promise<void>;
}

export interface ExtensionProcessOptions {
  /** Where this OCC is: the host reads the extension's variables from it. */
  readonly occUrl: () => string;
  readonly applicationKey: string;
  readonly writeLog: (line: string) => void;
}

const HOST = path.resolve(import.meta.dirname, '../extension-host/main.ts');
/** How long a server goes on that gets no more requests. OCC's balancer takes a server out before it is restarted. */
const RETIRE_AFTER_MS = 2_000;
/** The end of what a program that did not start has printed. */
const LAST_WORDS = 5;

export function createExtensionServer(options: ExtensionProcessOptions): ExtensionProcess {
  let running: RunningHost | undefined;
  const retiring = new Set<RunningHost>();

  function retire(host: RunningHost): void {
    retiring.add(host);
    setTimeout(() => {
      if (retiring.delete(host)) void end(host);
    }, RETIRE_AFTER_MS).unref();
  }

  async function stop(): Promise<void> {
    const ended = [...retiring, ...(running === undefined ? [] : [running])];
    running = undefined;
    retiring.clear();
    await Promise.all(ended.map(end));
  }

  return {
    async restart(zip) {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'occ-uploaded-extension-'));
      const file = path.join(folder, 'extension.zip');
      await writeFile(file, zip);
      const host = fork(HOST, [], {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: {
          ...process.env,
          NODE_ENV: 'development',
          EXTENSION_PORT: '0',
          EXTENSION_PACKAGE: file,
          OCC_URL: options.occUrl(),
          APPLICATION_KEY: options.applicationKey,
        },
      });
      const before = running;
      running = { host, folder };
      if (before !== undefined) retiring.add(before);
      try {
        return await firstAddress(host, options.writeLog);
      } catch (error) {
        await stop();
        throw error;
      } finally {
        if (before !== undefined && retiring.has(before)) retire(before);
      }
    },
    stop,
  };
}

interface RunningHost {
  readonly host: ChildProcess;
  readonly folder: string;
}

async function end({ host, folder }: RunningHost): Promise<void> {
  if (host.exitCode === null && host.signalCode === null) {
    host.kill('SIGTERM');
    await once(host, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
}

function firstAddress(host: ChildProcess, writeLog: (line: string) => void): Promise<string> {
  const words: string[] = [];
  for (const stream of [host.stdout, host.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      words.push(line);
      if (words.length > LAST_WORDS) words.shift();
      writeLog(line);
    });
  }
  return new Promise((resolve, reject) => {
    host.on('message', (message) => {
      if (isAnnouncement(message)) resolve(message.address);
    });
    host.once('exit', () => {
      reject(new Error(words.join(' ') || 'The extension ended before it was ready.'));
    });
  });
}
