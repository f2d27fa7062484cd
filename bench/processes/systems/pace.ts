/**
 * The waits of a run. The extension's own, made shorter by one factor. A call to the gateway is given up after half of the
 * time after which it is taken for lost.
 */
export interface RunProgress {
  /** `RECONCILE_PACE`: from the ordinary waits to those of the run. */
  readonly factor: number;
  /** How long a call to the gateway is waited for, in milliseconds. */
  readonly deadlineMs: number;
  /** How long the extension leases a recovery task, in milliseconds. */
  readonly leaseMs: number;
}

const MINUTE_MS = 60_000;
/** An attempt counts as lost with its process after a minute; a call ends well before. */
const DEADLINES_A_MINUTE = 2;
/** As in the extension: a recovery task takes a few calls. */
const CALLS_PER_TASK = 4;

export function toRunPace(factor: number): RunProgress {
  const deadlineMs = Math.round((MINUTE_MS * factor) / DEADLINES_A_MINUTE);
  return { factor, deadlineMs, leaseMs: deadlineMs * CALLS_PER_TASK };
}

export function toEnvironment({ factor, deadlineMs }: RunProgress): Readonly<Record<string, string>> {
  const lookUpMs = Math.round(deadlineMs / 2);
  const marginMs = Math.round(deadlineMs / 4);
  return {
    RECONCILE_PACE: String(factor),
    DEADLINE_CYBERSOURCE_MS: String(deadlineMs),
    DEADLINE_LOOK_UP_MS: String(lookUpMs),
    DEADLINE_MARGIN_MS: String(marginMs),
    DEADLINE_OCC_MS: String(deadlineMs + lookUpMs + marginMs),
  };
}
