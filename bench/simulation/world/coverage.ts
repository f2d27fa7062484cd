/** Which faults met which steps, and how often: `capture` → `answer-lost` → 12. */
export type FaultCoverage = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface CoverageCounter {
  /** @param fault undefined for a call that goes well. */
  count(step: string, fault: string | undefined): void;
  counted(): FaultCoverage;
}

/** What stands in the table for a call that nothing happens to. */
export const NO_FAULT = 'none';

export function createCoverage(): CoverageCounter {
  const steps: Record<string, Record<string, number>> = {};
  return {
    count(step, fault = NO_FAULT) {
      const row = (steps[step] ??= {});
      row[fault] = (row[fault] ?? 0) + 1;
    },
    counted: () => steps,
  };
}

/** CyberSource: the service that a call asks for, by its method and path. */
const STEPS: readonly (readonly [pattern: RegExp, step: string])[] = [
  [/^POST \/pts\/v2\/payments$/, 'authorization'],
  [/^PATCH \/pts\/v2\/payments\//, 'increment'],
  [/\/captures$/, 'capture'],
  [/\/refunds$/, 'refund'],
  [/^POST \/pts\/v2\/payments\/[^/]+\/reversals$/, 'reversal'],
  [/^POST \/pts\/v2\/reversals$/, 'timeout reversal'],
  [/^POST \/pts\/v2\/voids$/, 'timeout void'],
  [/\/voids$/, 'void'],
  [/\/tss\/v2\/searches/, 'search'],
  [/\/tss\/v2\/transactions\//, 'transaction details'],
];

/** Calls that no row of the table names keep their method and path. */
export function stepOf(method: string, path: string): string {
  const call = `${method.toUpperCase()} ${path.replace(/\?.*$/, '')}`;
  return STEPS.find(([pattern]) => pattern.test(call))?.[1] ?? call;
}
