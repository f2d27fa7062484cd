import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';

/** What is in a zip that was made, for people. */
export interface ZipFile {
  readonly file: string;
  readonly bytes: number;
  readonly files: number;
}

// Zip stores local time without a zone: a date made of local parts gives the same bytes everywhere.
const FIXED_TIME = new Date(1980, 0, 1);

/** Zips a folder's content. The same content gives the same bytes, on every machine and at any time. */
export async function zipFolder(folder: string, file: string): Promise<ZipFile> {
  const names = await filesIn(folder);
  const content: Record<string, Uint8Array> = {};
  for (const name of names) content[name] = await readFile(path.join(folder, name));
  const bytes = zipFiles(content);
  await writeFile(file, bytes);
  return { file, bytes: bytes.length, files: names.length };
}

/** A zip of these files by their paths. The same content gives the same bytes. */
export function zipFiles(content: Readonly<Record<string, Uint8Array>>): Buffer {
  return Buffer.from(zipSync({ ...content }, { level: 9, mtime: FIXED_TIME }));
}

/** All files below a folder, relative to it, with forward slashes, in a fixed order. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}
