import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { inRepository } from '../program/repository.ts';

/** A committed file whose content follows from code. */
export interface GeneratedFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly content: string;
}

/** Formats content as `npm run format` would, so that generated files need no exceptions anywhere. */
export async function generatedFile(file: string, content: string): Promise<GeneratedFile> {
  const absolute = inRepository(file);
  const options = await resolveConfig(absolute);
  return { path: file, content: await format(content, { ...options, filepath: absolute }) };
}

export async function writeGenerated(files: readonly GeneratedFile[]): Promise<void> {
  for (const file of files) {
    const absolute = inRepository(file.path);
    await mkdir(path.dirname(absolute), { recursive: true });
    await writeFile(absolute, file.content);
  }
}

/** The files that differ from what the code says now, or are missing. */
export async function staleFiles(files: readonly GeneratedFile[]): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const file of files) {
    const committed = await readFile(inRepository(file.path), 'utf8').catch(() => undefined);
    if (committed !== file.content) stale.push(file.path);
  }
  return stale;
}
