import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { isAnnouncement } from '../../../sandbox/announce.ts';

/** A program to start under this Node. */
export interface Program {
  /** Names its log, `<name>.log` in the folder. */
  readonly name: string;
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The address that it announces last: from then on it is ready. */
  readonly awaits: string;
}

/** A program that is ready. */
export interface RunningProgram {
  readonly process: ChildProcess;
  /** Everything that it announced, by name. */
  readonly addresses: ReadonlyMap<string, string>;
}

export interface Programs {
  start(program: Program): Promise<RunningProgram>;
  endAll(): Promise<void>;
}

/** A program whose parent has ended ends too: no forgotten server keeps a port. */
const ENDS_WITH_PARENT = 'data:text/javascript,process.once("disconnect",()=>process.exit(1))';

/** Starts programs in a folder of their own, and knows them all. */
export function createPrograms(folder: string): Programs {
  const alive = new Set<ChildProcess>();

  function launch({ name, file, environment }: Program): ChildProcess {
    const log = openSync(path.join(folder, `${name}.log`), 'a');
    const node = ['--disable-warning=ExperimentalWarning', '--import', ENDS_WITH_PARENT, file];
    const child = spawn(process.execPath, node, {
      cwd: folder,
      env: { ...process.env, NODE_ENV: 'development', ...environment },
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    return child;
  }

  return {
    start(program) {
      const child = launch(program);
      const addresses = new Map<string, string>();
      return new Promise((resolve, reject) => {
        child.on('message', (message) => {
          if (!isAnnouncement(message)) return;
          addresses.set(message.name, message.address);
          if (message.name === program.awaits) resolve({ process: child, addresses });
        });
        child.once('error', reject);
        child.once('exit', (code) => {
          reject(new Error(`${program.name} ended with code ${String(code)} before it was ready.`));
        });
      });
    },
    async endAll() {
      await Promise.all([...alive].map((child) => end(child, 'SIGKILL')));
    },
  };
}

/** Sends a signal that ends the process, and resolves when it is gone. */
export function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.kill(signal);
  });
}
