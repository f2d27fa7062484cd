/** Runs what was uploaded in a process of its own, as OCC's Node servers do. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { isAnnouncement } from '../../announce.ts';

export interface ExtensionProcess {
  /** Ends what runs and starts this zip. @returns its address. Rejects with the extension's last words. */
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
/** The end of what a program that did not start has printed. */
const LAST_WORDS = 5;

export function createExtensionServer(options: ExtensionProcessOptions): ExtensionProcess {
  let running: { readonly host: ChildProcess; readonly folder: string } | undefined;

  async function stop(): Promise<void> {
    const ended = running;
    running = undefined;
    if (ended === undefined) return;
    if (ended.host.exitCode === null && ended.host.signalCode === null) {
      ended.host.kill('SIGTERM');
      await once(ended.host, 'exit');
    }
    await rm(ended.folder, { recursive: true, force: true });
  }

  return {
    async restart(zip) {
      await stop();
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
      running = { host, folder };
      return firstAddress(host, options.writeLog);
    },
    stop,
  };
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
