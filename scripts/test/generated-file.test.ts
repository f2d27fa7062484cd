import { expect } from 'chai';
import { allGeneratedFiles } from '../src/generated/all-files.ts';
import { staleFiles } from '../src/generated/generated-file.ts';

describe('generated files', () => {
  it('are committed as the code makes them', async () => {
    expect(await staleFiles(await allGeneratedFiles())).to.deep.equal([]);
  });

  it('count as stale when their content differs', async () => {
    const [first] = await allGeneratedFiles();
    expect(await staleFiles([{ ...first!, content: `${first!.content} ` }])).to.deep.equal([first!.path]);
  });

  it('count as stale when they are missing', async () => {
    expect(await staleFiles([{ path: 'docs/nowhere.md', content: '' }])).to.deep.equal(['docs/nowhere.md']);
  });
});
