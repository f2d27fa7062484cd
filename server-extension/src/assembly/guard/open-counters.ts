import type { JournalLocation } from '../../config/config.ts';
import { type Counter, type CounterFor, createMemoryCounter } from '../../guard/counters.ts';

/** Counters of the limits, and what closes their connections. */
export interface Counters {
  readonly counterFor: CounterFor;
  readonly end: () => Promise<void>;
}

/** Milliseconds until a database that could not be opened is tried again. */
const REST_MS = 5_000;

/** In the journal's PostgreSQL where there is one, so that several instances count together; else in memory. */
export function openCounters(location: JournalLocation): Counters {
  if (location.kind !== 'postgres') return { counterFor: createMemoryCounter, end: () => Promise.resolve() };
  let counters: Promise<Counters> | undefined;
  const opened = (): Promise<Counters> => {
    counters ??= open(location.url.reveal()).catch((error: unknown) => {
      setTimeout(() => (counters = undefined), REST_MS).unref();
      throw error;
    });
    return counters;
  };
  return {
    counterFor: (name, windowSeconds) => eventually(opened, name, windowSeconds),
    end: async () => (await counters?.catch(() => undefined))?.end(),
  };
}

async function open(url: string): Promise<Counters> {
  const { connect } = await import('../../journal/postgres/connection/pool.ts');
  const { createPostgresCounter } = await import('../../guard/postgres-counters.ts');
  const database = connect(url);
  try {
    return { counterFor: await createPostgresCounter(database.query), end: () => database.end() };
  } catch (error) {
    await database.end();
    throw error;
  }
}

/** Counts in memory until the database can be reached. */
function eventually(opened: () => Promise<Counters>, name: string, windowSeconds: number): Counter {
  const meanwhile = createMemoryCounter(name, windowSeconds);
  let shared: Counter | undefined;
  const current = async (): Promise<Counter> => {
    if (shared !== undefined) return shared;
    try {
      return (shared = (await opened()).counterFor(name, windowSeconds));
    } catch {
      return meanwhile;
    }
  };
  return {
    add: async (key) => (await current()).add(key),
    read: async (key) => (await current()).read(key),
  };
}
