import {
  type BreakingChange,
  type ContractPart,
  breakingChanges,
} from '../compatibility/breaking-changes.ts';
import { contractOf } from '../compatibility/public-contract.ts';
import { RELEASES_FOLDER, lastReleaseBefore } from '../compatibility/releases.ts';
import { version } from '../program/repository.ts';
import { type GeneratedFile, generatedFile } from './generated-file.ts';

const HEADINGS: Readonly<Record<ContractPart, string>> = {
  api: 'API (`docs/openapi.yaml`)',
  settings: 'Settings of the payment gateway',
  environment: 'Environment variables',
  events: 'Events of the log',
  types: 'Types of the checkout for other pages (`cybersource-checkout.d.ts`)',
};

/** What this version breaks of the last release, for those who upgrade: `docs/releases/2.0.0-breaking-changes.md`. */
export async function breakingChangesPage(): Promise<GeneratedFile> {
  const before = await lastReleaseBefore(version);
  if (before === undefined) throw new Error(`${RELEASES_FOLDER} has no release before ${version}.`);
  const changes = breakingChanges(before, await contractOf(version));
  return generatedFile(
    `${RELEASES_FOLDER}/${version}-breaking-changes.md`,
    breakingChangesText(changes, before.version, version),
  );
}

/** The page for these changes. */
export function breakingChangesText(
  changes: readonly BreakingChange[],
  before: string,
  after: string,
): string {
  const sections = Object.entries(HEADINGS).map(([part, heading]) => {
    const lines = changes.filter((each) => each.part === part).map(({ change }) => `- ${change}`);
    return `## ${heading}\n\n${lines.length === 0 ? 'Nothing.' : lines.join('\n')}\n`;
  });
  return [
    `# What ${after} breaks of ${before}`,
    '',
    `Found by comparing what both document; \`npm run docs\` writes this page. A rule that was kept and not documented before looks like a new one. [What counts as breaking](../compatibility.md). What each change is`,
    'good for is in the [changelog](../../CHANGELOG.md).',
    '',
    ...sections,
  ].join('\n');
}
