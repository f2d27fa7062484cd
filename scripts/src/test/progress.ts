import type { TestEvent } from './events.ts';
import { type Durations, expectedMs, type Lane } from './lanes.ts';

/** What is shown of a run while it goes on, and what is known of it at its end. */
export interface Progress {
  /** @param lane which of the processes it comes from */
  take(lane: number, event: TestEvent): void;
  /** How long each file took that has ended, in milliseconds. */
  durations(): Durations;
  summary(): Summary;
}

export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** True when every process came to its end. */
  readonly complete: boolean;
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly title: string;
  readonly report: string;
}

/** A process of tests: its files, and how far it is. */
interface RunningLane {
  readonly after: number | undefined;
  readonly expectedMs: ReadonlyMap<string, number>;
  readonly tookMs: Map<string, number>;
  current: string | undefined;
  hasEnded: boolean;
}

/** Prints a line for each group of tests that ends: how many of all are done, an estimate of the rest, its name. */
export function createProgress(
  lanes: readonly Lane[],
  known: Durations,
  print: (line: string) => void,
): Progress {
  const running = lanes.map(({ files, after }): RunningLane => ({
    after,
    expectedMs: new Map(files.map((file) => [file, expectedMs(file, known)])),
    tookMs: new Map(),
    current: undefined,
    hasEnded: false,
  }));
  const failures: Failure[] = [];
  let [total, passed, skipped] = [0, 0, 0];
  const done = (): number => passed + skipped + failures.length;

  function endGroup(
    lane: RunningLane,
    { title, file, ms }: Extract<TestEvent, { event: 'group-end' }>,
  ): void {
    lane.current = file;
    lane.tookMs.set(file, (lane.tookMs.get(file) ?? 0) + ms);
    const isLast = done() === total;
    const left = isLast ? 0 : Math.max(...running.map((each) => msLeft(each, running, paceOf(running))));
    const share = `${count(done())} of ${count(total)}`.padStart(2 * count(total).length + 4);
    print(`${share}, ${toDuration(left)} left  ${title}`);
  }

  return {
    take(nth, event) {
      const lane = running[nth];
      if (lane === undefined) throw new RangeError(`There is no process ${nth} of tests.`);
      switch (event.event) {
        case 'begin':
          total += event.tests;
          break;
        case 'group':
          break;
        case 'group-end':
          endGroup(lane, event);
          break;
        case 'passed':
          passed += 1;
          break;
        case 'skipped':
          skipped += 1;
          break;
        case 'failed':
          failures.push(event);
          print(`FAILED  ${event.title}\n${event.report}`);
          break;
        case 'end':
          lane.hasEnded = true;
          break;
      }
    },
    durations: () => Object.fromEntries(running.flatMap(({ tookMs }) => [...tookMs])),
    summary: () => ({
      passed,
      failed: failures.length,
      skipped,
      complete: running.every(({ hasEnded }) => hasEnded),
      failures,
    }),
  };
}

/** How much slower than expected this run is; 1 until enough of it is over to tell. */
function paceOf(lanes: readonly RunningLane[]): number {
  let [expected, took] = [0, 0];
  for (const lane of lanes) {
    for (const [file, ms] of lane.tookMs) {
      if (file === lane.current) continue;
      expected += lane.expectedMs.get(file) ?? 0;
      took += ms;
    }
  }
  return expected < ENOUGH_MS ? 1 : took / expected;
}

const ENOUGH_MS = 2_000;

/** Until a process is over, that of the process which it waits for included. */
function msLeft(lane: RunningLane, lanes: readonly RunningLane[], pace: number): number {
  if (lane.hasEnded) return 0;
  const awaited = lane.after === undefined ? undefined : lanes[lane.after];
  let left = awaited === undefined ? 0 : msLeft(awaited, lanes, pace);
  for (const [file, ms] of lane.expectedMs) {
    const took = lane.tookMs.get(file);
    if (took === undefined) left += ms * pace;
    else if (file === lane.current) left += Math.max(0, ms * pace - took);
  }
  return left;
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function toDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `${seconds} s`.padStart(6) : `${Math.round(seconds / 60)} min`.padStart(6);
}
