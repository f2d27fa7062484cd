import type { JournalLocation } from './config.ts';
import { createMemoryJournal } from './journal/memory.ts';
import type { DutyOf, Journal } from './payments/ports.ts';

export interface OpenJournalDeps {
  readonly dutyOf: DutyOf;
  readonly now: () => Date;
}

/** The journal that the configuration names. SQLite is loaded only when it is chosen: OCC's Node 20 does not have it. */
export function openJournal(location: JournalLocation, deps: OpenJournalDeps): Journal {
  if (location.kind === 'memory') return createMemoryJournal({ capacity: location.capacity, ...deps });
  return eventually(
    import('./journal/sqlite.ts').then(({ createSqliteJournal }) =>
      createSqliteJournal({ file: location.file, ...deps }),
    ),
  );
}

/** A journal that is still being opened. What it cannot be opened for, every call is told. */
function eventually(opening: Promise<Journal>): Journal {
  // Told to whoever calls first, not to the process.
  opening.catch(() => undefined);
  return {
    open: async (...asked) => (await opening).open(...asked),
    close: async (...asked) => (await opening).close(...asked),
    whenClosed: async (...asked) => (await opening).whenClosed(...asked),
    find: async (...asked) => (await opening).find(...asked),
    byGatewayRef: async (...asked) => (await opening).byGatewayRef(...asked),
    bySavedCard: async (...asked) => (await opening).bySavedCard(...asked),
    ofOrder: async (...asked) => (await opening).ofOrder(...asked),
    take: async (...asked) => (await opening).take(...asked),
    leave: async (...asked) => (await opening).leave(...asked),
    needingPerson: async (...asked) => (await opening).needingPerson(...asked),
    checkpoint: async (...asked) => (await opening).checkpoint(...asked),
    keepCheckpoint: async (...asked) => (await opening).keepCheckpoint(...asked),
    end: async () => (await opening).end(),
  };
}
