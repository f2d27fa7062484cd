import type { JournalLocation } from '../config/config.ts';
import { createMemoryJournal } from '../journal/memory.ts';
import { createSpool, type Unwritten } from '../journal/spool.ts';
import { keepingUnwritten, type Stray } from '../journal/unwritten.ts';
import type { DutyOf, Journal } from '../payments/ports.ts';

export interface OpenJournalDeps {
  readonly dutyOf: DutyOf;
  readonly now: () => Date;
  /** How long after a failure of the journal nobody looks after what seems lost, in milliseconds. */
  readonly quietMs: number;
  /** Told of a result that its caller has heard and the journal could not be told. */
  readonly onStray: (stray: Unwritten, why: Stray) => void;
}

/**
 * The journal that the configuration names. A database's adapter is loaded only when it is chosen: OCC's Node 20 does not
 * have SQLite, and OCC's package leaves PostgreSQL's client out.
 */
export function openJournal(location: JournalLocation, deps: OpenJournalDeps): Journal {
  const { dutyOf, now } = deps;
  if (location.kind === 'memory') return createMemoryJournal({ capacity: location.capacity, dutyOf, now });
  const spool = createSpool(location.unwrittenFolder);
  return keepingUnwritten({ ...deps, journal: eventually(() => load(location, deps)), spool });
}

async function load(
  location: Exclude<JournalLocation, { kind: 'memory' }>,
  { dutyOf, now }: OpenJournalDeps,
): Promise<Journal> {
  if (location.kind === 'sqlite') {
    const { createSqliteJournal } = await import('../journal/sqlite.ts');
    return createSqliteJournal({ file: location.file, dutyOf, now });
  }
  const { createPostgresJournal } = await import('../journal/postgres.ts');
  return createPostgresJournal({ url: location.url.reveal(), dutyOf });
}

/** A journal that is opened by the first call. While it cannot be, every call is told why and tries again. */
function eventually(open: () => Promise<Journal>): Journal {
  let opening: Promise<Journal> | undefined;
  const opened = (): Promise<Journal> => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    open: async (...asked) => (await opened()).open(...asked),
    close: async (...asked) => (await opened()).close(...asked),
    whenClosed: async (...asked) => (await opened()).whenClosed(...asked),
    find: async (...asked) => (await opened()).find(...asked),
    byGatewayRef: async (...asked) => (await opened()).byGatewayRef(...asked),
    bySavedCard: async (...asked) => (await opened()).bySavedCard(...asked),
    ofOrder: async (...asked) => (await opened()).ofOrder(...asked),
    ofCheckout: async (...asked) => (await opened()).ofCheckout(...asked),
    take: async (...asked) => (await opened()).take(...asked),
    leave: async (...asked) => (await opened()).leave(...asked),
    needingPerson: async (...asked) => (await opened()).needingPerson(...asked),
    checkpoint: async (...asked) => (await opened()).checkpoint(...asked),
    keepCheckpoint: async (...asked) => (await opened()).keepCheckpoint(...asked),
    end: async () => (await opening)?.end(),
  };
}
