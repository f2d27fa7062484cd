/** `npm run check`: folders that one can take in at a glance, and that do not need each other in a circle. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProgramResult } from '../program/run-program.ts';
import { inRepository } from '../program/repository.ts';
import { sourceFiles } from './source-files.ts';

/** Files and folders in one folder. Fifteen is the aim; a list whose entries are all of one kind may be a little longer. */
const ENTRIES_MAX = 18;

/** A source file by its path from the repository's root, and the files that it imports. */
type Imports = ReadonlyMap<string, readonly string[]>;

/** Fails with the folders that hold too much, and with each circle of folders. */
export async function checkRooms(): Promise<ProgramResult> {
  const imports = await readImports();
  const complaints = [...fullFolders([...imports.keys()]), ...folderCircles(imports)];
  return { code: complaints.length === 0 ? 0 : 1, output: complaints.join('\n') };
}

/** One sentence for each folder with more than {@link ENTRIES_MAX} entries. */
export function fullFolders(files: readonly string[], entriesMax = ENTRIES_MAX): readonly string[] {
  const entries = new Map<string, Set<string>>();
  for (const file of files)
    for (let entry = file; path.dirname(entry) !== '.'; entry = path.dirname(entry)) {
      const folder = path.dirname(entry);
      entries.set(folder, (entries.get(folder) ?? new Set()).add(entry));
    }
  return [...entries]
    .filter(([, inFolder]) => inFolder.size > entriesMax)
    .map(
      ([folder, { size }]) =>
        `${folder} has ${size} entries, more than ${entriesMax}: give some of them a folder of their own.`,
    );
}

/** One sentence for each group of folders that import each other in a circle. Imports of types count as well. */
export function folderCircles(imports: Imports): readonly string[] {
  const needed = new Map<string, Set<string>>();
  for (const [file, imported] of imports)
    for (const other of imported) {
      const [from, to] = [roomOf(file), roomOf(other)];
      if (from !== to) needed.set(from, (needed.get(from) ?? new Set()).add(to));
    }
  const reachable = (start: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const queue = [...(needed.get(start) ?? [])];
    for (let next = queue.pop(); next !== undefined; next = queue.pop())
      if (!seen.has(next)) {
        seen.add(next);
        queue.push(...(needed.get(next) ?? []));
      }
    return seen;
  };
  const reach = new Map([...needed.keys()].map((folder) => [folder, reachable(folder)]));
  const reported = new Set<string>();
  const circles: string[] = [];
  for (const [folder, others] of reach) {
    if (!others.has(folder) || reported.has(folder)) continue;
    const circle = [...others].filter((other) => reach.get(other)?.has(folder));
    circle.forEach((each) => reported.add(each));
    circles.push(
      `${circle.sort().join(', ')} need each other in a circle: move what both need into a folder below them.`,
    );
  }
  return circles;
}

/** The folder of a file. A file in the root of a package's sources, where everything is put together, stands for itself. */
function roomOf(file: string): string {
  const folder = path.dirname(file);
  return /^[^/]+(\/src)?$/.test(folder) ? file : folder;
}

const IMPORT = /\bfrom '(\.{1,2}\/[^']+\.ts)'/g;

async function readImports(): Promise<Imports> {
  const files = (await sourceFiles()).filter((file) => !file.split('/').includes('test'));
  return new Map(
    await Promise.all(
      files.map(async (file): Promise<readonly [string, readonly string[]]> => {
        const text = await readFile(inRepository(file), 'utf8');
        const imported = [...text.matchAll(IMPORT)].map(([, specifier = '']) =>
          path.join(path.dirname(file), specifier),
        );
        return [file, imported.filter((other) => !other.split('/').includes('test'))];
      }),
    ),
  );
}
