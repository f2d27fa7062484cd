import { expect } from 'chai';
import { commandLineProgram } from '../src/commands/commands.ts';
import { allGeneratedFiles } from '../src/generated/all-files.ts';
import { staleFiles } from '../src/generated/generated-file.ts';

describe('generated files', function () {
  // All of them are formatted, some of a thousand lines.
  this.timeout(60_000);

  it('are committed as the code makes them', async () => {
    expect(await staleFiles(await allGeneratedFiles(commandLineProgram))).to.deep.equal([]);
  });

  it('count as stale when their content differs', async () => {
    const [first] = await allGeneratedFiles(commandLineProgram);
    expect(await staleFiles([{ ...first!, content: `${first!.content} ` }])).to.deep.equal([first!.path]);
  });

  it('count as stale when they are missing', async () => {
    expect(await staleFiles([{ path: 'docs/nowhere.md', content: '' }])).to.deep.equal(['docs/nowhere.md']);
  });
});
