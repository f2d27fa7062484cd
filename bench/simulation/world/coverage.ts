import type { Journal } from '../../../server-extension/src/payments/ports/journal.ts';
import type { FaultInjector } from './fault-injector.ts';

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

/** A statement to the shared journal, and what an instance wants with it. */
export const JOURNAL_STEPS = {
  claim: 'An attempt is written down before its call',
  complete: 'Its end is written',
  whenCompleted: 'A repeated delivery waits for the end of the first one',
  find: 'A delivery is looked for by its id',
  byGatewayRef: 'A capture, refund or cancellation looks for its payment',
  ofOrder: 'The attempts of an order are read',
  record: 'What was done elsewhere is written down',
  leaseTasks: 'Recovery takes its next tasks',
  completeTask: 'Recovery writes what it found',
  tasksOfOrder: 'An order management reads what recovery still does for an order',
  search: 'Open reviews, expiring holds and what was settled are looked for',
  checkpoint: 'How far reports were read is looked up',
  keepCheckpoint: 'How far reports were read is written down',
} as const satisfies Partial<Record<keyof Journal, string>>;

/** What can happen to a statement. */
export const JOURNAL_FAULTS = {
  'fails-before': 'The statement fails, and nothing was written',
  'fails-after': 'It fails although it was carried out',
  'instance-dies': 'The instance dies up to 30 milliseconds later, within the statement or after it',
} as const;

/** A request to an instance, and who makes it. */
export const REQUEST_STEPS = {
  '/payments': 'OCC’s payment webhook: pays, cancels, refunds',
  '/capture': 'The order management ships',
  '/refund': 'It takes something back',
  '/reverse': 'It cancels',
  '/reduce': 'The order becomes smaller',
  '/increment': 'It becomes larger',
  '/charge': 'A stored card is charged without its shopper',
  '/operations/payments': 'Payments are read after a change in Business Center',
} as const;

/** What can happen to a request on its way to an instance and back. */
export const REQUEST_FAULTS = {
  'request-lost': 'The request is lost',
  'request-late': 'It arrives up to twenty seconds late',
  'request-twice': 'Another instance gets it at the same time',
  'answer-lost': 'The answer is lost',
} as const;

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

export interface FaultChoiceDeps<Fault> {
  readonly faultInjector: FaultInjector;
  readonly faults: readonly Fault[];
  /** Counts histories: which faults come first. */
  readonly seed: number;
  readonly coverage: CoverageCounter;
  /** As {@link FaultInjector.strikes} has it. */
  readonly weight?: number;
}

/**
 * What meets a step, undefined when it goes well: of all a share, and always the first one of its kind in a history. So
 * as many histories as there are faults meet every pair of step and fault, where each of them takes every step.
 */
export function createFaultChoice<Fault extends string>({
  faultInjector,
  faults,
  seed,
  coverage,
  weight,
}: FaultChoiceDeps<Fault>): (step: string) => Fault | undefined {
  const nextFault = createFaultRota(faults, seed);
  const taken = new Set<string>();
  return (step) => {
    const isStruck = faultInjector.strikes(weight);
    const isFirst = !taken.has(step) && faultInjector.isActive();
    taken.add(step);
    const fault = isStruck || isFirst ? nextFault(step) : undefined;
    coverage.count(step, fault);
    return fault;
  };
}
