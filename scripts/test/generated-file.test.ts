import { expect } from 'chai';
import { commandLineProgram } from '../src/commands/commands.ts';
import { allGeneratedFiles } from '../src/generated/all-files.ts';
import { errorsPage } from '../src/generated/errors-page.ts';
import { generatedFile, staleFiles } from '../src/generated/generated-file.ts';

describe('generated files', function () {
  // All of them are formatted, some of a thousand lines.
  this.timeout(60_000);

  it('are committed as the code makes them', async () => {
    expect(await staleFiles(await allGeneratedFiles(commandLineProgram))).to.deep.equal([]);
  });

  it('count as stale when their content differs', async () => {
    const page = await generatedFile('docs/errors.md', errorsPage());
    expect(await staleFiles([page])).to.deep.equal([]);
    expect(await staleFiles([{ ...page, content: `${page.content} ` }])).to.deep.equal([page.path]);
  });

  it('count as stale when they are missing', async () => {
    expect(await staleFiles([{ path: 'docs/nowhere.md', content: '' }])).to.deep.equal(['docs/nowhere.md']);
  });
});
