/** One version in every place that states one: packages, lockfile and the changelog's newest section. */
import { readFile } from 'node:fs/promises';
import { inRepository } from '../program/repository.ts';
import type { ProgramResult } from '../program/run-program.ts';
import { SOURCE_FOLDERS } from './source-files.ts';

/** A place that states a version, and which. */
export interface StatedVersion {
  readonly place: string;
  readonly version: string | undefined;
}

/** Fails with each place that states another version than `package.json`. */
export async function checkVersions(): Promise<ProgramResult> {
  const text = (...parts: readonly string[]): Promise<string> => readFile(inRepository(...parts), 'utf8');
  const manifests = await Promise.all(
    ['', ...SOURCE_FOLDERS].map(async (folder) => ({
      place: `${folder === '' ? '' : `${folder}/`}package.json`,
      version: (JSON.parse(await text(folder, 'package.json')) as { readonly version?: string }).version,
    })),
  );
  const lockfile = JSON.parse(await text('package-lock.json')) as LockedVersions;
  const problems = differentVersions([
    ...manifests,
    ...lockedVersions(lockfile),
    { place: 'CHANGELOG.md', version: newestIn(await text('CHANGELOG.md')) },
  ]);
  return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') };
}

/** The part of npm's lockfile that states our own versions. */
interface LockedVersions {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

function lockedVersions({ packages }: LockedVersions): readonly StatedVersion[] {
  return ['', ...SOURCE_FOLDERS].map((folder) => ({
    place: `package-lock.json (${folder === '' ? 'root' : folder})`,
    version: packages[folder]?.version,
  }));
}

/** `## 2.0.0 (unreleased)` → 2.0.0, of the first section. */
export function newestIn(changelog: string): string | undefined {
  return /^## (\S+)/m.exec(changelog)?.[1];
}

/** A sentence for each place that states another version than the first one. */
export function differentVersions([first, ...others]: readonly StatedVersion[]): readonly string[] {
  return others
    .filter(({ version }) => version !== first?.version)
    .map(
      ({ place, version }) =>
        `${place} has version ${String(version)}, ${String(first?.place)} has ${String(first?.version)}. ` +
        'Remedy: give both the same one.',
    );
}
