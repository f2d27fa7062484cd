/** True for what SQLite reports: no space, no file, a lock that is not released. */
export function isDatabaseFailure(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}
