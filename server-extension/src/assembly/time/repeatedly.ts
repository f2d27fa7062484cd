/** Something that is done again and again until it is stopped. */
export interface Repetition {
  /** No further round; resolves when the one under way is over. */
  stop(): Promise<void>;
}

/**
 * Does the work now, and again that many milliseconds after it was done. Keeps no process alive.
 *
 * @param work never rejects; it is handed what says whether it is to come to an end.
 */
export function repeatedly(work: (isStopped: () => boolean) => Promise<void>, pauseMs: number): Repetition {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const isStopped = (): boolean => stopped;
  let round = work(isStopped).then(rest);

  function rest(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      round = work(isStopped).then(rest);
    }, pauseMs).unref();
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
