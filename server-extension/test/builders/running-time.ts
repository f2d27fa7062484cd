const TICK_MS = 25;

/**
 * Counts the time in which this process could run, in milliseconds: a machine that stands still for a while adds one tick, so that a
 * limit is missed for what the code does and not for what else runs.
 */
export function startRunningTime(): { end(): number } {
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), TICK_MS);
  return {
    end() {
      clearInterval(timer);
      return ticks * TICK_MS;
    },
  };
}
