/** Something that is done again and again until it is stopped. */
export interface Repetition {
  /** No further round; resolves when the one under way is over. */
  stop(): Promise<void>;
}

/**
 * Does the work now, and again that many milliseconds after it was done. Keeps no process alive.
 *
 * @param work never rejects.
 */
export function repeatedly(work: () => Promise<void>, pauseMs: number): Repetition {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let round = work().then(rest);

  function rest(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      round = work().then(rest);
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
