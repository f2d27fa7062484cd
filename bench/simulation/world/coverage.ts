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

/** A kind of call to CyberSource, and what sets it off in a history. */
export interface SimulatedStep {
  readonly step: string;
  /** Of method and path. */
  readonly pattern: RegExp;
  readonly setOffBy: string;
}

/** CyberSource: the service that a call asks for, by its method and path. */
export const SIMULATED_STEPS: readonly SimulatedStep[] = [
  {
    step: 'authorization',
    pattern: /^POST \/pts\/v2\/payments$/,
    setOffBy: 'A shopper pays, a stored card is charged, an expired hold is authorized again',
  },
  {
    step: 'increment',
    pattern: /^PATCH \/pts\/v2\/payments\//,
    setOffBy: 'The order becomes larger before it is packed',
  },
  { step: 'capture', pattern: /\/captures$/, setOffBy: 'The order is shipped, in one piece or in several' },
  { step: 'refund', pattern: /\/refunds$/, setOffBy: 'Something is sent back' },
  {
    step: 'reversal',
    pattern: /^POST \/pts\/v2\/payments\/[^/]+\/reversals$/,
    setOffBy:
      'The order is cancelled or becomes smaller, OCC never placed it, the issuer holds money behind a refusal',
  },
  {
    step: 'timeout reversal',
    pattern: /^POST \/pts\/v2\/reversals$/,
    setOffBy: 'The answer to an authorization was lost',
  },
  {
    step: 'timeout void',
    pattern: /^POST \/pts\/v2\/voids$/,
    setOffBy: 'The answer to a sale, a capture or a refund was lost',
  },
  { step: 'void', pattern: /\/voids$/, setOffBy: 'What was captured is cancelled' },
  { step: 'search', pattern: /\/tss\/v2\/searches/, setOffBy: 'A lost answer is looked for' },
  {
    step: 'transaction details',
    pattern: /\/tss\/v2\/transactions\//,
    setOffBy: 'What was found is read; an order management reads a payment',
  },
  {
    step: 'report of decisions',
    pattern: /^GET \/reporting\/v3\/conversion-details/,
    setOffBy: 'Recovery reads what reviewers have decided',
  },
  {
    step: 'report of purchases and refunds',
    pattern: /^GET \/reporting\/v3\/purchase-refund-details/,
    setOffBy: 'The comparison of a day reads what was settled',
  },
];

/** Calls that no row of the table names keep their method and path. */
export function stepOf(method: string, path: string): string {
  const call = `${method.toUpperCase()} ${path.replace(/\?.*$/, '')}`;
  return SIMULATED_STEPS.find(({ pattern }) => pattern.test(call))?.step ?? call;
}

/**
 * Which fault meets a step next: one after the other, so that rare steps meet all of them in few histories. Each history
 * begins with another one.
 *
 * @param first counts histories, their seed for example
 */
export function createFaultRota<Fault>(faults: readonly Fault[], first: number): (step: string) => Fault {
  const turns = new Map<string, number>();
  return (step) => {
    const turn = turns.get(step) ?? first + step.length;
    turns.set(step, turn + 1);
    const fault = faults[turn % faults.length];
    if (fault === undefined) throw new RangeError('There is no fault to pick');
    return fault;
  };
}
