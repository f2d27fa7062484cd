import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isAnnouncement } from '../../sandbox/announce.ts';

/** The server under test has a core of its own; the stubs and the load share the other. */
export type CpuCore = 'under test' | 'others';

/** A program of the bench that listens. */
export interface StartedProgram {
  readonly url: string;
  readonly process: ChildProcess;
  /** From the start of the process to its first address, in milliseconds. */
  readonly readyAfterMs: number;
  readonly stop: () => Promise<void>;
}

/** Whether processes can be kept on one core each; without that, figures depend on the scheduler. */
export const canPin: boolean =
  availableParallelism() >= 2 && spawnSync('taskset', ['--version']).status === 0;

/** Starts a program under this Node, on its core, with a channel for messages. */
export function launch(
  program: string,
  core: CpuCore,
  environment: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): ChildProcess {
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', ...nodeOptions, program];
  const [command = '', ...args] = canPin
    ? ['taskset', '-c', core === 'under test' ? '0' : '1', ...node]
    : node;
  return spawn(command, args, {
    env: { ...process.env, NODE_ENV: 'development', ...environment },
    // What a server logs is written and thrown away: it costs what it costs in production.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** Resolves when the program has announced its address. */
export async function startListening(
  program: string,
  core: CpuCore,
  environment: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
): Promise<StartedProgram> {
  const started = performance.now();
  const child = launch(program, core, environment, nodeOptions);
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message) => {
      if (isAnnouncement(message)) resolve(message.address);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`${program} ended with code ${String(code)}.`));
    });
  });
  return {
    url,
    process: child,
    readyAfterMs: performance.now() - started,
    stop: () => stop(child),
  };
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once('exit', () => {
      resolve();
    });
    child.kill('SIGKILL');
  });
}

/** Resident memory in megabytes; undefined where the system does not tell. */
export function residentMegabytes(child: ChildProcess): number | undefined {
  try {
    const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
