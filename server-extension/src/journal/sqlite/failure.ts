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
