/** What the extension servers have printed, as administrators can fetch it. OCC: server-side extensions, logs. */
export interface ServerLog {
  write(line: string): void;
  /** Lines of one day, `yyyyMMdd` in UTC; all days without one. Oldest first. */
  lines(day?: string): readonly string[];
}

/** The oldest lines are forgotten above this many. */
const MOST_KEPT = 20_000;

export function createServerLog(now: () => Date): ServerLog {
  const kept: { readonly day: string; readonly line: string }[] = [];
  return {
    write(line) {
      kept.push({ day: dayOf(now()), line });
      if (kept.length > MOST_KEPT) kept.shift();
    },
    lines: (day) => kept.filter((entry) => day === undefined || entry.day === day).map(({ line }) => line),
  };
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10).replaceAll('-', '');
}
