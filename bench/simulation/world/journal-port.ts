import { Problem } from '../../../server-extension/src/domain/problem.ts';
import type { Journal } from '../../../server-extension/src/payments/ports/journal.ts';
import type {
  AttemptRequest,
  PaymentAttempt,
} from '../../../server-extension/src/payments/ports/payment-attempt.ts';
import type { JOURNAL_FAULTS } from './coverage.ts';
import type { InstanceLifecycle } from './instance-lifecycle.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { VirtualTime } from './time.ts';

export interface JournalPortDeps {
  readonly journal: Journal;
  readonly life: InstanceLifecycle;
  readonly time: VirtualTime;
  readonly faultInjector: FaultInjector;
  /** What meets a statement. */
  readonly faultOf: (step: string) => JournalFault | undefined;
  /** The instance ends soon. */
  readonly die: () => void;
  /** A journal in the instance's own memory neither takes time nor fails. */
  readonly isLocal: boolean;
  /** Asked at each call: the instance may end in the middle of it. */
  readonly mayCrash: () => void;
  /** Called with each name that is given to an attempt, and what the attempt is. */
  readonly onNamed: (name: string, attempt: AttemptRequest) => void;
  /** Called with each end that is written, a lost answer's too. */
  readonly onCompleted: (attempt: PaymentAttempt) => void;
  /** Called with each lost answer when it was resolved. */
  readonly onFound: (attempt: PaymentAttempt) => void;
}

/** What can happen to a statement. */
export type JournalFault = keyof typeof JOURNAL_FAULTS;

/** Errors of a database are rarer than those of a network. */
export const JOURNAL_FAULT_WEIGHT = 0.05;
const LATENCY_MS = [1, 4] as const;

/**
 * The journal as one instance reaches it: calls take time, a call may fail before anything was written or after, and an
 * instance that dies in the middle never learns whether it was.
 */
export function createJournalPort({
  journal,
  life,
  time,
  faultInjector,
  faultOf,
  die,
  isLocal,
  mayCrash,
  onNamed,
  onCompleted,
  onFound,
}: JournalPortDeps): Journal {
  const { random } = faultInjector;

  function call<T>(step: keyof Journal, work: () => Promise<T>): Promise<T> {
    if (isLocal) return life.outside(work);
    return life.outside(async () => {
      mayCrash();
      const fault = faultOf(step);
      if (fault === 'instance-dies') die();
      const latency = random.between(...LATENCY_MS);
      const isEarly = random.chance(0.5);
      if (fault === 'fails-before') throw unavailable();
      if (!isEarly) {
        await time.sleep(latency);
        if (!life.isAlive()) throw unavailable();
      }
      const result = await work();
      if (isEarly) await time.sleep(latency);
      if (fault === 'fails-after') throw unavailable();
      return result;
    });
  }

  return {
    claim: (entry, admit, name) =>
      call('claim', () =>
        journal.claim(entry, admit, (key, attempt) => {
          const given = name(key, attempt);
          onNamed(given, entry);
          return given;
        }),
      ),
    complete: (opened, result, at) =>
      call('complete', async () => {
        const closed = await journal.complete(opened, result, at);
        onCompleted(closed);
        return closed;
      }),
    whenCompleted: (key, withinMs) => call('whenCompleted', () => journal.whenCompleted(key, withinMs)),
    find: (key) => call('find', () => journal.find(key)),
    byGatewayRef: (ref) => call('byGatewayRef', () => journal.byGatewayRef(ref)),
    bySavedCard: (id) => call('bySavedCard', () => journal.bySavedCard(id)),
    ofOrder: (orderId) => call('ofOrder', () => journal.ofOrder(orderId)),
    ofCheckout: (checkout) => call('ofCheckout', () => journal.ofCheckout(checkout)),
    tasksOfOrder: (orderId) => call('tasksOfOrder', () => journal.tasksOfOrder(orderId)),
    search: (search) => call('search', () => journal.search(search)),
    record: (attempt) => call('record', () => journal.record(attempt)),
    leaseTasks: (limit, leaseMs) => call('leaseTasks', () => journal.leaseTasks(limit, leaseMs)),
    leaseTask: (attempt, leaseMs) => call('leaseTask', () => journal.leaseTask(attempt, leaseMs)),
    completeTask: (taken, left) =>
      call('completeTask', async () => {
        const resolved = await journal.completeTask(taken, left);
        if (resolved?.resolvedAt !== undefined) onFound(resolved);
        return resolved;
      }),
    version: () => call('version', () => journal.version()),
    taskCounts: () => call('taskCounts', () => journal.taskCounts()),
    requireManualReview: (attempt) => call('requireManualReview', () => journal.requireManualReview(attempt)),
    closeManualReview: (attempt) => call('closeManualReview', () => journal.closeManualReview(attempt)),
    markBatched: (attempt, at) => call('markBatched', () => journal.markBatched(attempt, at)),
    manualReviews: (limit) => call('manualReviews', () => journal.manualReviews(limit)),
    checkpoint: (name) => call('checkpoint', () => journal.checkpoint(name)),
    keepCheckpoint: (name, at) => call('keepCheckpoint', () => journal.keepCheckpoint(name, at)),
    close: () => Promise.resolve(),
  };
}

function unavailable(): Problem {
  return new Problem('journal-unavailable', 'The journal cannot be written at the moment.');
}
