/** How long each file of tests took when that was last written down, in milliseconds by path. */
export type Durations = Readonly<Record<string, number>>;

/** Files of tests for one process, in the order in which they run. */
export interface Lane {
  readonly files: readonly string[];
  /** The number of the lane that has to be over before this one begins. */
  readonly after?: number;
}

/**
 * Files that run the product in processes of its own at up to sixty times its pace, so that its deadlines are milliseconds long:
 * beside two processes that compute they would miss them.
 */
const PACED = /^bench\/test\/(processes|workers)\//;

/** What a file counts for that is not in the list yet. */
const UNKNOWN_MS = 1_000;

export function expectedMs(file: string, durations: Durations): number {
  return durations[file] ?? UNKNOWN_MS;
}

/**
 * Shares files out to processes that run side by side, so that they end at about the same time: the longest first, each to
 * the process that is done first. Within a process the files keep their order. Paced files have a process by themselves, the
 * first one; beside it there is one other, and the rest begin after it.
 */
export function toLanes(files: readonly string[], processes: number, durations: Durations): readonly Lane[] {
  const paced = files.filter((file) => PACED.test(file));
  const pacedMs = paced.reduce((sum, file) => sum + expectedMs(file, durations), 0);
  const besidePaced = processes === 1 ? 0 : 1;
  const lanes = Array.from({ length: processes }, (_, nth) => ({
    ms: nth < besidePaced ? 0 : pacedMs,
    wait: paced.length > 0 && nth >= besidePaced ? { after: 0 } : {},
    files: new Set<string>(),
  }));
  const others = files.filter((file) => !PACED.test(file));
  const longestFirst = [...others].sort((a, b) => expectedMs(b, durations) - expectedMs(a, durations));
  for (const file of longestFirst) {
    const lane = lanes.reduce((least, each) => (each.ms < least.ms ? each : least));
    lane.ms += expectedMs(file, durations);
    lane.files.add(file);
  }
  return [
    { files: paced },
    ...lanes.map((lane) => ({ ...lane.wait, files: others.filter((file) => lane.files.has(file)) })),
  ].filter((lane) => lane.files.length > 0);
}
