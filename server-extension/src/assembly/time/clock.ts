/** The clock of the extension, corrected by CyberSource's. */
export interface Clock {
  readonly now: () => Date;
  /**
   * Gets the time at the gateway, from the `Date` header of an answer.
   *
   * @returns whether the clock was wrong until now
   */
  readonly observeServerDate: (date: string | undefined) => boolean;
  /** Milliseconds that the machine's clock was behind the gateway's at its last answer; undefined before the first. */
  readonly offsetMs: () => number | undefined;
}

export interface ClockDeps {
  /** The machine's clock. Read once, because it may jump for unknown reasons. */
  readonly machine: () => Date;
  /** Milliseconds since some moment, which cannot be set back or forward. */
  readonly elapsed: () => number;
  /** Called with the milliseconds by which the clock was slow (fast: negative), and whether it was corrected. */
  readonly onDrift: (byMs: number, isCorrected: boolean) => void;
}

/** What answers need on their way, and headers that show whole seconds, stay below this. */
const TOLERATED_MS = 30_000;
/** Beyond this the cause is no longer clock drift, and the clock is not corrected. */
const CORRECTED_MS = 60 * 60_000;

/**
 * A clock that a jump of the machine's does not reach, and that goes by CyberSource's where the two differ: signatures,
 * deadlines of orders, and what counts as too old are all judged there.
 */
export function createClock({ machine, elapsed, onDrift }: ClockDeps): Clock {
  let origin = machine().getTime() - elapsed();
  const now = (): Date => new Date(Math.round(origin + elapsed()));
  let offsetMs: number | undefined;
  return {
    now,
    observeServerDate(date) {
      const serverTime = Date.parse(date ?? '');
      const byMs = serverTime - now().getTime();
      if (Number.isNaN(serverTime)) return false;
      offsetMs = serverTime - machine().getTime();
      if (Math.abs(byMs) <= TOLERATED_MS) return false;
      const isCorrected = Math.abs(byMs) <= CORRECTED_MS;
      if (isCorrected) origin += byMs;
      onDrift(byMs, isCorrected);
      return isCorrected;
    },
    offsetMs: () => offsetMs,
  };
}
