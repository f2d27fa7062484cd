import type { DatabaseSync } from 'node:sqlite';
import { isDatabaseFailure } from './sqlite-failure.ts';

/** Writes of many payments, one synchronisation of the disk. */
export interface GroupedCommits {
  /**
   * Performs a write at the end of this turn of the event loop, in one transaction with all others of the turn; they see
   * each other's. Resolves when it is on the disk.
   *
   * @param write does everything that can fail, but for its statements, before the first of them.
   */
  commit<T>(write: () => T): Promise<T>;
}

interface Waiting {
  /** Performs the write and gives what tells its caller, once it is on the disk. */
  readonly perform: () => () => void;
  readonly fail: (error: unknown) => void;
}

export function createGroupedCommits(database: DatabaseSync): GroupedCommits {
  let waiting: Waiting[] = [];

  return {
    commit: (write) =>
      new Promise((resolve, reject) => {
        const perform = (): (() => void) => {
          const written = write();
          return () => {
            resolve(written);
          };
        };
        waiting.push({ perform, fail: reject });
        if (waiting.length === 1) setImmediate(commitAll);
      }),
  };

  function commitAll(): void {
    const writes = waiting;
    waiting = [];
    if (!together(writes)) for (const write of writes) together([write]);
  }

  /** One transaction that no other process can interleave with. False when one of several writes spoiled it for all. */
  function together(writes: readonly Waiting[]): boolean {
    try {
      database.exec('BEGIN IMMEDIATE');
      const tells = writes.map(performed);
      database.exec('COMMIT');
      for (const tell of tells) tell();
      return true;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      if (writes.length > 1 && error instanceof Spoiled) return false;
      const reason: unknown = error instanceof Spoiled ? error.cause : error;
      for (const { fail } of writes) fail(reason);
      return true;
    }
  }
}

/** A statement failed, and with it the transaction. */
class Spoiled extends Error {}

function performed({ perform, fail }: Waiting): () => void {
  try {
    return perform();
  } catch (error) {
    if (isDatabaseFailure(error)) throw new Spoiled('', { cause: error });
    return () => {
      fail(error);
    };
  }
}
