import cluster, { type Worker } from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import { present } from '../../domain/present.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { withSmallYoungGeneration } from './memory-options.ts';

export interface SupervisorDeps {
  /** How many processes serve the port. */
  readonly workers: number;
  /** What the worker with this number, from 1, has in its environment beside ours. */
  readonly environmentOf: (number: number) => Readonly<Record<string, string>>;
  /** Node's own variable `NODE_OPTIONS`. */
  readonly nodeOptions?: string | undefined;
  /** Milliseconds that a worker may take to end once it was told to. */
  readonly drainMs: number;
  /** Milliseconds within which a worker that replaces another one takes connections, or is ended. */
  readonly startMs: number;
  readonly log: Log;
}

/** Several processes on one port. */
export interface Supervisor {
  /** Those that take connections or are about to. */
  readonly current: () => readonly Worker[];
  /** Where they listen: the same place for all. */
  addresses(): readonly string[];
  /**
   * Replaces every worker by a new one, one after the other: the next one only when the new one takes connections. Where a new one
   * cannot start, the old ones go on.
   */
  replaceAll(): Promise<void>;
  /** Lets every worker end what is under way. Resolves with the exit code for the whole. */
  stop(): Promise<0 | 1>;
}

/** A worker that ends again and again is started with growing pauses, of ten seconds at most. */
const RESTART_MIN_MS = 100;
const RESTART_MAX_MS = 10_000;
/** A worker that has served for so long died of something else than its start. */
const SETTLED_MS = 10_000;

/** Starts the workers and another one for each that ends by itself. Resolves when all of them take connections. @throws Error when one ends before. */
export async function superviseWorkers({
  workers,
  environmentOf,
  nodeOptions = '',
  drainMs,
  startMs,
  log,
}: SupervisorDeps): Promise<Supervisor> {
  cluster.setupPrimary({ execArgv: [...withSmallYoungGeneration(process.execArgv, nodeOptions)] });
  /** The worker that serves for each number; while a worker is being replaced, the old one until the new one takes connections. */
  const current = new Map<number, Worker>();
  const alive = new Set<Worker>();
  const ending = new Map<Worker, Promise<number>>();
  const addresses = new Set<string>();
  let isStopping = false;
  let replacing: Promise<void> = Promise.resolve();

  /**
   * Resolves when the worker takes connections, with the worker that served for the number until then (the same one where it replaces
   * none); with false when it ended before.
   *
   * @param isSuccessor - another worker serves for this number meanwhile
   */
  function start(
    number: number,
    { failures, isSuccessor }: { readonly failures: number; readonly isSuccessor: boolean },
  ): Promise<{ readonly before?: Worker } | false> {
    const worker = cluster.fork(environmentOf(number));
    alive.add(worker);
    if (!isSuccessor) current.set(number, worker);
    const startedAt = performance.now();
    worker.on('error', () => undefined);
    // Only a successor has to start in time: without another worker for the number, ending this one would help no request.
    const limit = isSuccessor ? setTimeout(() => worker.process.kill('SIGKILL'), startMs) : undefined;
    return new Promise((resolve) => {
      worker.once('listening', ({ address, port }) => {
        clearTimeout(limit);
        addresses.add(`http://${address}:${port}`);
        const before = current.get(number);
        current.set(number, worker);
        log('worker.started', { worker: number });
        resolve(present({ before }));
      });
      worker.once('exit', (code: number | null, signal: string | null) => {
        clearTimeout(limit);
        alive.delete(worker);
        resolve(false);
        if (isStopping || current.get(number) !== worker) return;
        log('worker.ended', { worker: number, exitReason: signal ?? `code ${code ?? 0}` });
        const isSettled = performance.now() - startedAt > SETTLED_MS;
        void restart(number, isSettled ? 0 : failures);
      });
    });
  }

  async function restart(number: number, failures: number): Promise<void> {
    if (failures > 0) await pause(Math.min(RESTART_MIN_MS * 2 ** failures, RESTART_MAX_MS));
    // A successor may have taken the place meanwhile.
    if (isStopping || current.get(number)?.isDead() === false) return;
    await start(number, { failures: failures + 1, isSuccessor: false });
  }

  /** Sends each worker one signal only: a second one would end it together with the requests that are under way. */
  function end(worker: Worker): Promise<number> {
    let ended = ending.get(worker);
    if (ended === undefined) ending.set(worker, (ended = endNow(worker)));
    return ended;
  }

  async function endNow(worker: Worker): Promise<number> {
    if (worker.isDead()) return worker.process.exitCode ?? 1;
    return new Promise((resolve) => {
      const timer = setTimeout(() => worker.process.kill('SIGKILL'), drainMs);
      worker.once('exit', (code: number | null) => {
        clearTimeout(timer);
        resolve(code ?? 1);
      });
      worker.process.kill('SIGTERM');
    });
  }

  function noteNotReplaced(number: number): void {
    if (!isStopping) log('worker.not-replaced', { worker: number });
  }

  async function replaceEach(): Promise<void> {
    for (const number of [...current.keys()]) {
      if (isStopping) return;
      const started = await start(number, { failures: 0, isSuccessor: true });
      if (started === false) {
        // The next one would not start either: those that serve go on.
        noteNotReplaced(number);
        return;
      }
      if (started.before === undefined) continue;
      await end(started.before);
      log('worker.replaced', { worker: number });
    }
  }

  const numbers = Array.from({ length: workers }, (_, index) => index + 1);
  const started = await Promise.all(
    numbers.map((number) => start(number, { failures: 1, isSuccessor: false })),
  );
  if (started.includes(false)) {
    isStopping = true;
    await Promise.all([...alive].map(end));
    throw new Error('A worker cannot start: the line before says why.');
  }

  return {
    current: () => [...current.values()].filter((worker) => worker.isConnected()),
    addresses: () => [...addresses],
    replaceAll: () => (replacing = replacing.then(replaceEach)),
    async stop() {
      isStopping = true;
      const codes = await Promise.all([...alive].map(end));
      return codes.every((code) => code === 0) ? 0 : 1;
    },
  };
}
