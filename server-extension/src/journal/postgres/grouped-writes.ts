import { sqlStateOf } from './connection/failures.ts';

/**
 * Statements of one kind that are under way before what comes is sent together. The server commits the few at once anyway; with
 * claims and results they leave two of ten connections for what is read.
 */
const STATEMENTS_IN_FLIGHT_MAX = 4;

/** A statement of more than this is not worth waiting for. */
const WRITES_TOGETHER_MAX = 50;

/** Carries out one statement for all of these and says which of them it wrote, by their place. */
type WriteAll<Item> = (items: readonly Item[]) => Promise<ReadonlySet<number>>;

interface Waiting<Item> {
  readonly item: Item;
  readonly resolve: (isWritten: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes of many payments, one statement and one commit: while four statements are under way, what comes waits and is
 * sent together as soon as one of them is answered. Without a crowd each write is a statement of its own, at once. Resolves with
 * whether it was written; rejects as `writeAll` does. What the database refuses because of one of several writes is sent again one by one.
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
      // Another statement wrote the same at the same moment, and neither saw the other: now it is seen.
      else if (!isRepeated && isTwin(error)) await carryOut(writes, true);
      else for (const { reject } of writes) reject(error);
    }
  }
}

/** PostgreSQL, Appendix A: unique_violation. */
function isTwin(error: unknown): boolean {
  return sqlStateOf(error) === '23505';
}

/** PostgreSQL, Appendix A: classes 22 (data exception) and 23 (integrity constraint violation). The others do not share that fault. */
function isAboutOne(error: unknown): boolean {
  return /^2[23]/.test(sqlStateOf(error));
}
