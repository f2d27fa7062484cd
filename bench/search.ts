/**
 * `node bench/search.ts [attempts in SQLite] [attempts in PostgreSQL] [--write]`: what `GET /operations/payments` takes in a journal that is full, for each
 * thing that payments are looked for by, and by which index the database reads it. `--write` keeps the tables in docs/proofs/search.md.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCluster } from '../scripts/src/postgres/cluster.ts';
import { withSection } from './processes/findings/proof-page.ts';
import { type FilledDatabase, postgresDatabase, sqliteDatabase } from './search/databases.ts';
import { isScan, measureSearches, toSearchTable } from './search/measure.ts';

const ROUNDS = 21;

const numbers = process.argv.slice(2).filter((each) => !each.startsWith('--'));
const [inSqlite = 1_000_000, inPostgres = 200_000] = numbers.map(Number);
const page = new URL('../docs/proofs/search.md', import.meta.url);
const scans: string[] = [];

const folder = mkdtempSync(path.join(tmpdir(), 'search-'));
try {
  await prove(sqliteDatabase(path.join(folder, 'journal.sqlite')), inSqlite);
} finally {
  rmSync(folder, { recursive: true });
}
const cluster = await startCluster({ settings: { fsync: 'off', autovacuum: 'off' } });
try {
  await prove(await postgresDatabase(cluster), inPostgres);
} finally {
  await cluster.remove();
}
for (const each of scans) process.stderr.write(`reads the whole table: ${each}\n`);
process.exitCode = scans.length === 0 ? 0 : 1;

async function prove(database: FilledDatabase, attempts: number): Promise<void> {
  await database.fill(attempts);
  const searches = await measureSearches(database, attempts, ROUNDS);
  scans.push(...searches.filter(isScan).map(({ name }) => `${database.name}, ${name}`));
  const text = `${attempts.toLocaleString('en')} attempts; ${ROUNDS} rounds of each.\n\n${toSearchTable(searches)}`;
  process.stdout.write(`${database.name}: ${text}\n\n`);
  if (process.argv.includes('--write'))
    await writeFile(page, withSection(await readFile(page, 'utf8'), database.name, text));
}
