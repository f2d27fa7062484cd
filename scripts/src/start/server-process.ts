import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { isAnnouncement } from '../../../sandbox/announce.ts';
import { inRepository } from '../program/repository.ts';

/** A server of its own process. */
export interface ServerProcess {
  /** Resolves with the addresses when it listens; rejects with its own last words when it ends before. */
  start(): Promise<void>;
  /** Asks it to end; insists after five seconds. */
  stop(): Promise<void>;
  restart(): Promise<void>;
}

export interface ServerProcessOptions {
  /** Shown in front of each line that it prints. */
  readonly name: string;
  /** Relative to the repository. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly print: (line: string) => void;
  /** Milliseconds. @default Date.now */
  readonly now?: () => number;
}

/** A server that dies twice within this time will not get better by starting it a third time. */
const SOON_MS = 60_000;
const PATIENCE_MS = 5_000;
const MESSAGE_DELAY_MS = 50;

/** Once it runs, a server that dies by itself is started again, once a minute at most. */
export function createServerProcess(options: ServerProcessOptions): ServerProcess {
  const { name, print, now = Date.now } = options;
  let running: ChildProcess | undefined;
  /** Whether it is to run; an unexpected end is told apart from a requested one. */
  let wanted = false;
  let revivedAt = -Infinity;

  async function start(): Promise<void> {
    const child = fork(inRepository(options.program), [], {
      env: { ...process.env, NODE_ENV: 'development', ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    running = child;
    wanted = true;
    forward(child, options);
    await firstAnnouncement(child);
    child.once('exit', (code, signal) => {
      if (running === child) void revive(signal ?? `code ${String(code)}`);
    });
  }

  async function revive(cause: string): Promise<void> {
    running = undefined;
    if (now() - revivedAt < SOON_MS) {
      print(giveUp(cause));
      return;
    }
    revivedAt = now();
    print(`${name} ended by itself (${cause}). It is started again.`);
    try {
      await start();
      print(`${name} runs again.`);
    } catch {
      if (wanted) print(giveUp('before it was ready'));
    }
  }

  function giveUp(cause: string): string {
    return (
      `${name} ended by itself again (${cause}) and stays down; its last words are above. ` +
      'Remedy: save a file of it to start it once more, or end everything with Ctrl-C and run npm start.'
    );
  }

  async function stop(): Promise<void> {
    const child = running;
    running = undefined;
    wanted = false;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(insist);
  }

  return {
    start,
    stop,
    async restart() {
      await stop();
      await start();
    },
  };
}

function firstAnnouncement(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('message', (message) => {
      if (isAnnouncement(message)) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`It ended before it was ready (code ${String(code)}); its own words are above.`));
    });
  });
}

/** Lines that only repeat an announced address stay out: all addresses are shown together. */
function forward(child: ChildProcess, { name, print }: ServerProcessOptions): void {
  const announced = new Set<string>();
  child.on('message', (message) => {
    if (isAnnouncement(message)) announced.add(`${message.name}: ${message.address}`);
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      // The message about a printed address may come after the line: give it time to arrive.
      setTimeout(() => {
        if (!announced.has(line)) print(`[${name}] ${line}`);
      }, MESSAGE_DELAY_MS);
    });
  }
}
