import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { zipFolder } from '../src/package/zip.ts';

describe('zip', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'zip-'));
    await mkdir(path.join(folder, 'content', 'config'), { recursive: true });
    await writeFile(path.join(folder, 'content', 'index.js'), 'module.exports = 1;');
    await writeFile(path.join(folder, 'content', 'config', 'app.json'), '{}');
  });

  afterEach(() => rm(folder, { recursive: true }));

  const zip = (name: string): ReturnType<typeof zipFolder> =>
    zipFolder(path.join(folder, 'content'), path.join(folder, name));

  it('holds the files of the folder under their paths', async () => {
    await zip('a.zip');
    const files = unzipSync(await readFile(path.join(folder, 'a.zip')));
    expect(Object.keys(files)).to.have.members(['index.js', 'config/app.json']);
    expect(Buffer.from(files['config/app.json']!).toString()).to.equal('{}');
  });

  it('has the same bytes whenever it is made', async () => {
    await zip('first.zip');
    await utimes(path.join(folder, 'content', 'index.js'), new Date(0), new Date(0));
    await zip('second.zip');
    const [first, second] = await Promise.all(
      ['first.zip', 'second.zip'].map((name) => readFile(path.join(folder, name))),
    );
    expect(first!.equals(second!)).to.equal(true);
  });

  it('tells its size', async () => {
    const { bytes, files } = await zip('a.zip');
    expect(files).to.equal(2);
    expect(bytes).to.equal((await readFile(path.join(folder, 'a.zip'))).length);
  });
});
