import { expect } from 'chai';
import { checkVersions, differentVersions, newestIn } from '../../src/check/versions.ts';

describe('The check of versions', () => {
  it('finds one version in this repository', async () => {
    expect(await checkVersions()).to.deep.equal({ code: 0, output: '' });
  });

  it('names each place that states another version, or none', () => {
    const complaints = differentVersions([
      { place: 'package.json', version: '2.0.0' },
      { place: 'widget/package.json', version: '2.0.1' },
      { place: 'bench/package.json', version: undefined },
      { place: 'CHANGELOG.md', version: '2.0.0' },
    ]);
    expect(complaints).to.have.length(2);
    expect(complaints[0]).to.contain('widget/package.json has version 2.0.1, package.json has 2.0.0');
    expect(complaints[1]).to.contain('bench/package.json');
  });

  it('reads the newest section of the changelog', () => {
    expect(newestIn('# Changelog\n\n## 2.1.0 (unreleased)\n\n## 2.0.0\n')).to.equal('2.1.0');
    expect(newestIn('# Changelog\n')).to.equal(undefined);
  });
});
