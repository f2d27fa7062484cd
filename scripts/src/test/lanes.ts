/** How long each file of tests took when that was last written down, in milliseconds by path. */
export type Durations = Readonly<Record<string, number>>;

/** What a file counts for that is not in the list yet. */
const UNKNOWN_MS = 1_000;

export function expectedMs(file: string, durations: Durations): number {
  return durations[file] ?? UNKNOWN_MS;
}

/**
 * Shares files out to processes that run side by side, so that they end at about the same time: the longest first, each to
 * the process that has least to do. Within a process the files keep their order.
 */
export function toLanes(
  files: readonly string[],
  lanes: number,
  durations: Durations,
): readonly (readonly string[])[] {
  const shares = Array.from({ length: lanes }, () => ({ ms: 0, files: new Set<string>() }));
  const longestFirst = [...files].sort((a, b) => expectedMs(b, durations) - expectedMs(a, durations));
  for (const file of longestFirst) {
    const share = shares.reduce((least, each) => (each.ms < least.ms ? each : least));
    share.ms += expectedMs(file, durations);
    share.files.add(file);
  }
  return shares
    .map((share) => files.filter((file) => share.files.has(file)))
    .filter(({ length }) => length > 0);
}
