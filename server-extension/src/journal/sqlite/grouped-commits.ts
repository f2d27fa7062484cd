import type { DatabaseSync } from 'node:sqlite';
import { isDatabaseFailure } from './failure.ts';

/**
 * Performs a write at the end of this turn of the event loop, in one transaction with all others of the turn; they see
 * each other's. Resolves when it is on the disk.
 *
 * @param write does everything that can fail, but for its statements, before the first of them.
 */
export type Commit = <T>(write: () => T) => Promise<T>;

interface QueuedWrite {
  /** Performs the write and gives what tells its caller, once it is on the disk. */
  readonly perform: () => () => void;
  readonly fail: (error: unknown) => void;
}

/** Writes of many payments, one synchronisation of the disk. */
export function groupCommits(database: DatabaseSync): Commit {
  let queued: QueuedWrite[] = [];

  return (write) =>
    new Promise((resolve, reject) => {
      const perform = (): (() => void) => {
        const written = write();
        return () => {
          resolve(written);
        };
      };
      queued.push({ perform, fail: reject });
      if (queued.length === 1) setImmediate(commitAll);
    });

  function commitAll(): void {
    const writes = queued;
    queued = [];
    if (!commitTogether(writes)) for (const write of writes) commitTogether([write]);
  }

  /**
   * One transaction that no other process can interleave with. False when one of several writes failed and the transaction was
   * rolled back.
   */
  function commitTogether(writes: readonly QueuedWrite[]): boolean {
    try {
      database.exec('BEGIN IMMEDIATE');
      const tells = writes.map(performed);
      database.exec('COMMIT');
      for (const tell of tells) tell();
      return true;
    } catch (error) {
      rollBack(database);
      if (writes.length > 1 && error instanceof Spoiled) return false;
      for (const { fail } of writes) fail(error instanceof Spoiled ? error.cause : error);
      return true;
    }
  }
}

/** A statement failed, and with it the transaction. */
class Spoiled extends Error {}

function performed({ perform, fail }: QueuedWrite): () => void {
  try {
    return perform();
  } catch (error) {
    if (isDatabaseFailure(error)) throw new Spoiled('', { cause: error });
    return () => {
      fail(error);
    };
  }
}

/** SQLite ends some transactions by itself when the disk is full. */
function rollBack(database: DatabaseSync): void {
  if (database.isTransaction) database.exec('ROLLBACK');
}
