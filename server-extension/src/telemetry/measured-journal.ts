import type { Journal } from '../payments/ports/journal.ts';

/** What an operation of the journal is counted as. */
export type JournalOperation = 'claim' | 'complete' | 'read' | 'lease' | 'complete-task' | 'checkpoint';

/** The listener of the operations of a journal. */
export interface JournalTelemetry {
  /** Gets every finished operation, and how long it took. */
  observe(operation: JournalOperation, outcome: 'done' | 'failed', seconds: number): void;
  /** Carries an operation out as a step of the trace under way. */
  trace<Result>(operation: JournalOperation, work: () => Promise<Result>): Promise<Result>;
}

/** Operations that are not looked for in here read. */
const OPERATIONS: Readonly<Partial<Record<keyof Journal, JournalOperation>>> = {
  claim: 'claim',
  complete: 'complete',
  leaseTasks: 'lease',
  completeTask: 'complete-task',
  checkpoint: 'checkpoint',
  keepCheckpoint: 'checkpoint',
};

/** Waits for something to happen, or for the end of everything: no operation of the database. */
const NOT_MEASURED: ReadonlySet<string> = new Set<keyof Journal>(['whenCompleted', 'close']);

type JournalMethod = (...given: readonly never[]) => Promise<unknown>;

/**
 * The same journal; an attempt that is claimed keeps the trace in which that was.
 *
 * @param currentTrace the step of the trace under way
 */
export function journalWithTraces(journal: Journal, currentTrace: () => string | undefined): Journal {
  return {
    ...journal,
    claim(attempt, ...rest) {
      const trace = currentTrace();
      return journal.claim(trace === undefined ? attempt : { ...attempt, trace }, ...rest);
    },
  };
}

/** The same journal; how long each of its operations takes is observed, and each is a step of the trace under way. */
export function measuredJournal(journal: Journal, telemetry: JournalTelemetry): Journal {
  const methods = Object.entries(journal as unknown as Record<string, JournalMethod>);
  return Object.fromEntries(
    methods.map(([name, method]) => [
      name,
      NOT_MEASURED.has(name)
        ? method
        : measured(method, OPERATIONS[name as keyof Journal] ?? 'read', telemetry),
    ]),
  ) as unknown as Journal;
}

function measured(
  method: JournalMethod,
  operation: JournalOperation,
  telemetry: JournalTelemetry,
): JournalMethod {
  return (...given) => {
    const startedAt = performance.now();
    const work = telemetry.trace(operation, () => method(...given));
    work.then(
      () => {
        telemetry.observe(operation, 'done', (performance.now() - startedAt) / 1000);
      },
      () => {
        telemetry.observe(operation, 'failed', (performance.now() - startedAt) / 1000);
      },
    );
    return work;
  };
}
