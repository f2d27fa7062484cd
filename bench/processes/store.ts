import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The journal that all instances share. */
export interface Store {
  readonly name: string;
  /** The extension's setting `journal`. */
  readonly location: string;
  /** How much is left to do without a person. */
  duties(): Promise<number>;
  /** Stops and starts the database; a file has nothing to stop. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

const DUTIES = "SELECT count(*) AS n FROM attempts WHERE duty IS NOT NULL AND duty <> 'person'";

/** One file, opened by every instance. */
export function createSqliteStore(folder: string): Store {
  const file = path.join(folder, 'journal.sqlite');
  return {
    name: `SQLite ${process.versions['sqlite'] ?? ''}, one file`,
    location: `sqlite:${file}`,
    duties: async () => {
      const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
      try {
        return Number(database.prepare(DUTIES).get()?.['n'] ?? 0);
      } finally {
        database.close();
      }
    },
    restart: async () => undefined,
    end: async () => undefined,
  };
}
