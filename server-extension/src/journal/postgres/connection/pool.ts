import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { Problem } from '../../../domain/problem.ts';
import { sha256 } from '../../../domain/sha256.ts';
import { journalUnavailable } from '../../unavailable.ts';
import { parseDatabaseAddress } from './address.ts';
import { classifyFailure, type FailedStatement } from './failures.ts';
import { createDatabaseServers } from './servers.ts';

/** One statement under a name, so that the server plans it once for each connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Carries out a statement and gives its rows. Rejects with a Problem `journal-unavailable`. */
export type Query = <R>(statement: Statement, values: readonly unknown[]) => Promise<readonly R[]>;

/** Connections to one database. */
export interface Database {
  /**
   * What failed without effect is run again, and also what may have had its effect already and whose answer was lost: a
   * statement that is given to it changes nothing the second time, and its caller reads what it finds.
   */
  readonly query: Query;
  /**
   * All of the work or none of it. When it failed without effect it is done again from its beginning; also when the answer to
   * COMMIT was lost: then `wasPerhapsDone` is true, and the work first reads whether it was.
   */
  transaction<T>(
    work: (query: Query, client: pg.ClientBase, wasPerhapsDone: boolean) => Promise<T>,
  ): Promise<T>;
  end(): Promise<void>;
}

/**
 * How long a failure of each kind is answered by running it again, from the first run on, in milliseconds. A server that
 * cannot be reached stays so for longer than a payment waits.
 */
const AGAIN_MS: Readonly<Record<FailedStatement, number>> = {
  'rolled-back': 3_000,
  'answer-lost': 2_000,
  'session-lost': 1_000,
  'not-run': 500,
  final: 0,
};

/** Two that were in each other's way come back at different moments. */
const PAUSE_MS = 10;
const PAUSE_MAX_MS = 100;

/** @param url `postgres://…`, read by {@link parseDatabaseAddress}. */
export function connect(url: string): Database {
  const servers = createDatabaseServers(parseDatabaseAddress(url));

  const run = async <R>(
    client: pg.ClientBase,
    { name, text }: Statement,
    values: readonly unknown[],
  ): Promise<readonly R[]> => {
    const prepared = servers.isPooled() ? {} : { name: preparedName(name, text) };
    const { rows } = await client.query({ ...prepared, text, values: [...values] });
    return rows as readonly R[];
  };

  return {
    query: (statement, values) => repeated(() => servers.use((client) => run(client, statement, values))),

    transaction: (work) =>
      repeated((wasPerhapsDone) =>
        servers.use(async (client) => {
          await client.query('BEGIN');
          const done = await work(
            (statement, values) => run(client, statement, values),
            client,
            wasPerhapsDone,
          );
          await client.query('COMMIT');
          return done;
        }),
      ),

    end: () => servers.end(),
  };
}

async function repeated<T>(work: (wasPerhapsDone: boolean) => Promise<T>): Promise<T> {
  const begun = performance.now();
  let wasPerhapsDone = false;
  for (let run = 1; ; run += 1) {
    try {
      return await work(wasPerhapsDone);
    } catch (error) {
      // Not a failure of the database.
      if (error instanceof Problem) throw error;
      const failure = classifyFailure(error);
      wasPerhapsDone ||= failure === 'answer-lost';
      if (performance.now() - begun >= AGAIN_MS[failure]) throw journalUnavailable('PostgreSQL', error);
      await pause(Math.random() * Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** run));
    }
  }
}

const names = new Map<string, string>();

/**
 * The name under which a statement is prepared: of its text, too. Behind a pooler a connection may have one under the same
 * name from another release, which would take these values for others.
 */
function preparedName(name: string, text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const made = `${name}-${sha256(text, 'hex').slice(0, 8)}`;
  names.set(text, made);
  return made;
}
