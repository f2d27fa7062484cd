/** `npm run check`: no release breaks what the one before it promised, unless its first number says so. */
import { type BreakingChange, breakingChanges } from '../compatibility/breaking-changes.ts';
import { contractOf } from '../compatibility/public-contract.ts';
import { lastReleaseBefore, mayBreak } from '../compatibility/releases.ts';
import { type ProgramResult } from '../program/run-program.ts';
import { version } from '../program/repository.ts';

/** Compares the code with the last release. What a new major version breaks is listed in docs/releases/ instead. */
export async function checkCompatibility(): Promise<ProgramResult> {
  const before = await lastReleaseBefore(version);
  if (before === undefined) return { code: 1, output: `docs/releases/ has no release before ${version}.` };
  return judge(breakingChanges(before, await contractOf(version)), before.version, version);
}

/** A sentence for each change that this version may not make. */
export function judge(changes: readonly BreakingChange[], before: string, after: string): ProgramResult {
  if (changes.length === 0 || mayBreak(before, after)) return { code: 0, output: '' };
  const lines = changes.map(({ part, change }) => `${part}: ${change}.`);
  const remedy = `Remedy: keep what ${before} has (docs/compatibility.md says how), or raise the first number of the version.`;
  return { code: 1, output: [...lines, remedy].join('\n') };
}
