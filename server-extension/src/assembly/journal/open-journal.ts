import type { JournalLocation } from '../../config/config.ts';
import { createMemoryJournal } from '../../journal/memory.ts';
import { createOutbox } from '../../journal/outbox.ts';
import { withPendingResults, type PendingResultsDeps } from '../../journal/pending-results.ts';
import type { CaseStore } from '../../payments/ports/case-store.ts';
import { createMemoryCases } from '../../journal/cases/memory.ts';
import type { DatabaseJournal } from '../../journal/notifications/database-journal.ts';
import type { NotificationStore } from '../../notifications/ports.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { RecoveryTaskOf } from '../../payments/ports/recovery-task.ts';
import type { WithReasons } from '../../payments/ports/journal-result.ts';

/** Cases that a journal in memory keeps. */
const MEMORY_CASES = 10_000;

export interface OpenJournalDeps {
  readonly recoveryTaskOf: RecoveryTaskOf;
  /** For results of 1.0. */
  readonly withReasons: WithReasons;
  readonly now: () => Date;
  /** How long after a failure of the journal recovery waits, in milliseconds. */
  readonly settleDelayMs: number;
  /** Called with a result that its caller has heard and the journal will not have. */
  readonly onOrphanedResult: PendingResultsDeps['onOrphanedResult'];
}

/** The journal, and the store of notifications that its database has; without a database there is none. */
export interface OpenedJournal {
  readonly journal: Journal;
  readonly notifications?: NotificationStore;
  readonly cases: CaseStore;
}

/**
 * The journal that the configuration names. A database's adapter is loaded only when it is chosen: OCC's Node 20 does not
 * have SQLite, and OCC's package leaves PostgreSQL's client out.
 */
export function openJournal(location: JournalLocation, deps: OpenJournalDeps): OpenedJournal {
  const { recoveryTaskOf, now } = deps;
  if (location.kind === 'memory')
    return {
      journal: createMemoryJournal({ capacity: location.capacity, recoveryTaskOf, now }),
      cases: createMemoryCases(MEMORY_CASES),
    };
  const outbox = createOutbox(location.unwrittenFolder, deps.withReasons);
  const opening = whenNeeded(() => load(location, deps));
  return {
    journal: withPendingResults({ ...deps, journal: eventualJournal(opening), outbox }),
    cases: eventualCases(async () => (await opening.opened()).cases),
    notifications: eventualNotifications(async () => (await opening.opened()).notifications),
  };
}

async function load(
  location: Exclude<JournalLocation, { kind: 'memory' }>,
  { recoveryTaskOf, withReasons, now }: OpenJournalDeps,
): Promise<DatabaseJournal> {
  if (location.kind === 'sqlite') {
    const { createSqliteJournal } = await import('../../journal/sqlite/sqlite.ts');
    return createSqliteJournal({ file: location.file, recoveryTaskOf, withReasons, now });
  }
  const { createPostgresJournal } = await import('../../journal/postgres/postgres.ts');
  return createPostgresJournal({ url: location.url.reveal(), recoveryTaskOf, withReasons });
}

interface Opening {
  readonly opened: () => Promise<DatabaseJournal>;
  /** What is open, or being opened. */
  readonly current: () => Promise<DatabaseJournal> | undefined;
}

/** Opens with the first call. While it cannot be opened, every call rejects with the reason and tries again. */
function whenNeeded(open: () => Promise<DatabaseJournal>): Opening {
  let current: Promise<DatabaseJournal> | undefined;
  return {
    opened() {
      current ??= open().catch((error: unknown) => {
        current = undefined;
        throw error;
      });
      return current;
    },
    current: () => current,
  };
}

function eventualJournal({ opened, current }: Opening): Journal {
  return {
    claim: async (...asked) => (await opened()).claim(...asked),
    complete: async (...asked) => (await opened()).complete(...asked),
    whenCompleted: async (...asked) => (await opened()).whenCompleted(...asked),
    find: async (...asked) => (await opened()).find(...asked),
    byGatewayRef: async (...asked) => (await opened()).byGatewayRef(...asked),
    bySavedCard: async (...asked) => (await opened()).bySavedCard(...asked),
    ofOrder: async (...asked) => (await opened()).ofOrder(...asked),
    ofCheckout: async (...asked) => (await opened()).ofCheckout(...asked),
    tasksOfOrder: async (...asked) => (await opened()).tasksOfOrder(...asked),
    search: async (...asked) => (await opened()).search(...asked),
    record: async (...asked) => (await opened()).record(...asked),
    leaseTasks: async (...asked) => (await opened()).leaseTasks(...asked),
    leaseTask: async (...asked) => (await opened()).leaseTask(...asked),
    completeTask: async (...asked) => (await opened()).completeTask(...asked),
    version: async () => (await opened()).version(),
    taskCounts: async () => (await opened()).taskCounts(),
    requireManualReview: async (...asked) => (await opened()).requireManualReview(...asked),
    closeManualReview: async (...asked) => (await opened()).closeManualReview(...asked),
    markBatched: async (...asked) => (await opened()).markBatched(...asked),
    manualReviews: async (...asked) => (await opened()).manualReviews(...asked),
    checkpoint: async (...asked) => (await opened()).checkpoint(...asked),
    keepCheckpoint: async (...asked) => (await opened()).keepCheckpoint(...asked),
    close: async () => (await current())?.close(),
  };
}

function eventualCases(opened: () => Promise<CaseStore>): CaseStore {
  return {
    add: async (...asked) => (await opened()).add(...asked),
    find: async (...asked) => (await opened()).find(...asked),
    list: async (...asked) => (await opened()).list(...asked),
    listOfDate: async (...asked) => (await opened()).listOfDate(...asked),
    change: async (...asked) => (await opened()).change(...asked),
  };
}

function eventualNotifications(opened: () => Promise<NotificationStore>): NotificationStore {
  return {
    add: async (...asked) => (await opened()).add(...asked),
    lease: async (...asked) => (await opened()).lease(...asked),
    complete: async (...asked) => (await opened()).complete(...asked),
    list: async (...asked) => (await opened()).list(...asked),
    reopen: async (...asked) => (await opened()).reopen(...asked),
    forgetProcessed: async (...asked) => (await opened()).forgetProcessed(...asked),
    takeLease: async (...asked) => (await opened()).takeLease(...asked),
    releaseLease: async (...asked) => (await opened()).releaseLease(...asked),
  };
}
