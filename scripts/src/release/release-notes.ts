/**
 * The section of the changelog about one version, as notes of its release.
 *
 * @throws Error when there is none, or when it still says that it is unreleased and the release is not a trial
 */
export function releaseNotes(changelog: string, version: string, { isTrial }: { isTrial: boolean }): string {
  const sections = changelog.split(/^(?=## )/m).filter((each) => each.startsWith('## '));
  const section = sections.find((each) => each.split('\n', 1)[0]?.split(' ')[1] === version);
  if (section === undefined) throw new Error(`CHANGELOG.md has no section for ${version}.`);
  const [heading = '', ...lines] = section.split('\n');
  if (heading.includes('unreleased') && !isTrial)
    throw new Error(
      `CHANGELOG.md calls ${version} unreleased. Remedy: write the date in the place of “(unreleased)”.`,
    );
  return `# OCC CyberSource ${version}\n${lines.join('\n').trimEnd()}\n`;
}
