/** The contracts of releases, kept in `docs/releases/`, and what a new version may change in them. */
import { readFile, readdir } from 'node:fs/promises';
import { inRepository } from '../program/repository.ts';
import type { PublicContract } from './public-contract.ts';

/** Relative to the repository. */
export const RELEASES_FOLDER = 'docs/releases';

/** Where the contract of a version is kept. */
export function contractFile(version: string): string {
  return `${RELEASES_FOLDER}/${version}.json`;
}

/** The contract of the newest release before this version; undefined when there is none. */
export async function lastReleaseBefore(version: string): Promise<PublicContract | undefined> {
  const names = await readdir(inRepository(RELEASES_FOLDER));
  const [newest] = names
    .flatMap((name) => /^(\d+\.\d+\.\d+)\.json$/.exec(name)?.[1] ?? [])
    .filter((other) => compareVersions(other, version) < 0)
    .sort((a, b) => compareVersions(b, a));
  if (newest === undefined) return undefined;
  return JSON.parse(await readFile(inRepository(contractFile(newest)), 'utf8')) as PublicContract;
}

/** Semantic versioning: only a new first number may break what was there. */
export function mayBreak(before: string, after: string): boolean {
  return Number(after.split('.')[0]) > Number(before.split('.')[0]);
}

/** Negative when the first one is older. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  return (
    [0, 1, 2].map((nth) => (a?.[nth] ?? 0) - (b?.[nth] ?? 0)).find((difference) => difference !== 0) ?? 0
  );
}
