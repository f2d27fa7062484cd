import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { unprivileged } from '../../../scripts/src/postgres/binaries.ts';

/** Where Debian's packages put PostgreSQL, a folder for each major version. */
const DEBIAN = '/usr/lib/postgresql';

/**
 * The programs of the newest PostgreSQL of Debian's packages. Those from npm, which the tests use, lack `pg_basebackup` and
 * `pg_rewind`.
 *
 * @returns the folder that they are in.
 */
export async function findPrograms(folder = DEBIAN): Promise<string> {
  const versions = (await readdir(folder).catch(() => []))
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(b) - Number(a));
  for (const version of versions) {
    const programs = path.join(folder, version, 'bin');
    if (await isThere(path.join(programs, 'pg_rewind'))) return programs;
  }
  throw new Error(`There is no PostgreSQL with pg_rewind in ${folder}. Remedy: apt-get install postgresql.`);
}

function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Runs one of the programs to its end, as the user that PostgreSQL runs as. Rejects with what it said when it failed. */
export async function runProgram(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], {
    ...unprivileged,
    env: { ...process.env, LC_ALL: 'C', HOME: '/nonexistent' },
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}
