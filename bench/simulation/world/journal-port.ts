import { Problem } from '../../../server-extension/src/domain/problem.ts';
import type {
  AttemptRequest,
  Journal,
  PaymentAttempt,
} from '../../../server-extension/src/payments/ports/ports.ts';
import type { InstanceLifecycle } from './instance-lifecycle.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { VirtualTime } from './time.ts';

export interface JournalPortDeps {
  readonly journal: Journal;
  readonly life: InstanceLifecycle;
  readonly time: VirtualTime;
  readonly faultInjector: FaultInjector;
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

/** Errors of a database are rarer than those of a network. */
const ERROR_WEIGHT = 0.05;
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
  isLocal,
  mayCrash,
  onNamed,
  onCompleted,
  onFound,
}: JournalPortDeps): Journal {
  const { random } = faultInjector;

  function call<T>(work: () => Promise<T>): Promise<T> {
    if (isLocal) return life.outside(work);
    return life.outside(async () => {
      mayCrash();
      const fails = faultInjector.strikes(ERROR_WEIGHT)
        ? random.pick(['before', 'after'] as const)
        : undefined;
      const latency = random.between(...LATENCY_MS);
      const isEarly = random.chance(0.5);
      if (fails === 'before') throw unavailable();
      if (!isEarly) {
        await time.sleep(latency);
        if (!life.isAlive()) throw unavailable();
      }
      const result = await work();
      if (isEarly) await time.sleep(latency);
      if (fails === 'after') throw unavailable();
      return result;
    });
  }

  return {
    claim: (entry, admit, name) =>
      call(() =>
        journal.claim(entry, admit, (key, attempt) => {
          const given = name(key, attempt);
          onNamed(given, entry);
          return given;
        }),
      ),
    complete: (opened, result, at) =>
      call(async () => {
        const closed = await journal.complete(opened, result, at);
        onCompleted(closed);
        return closed;
      }),
    whenCompleted: (key, withinMs) => call(() => journal.whenCompleted(key, withinMs)),
    find: (key) => call(() => journal.find(key)),
    byGatewayRef: (ref) => call(() => journal.byGatewayRef(ref)),
    bySavedCard: (id) => call(() => journal.bySavedCard(id)),
    ofOrder: (orderId) => call(() => journal.ofOrder(orderId)),
    ofCheckout: (checkout) => call(() => journal.ofCheckout(checkout)),
    tasksOfOrder: (orderId) => call(() => journal.tasksOfOrder(orderId)),
    search: (search) => call(() => journal.search(search)),
    record: (attempt) => call(() => journal.record(attempt)),
    leaseTasks: (limit, leaseMs) => call(() => journal.leaseTasks(limit, leaseMs)),
    leaseTask: (attempt, leaseMs) => call(() => journal.leaseTask(attempt, leaseMs)),
    completeTask: (taken, left) =>
      call(async () => {
        const resolved = await journal.completeTask(taken, left);
        if (resolved?.resolvedAt !== undefined) onFound(resolved);
        return resolved;
      }),
    version: () => call(() => journal.version()),
    taskCounts: () => call(() => journal.taskCounts()),
    requireManualReview: (attempt) => call(() => journal.requireManualReview(attempt)),
    closeManualReview: (attempt) => call(() => journal.closeManualReview(attempt)),
    markBatched: (attempt, at) => call(() => journal.markBatched(attempt, at)),
    manualReviews: (limit) => call(() => journal.manualReviews(limit)),
    checkpoint: (name) => call(() => journal.checkpoint(name)),
    keepCheckpoint: (name, at) => call(() => journal.keepCheckpoint(name, at)),
    close: () => Promise.resolve(),
  };
}

function unavailable(): Problem {
  return new Problem('journal-unavailable', 'The journal cannot be written at the moment.');
}
