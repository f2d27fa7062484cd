import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from '../program/repository.ts';

/** The folders that hold our code, tests among it. */
export const SOURCE_FOLDERS: readonly string[] = [
  'server-extension',
  'widget',
  'gateway-settings',
  'sandbox',
  'scripts',
  'bench',
];

/** Every TypeScript file of ours, relative to the repository, with slashes. Declarations of other modules are left out. */
export async function sourceFiles(): Promise<readonly string[]> {
  const listed = await Promise.all(
    SOURCE_FOLDERS.map(async (folder) => {
      const entries = await readdir(inRepository(folder), { recursive: true });
      return entries.map((entry) => path.posix.join(folder, entry.split(path.sep).join('/')));
    }),
  );
  return listed.flat().filter((file) => /(?<!\.d)\.ts$/.test(file) && !file.includes('node_modules/'));
}
