import { withOwnLineContext } from '../../telemetry/log/line-context.ts';
import { newTraceId } from '../../telemetry/trace-id.ts';

/** Something that is done again and again until it is stopped. */
export interface Repetition {
  /** No further round; resolves when the one under way is over. */
  stop(): Promise<void>;
}

/**
 * Does the work now, or later for the first time, and again that many milliseconds after it was done. Keeps no process alive.
 *
 * @param work never rejects; it is handed what says whether it is to come to an end.
 */
export function repeatedly(
  work: (isStopped: () => boolean) => Promise<void>,
  pauseMs: number,
  { firstAfterMs = 0 }: { readonly firstAfterMs?: number } = {},
): Repetition {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let round = Promise.resolve();
  const isStopped = (): boolean => stopped;

  function begin(): void {
    round = work(isStopped).then(() => {
      wait(pauseMs);
    });
  }
  function wait(ms: number): void {
    if (!stopped) timer = setTimeout(begin, ms).unref();
  }
  if (firstAfterMs > 0) wait(firstAfterMs);
  else begin();

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}

/** Work of an installation that is repeated between its start and its stop. */
export interface Job {
  /** A second start changes nothing. */
  readonly start: () => void;
  /** No further round; resolves when the one under way is over. */
  readonly stop: () => Promise<void>;
}

/**
 * Each round has a trace id on its lines of the log.
 *
 * @param everyMs the pause after each round; 0: the job never runs.
 * @param firstAfterMs how long the first round waits, a pause at most; not at all by default.
 */
export function createJob(
  work: (isStopped: () => boolean) => Promise<void>,
  everyMs: number,
  { firstAfterMs = 0 }: { readonly firstAfterMs?: number } = {},
): Job {
  let rounds: Repetition | undefined;
  return {
    start() {
      if (everyMs > 0)
        rounds ??= repeatedly(
          (isStopped) => withOwnLineContext({ traceId: newTraceId() }, () => work(isStopped)),
          everyMs,
          { firstAfterMs: Math.min(firstAfterMs, everyMs) },
        );
    },
    stop: async () => rounds?.stop(),
  };
}
