/** How much memory V8 takes before it looks for garbage, in processes that are ours alone. Inside OCC that is the host's. */
import v8 from 'node:v8';

const YOUNG_GENERATION = '--max-semi-space-size';
const OLD_GENERATION = '--max-old-space-size';

/**
 * Options of Node for a worker: those of this process. A payment's garbage is gone after a few milliseconds, but the young generation of
 * V8's memory would grow to 2 × 64 MB, in each worker. A size that an operator has set is kept.
 *
 * @param inEnvironment what `NODE_OPTIONS` says
 */
export function withSmallYoungGeneration(
  options: readonly string[],
  inEnvironment: string,
): readonly string[] {
  return isDecided(YOUNG_GENERATION, options, inEnvironment)
    ? options
    : [...options, `${YOUNG_GENERATION}=8`];
}

/**
 * Lets what outlives the young generation grow to twice of what is alive before garbage is collected there; V8 would wait for four
 * times as much where a machine has memory. Can be said to a process that runs. A size that an operator has set is kept.
 */
export function boundOldGeneration(options: readonly string[], inEnvironment: string): void {
  if (!isDecided(OLD_GENERATION, options, inEnvironment)) v8.setFlagsFromString('--heap-growing-percent=100');
}

function isDecided(option: string, options: readonly string[], inEnvironment: string): boolean {
  // V8 takes both.
  return [...options, inEnvironment].some((each) => each.replaceAll('_', '-').includes(option));
}
