import { journalUnavailable } from '../unavailable.ts';

/** Reads the journal's file. @throws Problem `journal-unavailable` for what SQLite reports. */
export type Read = <T>(work: () => T) => T;

/** Carries out a write in the next commit. Rejects with a Problem `journal-unavailable` for what SQLite reports. */
export type Write = <T>(work: () => T) => Promise<T>;

/** What SQLite reports as a Problem `journal-unavailable`; everything else as it is. */
export function toProblem(error: unknown, file: string): unknown {
  return isDatabaseFailure(error) ? journalUnavailable(`sqlite:${file}`, explainDatabase(error)) : error;
}

/** What SQLite reports, in words that say what to do. */
export function explainDatabase(error: unknown): unknown {
  if (!(error instanceof Error) || !/database is (locked|busy)/.test(error.message)) return error;
  return new Error(
    `${error.message}: another process has been writing the file for more than a second; one writes at a time. Remedy: end what holds it (a copy by other means than "journal backup", a shell of sqlite3), or use PostgreSQL.`,
    { cause: error },
  );
}

/** True for what SQLite reports: no space, no file, a lock that is not released. */
export function isDatabaseFailure(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}
