import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** A process that pays holds the lock for some milliseconds at a time. */
const BUSY_TIMEOUT_MS = 5_000;
const OURS_ALONE = 0o600;

/**
 * Copies a journal to a new file while others write it: the state of one moment, in one file. Readable for this user only.
 *
 * @throws Error that says what to do when there is no journal, or the new file is there already.
 */
export function backUpSqlite(file: string, copy: string): void {
  if (!existsSync(file)) throw new Error(`There is no journal ${file}. Remedy: correct the name.`);
  if (existsSync(copy)) throw new Error(`${copy} is there already. Remedy: choose another name.`);
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    database.prepare('VACUUM INTO ?').run(copy);
  } finally {
    database.close();
  }
  chmodSync(copy, OURS_ALONE);
  requireIntact(copy);
}

/**
 * Puts a copy in the place of a journal that no process has open. What was there stays beside it, under the name that is
 * returned; undefined when nothing was there.
 *
 * @throws Error that says what to do when the copy is damaged or a process still uses the journal.
 */
export function restoreSqlite(copy: string, file: string, now: Date): string | undefined {
  requireIntact(copy);
  const replaced = existsSync(file)
    ? `${file}.replaced-${now.toISOString().replace(/[:.]/g, '-')}`
    : undefined;
  if (replaced !== undefined) {
    requireUnused(file);
    renameSync(file, replaced);
  }
  for (const side of ['-wal', '-shm']) rmSync(`${file}${side}`, { force: true });
  copyFileSync(copy, file);
  chmodSync(file, OURS_ALONE);
  return replaced;
}

function requireIntact(file: string): void {
  if (!existsSync(file)) throw new Error(`There is no copy ${file}. Remedy: correct the name.`);
  const problem = checked(file);
  if (problem !== undefined) throw new Error(`${file} is damaged: ${problem}. Remedy: use another copy.`);
}

function checked(file: string): string | undefined {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const said = String(database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']);
      if (said !== 'ok') return said;
      const hasAttempts = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'attempts'").get();
      return hasAttempts === undefined ? 'it is no payment journal' : undefined;
    } finally {
      database.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** In write-ahead mode an exclusive lock is given only when no other process has the file open. */
function requireUnused(file: string): void {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    // Writes back what the log still has, so that the file that is kept is whole.
    database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA wal_checkpoint(TRUNCATE); BEGIN EXCLUSIVE; COMMIT;',
    );
  } catch (cause) {
    if (cause instanceof Error && /locked|busy/.test(cause.message))
      throw new Error(`A process still uses ${file}. Remedy: stop every instance first.`, { cause });
    // A damaged journal is what is to be replaced.
  } finally {
    database?.close();
  }
}
