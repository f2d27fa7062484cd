import { sqlStateOf } from './connection/failures.ts';

/**
 * Statements of one kind that may be in flight; further writes wait and are sent as one statement. Claims and results have four
 * each, which leaves two of a server's ten connections for reads.
 */
const STATEMENTS_IN_FLIGHT_MAX = 4;

/** Writes that one statement carries at most: a larger statement would take longer than the writes of it gain. */
const WRITES_TOGETHER_MAX = 50;

/** Carries out one statement for all of these and says which of them it wrote, by their place. */
type WriteAll<Item> = (items: readonly Item[]) => Promise<ReadonlySet<number>>;

interface Waiting<Item> {
  readonly item: Item;
  readonly resolve: (isWritten: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes of many payments, one statement and one commit: while four statements are under way, what comes waits and is sent
 * together as soon as one of them is answered. While fewer are in flight, each write is sent at once as a statement of its own.
 * Resolves with whether it was written; rejects as `writeAll` does. What the database refuses because of one of several writes
 * is sent again one by one.
 */
export function groupWrites<Item>(writeAll: WriteAll<Item>): (item: Item) => Promise<boolean> {
  let underWay = 0;
  let crowd: Waiting<Item>[] = [];

  return (item) =>
    new Promise((resolve, reject) => {
      const write = { item, resolve, reject };
      if (underWay < STATEMENTS_IN_FLIGHT_MAX) void send([write]);
      else crowd.push(write);
    });

  async function send(writes: readonly Waiting<Item>[]): Promise<void> {
    underWay += 1;
    await carryOut(writes);
    underWay -= 1;
    const next = crowd.slice(0, WRITES_TOGETHER_MAX);
    crowd = crowd.slice(WRITES_TOGETHER_MAX);
    if (next.length > 0) void send(next);
  }

  async function carryOut(writes: readonly Waiting<Item>[], isRepeated = false): Promise<void> {
    try {
      const written = await writeAll(writes.map(({ item }) => item));
      for (const [place, { resolve }] of writes.entries()) resolve(written.has(place));
    } catch (error) {
      if (writes.length > 1 && isAboutOne(error)) await Promise.all(writes.map((write) => carryOut([write])));
      // Another statement inserted the same row at the same moment. It is committed now, so the repeated statement sees it.
      else if (!isRepeated && isTwin(error)) await carryOut(writes, true);
      else for (const { reject } of writes) reject(error);
    }
  }
}

/** PostgreSQL, Appendix A: unique_violation. */
function isTwin(error: unknown): boolean {
  return sqlStateOf(error) === '23505';
}

/**
 * PostgreSQL, Appendix A: classes 22 (data exception) and 23 (integrity constraint violation). Such an error is caused by one
 * of the rows, so each write is sent again on its own.
 */
function isAboutOne(error: unknown): boolean {
  return /^2[23]/.test(sqlStateOf(error));
}
