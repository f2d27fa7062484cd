import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { copyKept } from '../../src/package/kept-builds.ts';
import { inRepository, root } from '../../src/program/repository.ts';

describe('A build that is kept', () => {
  let folder: string;
  let made: number;

  beforeEach(async () => {
    await mkdir(inRepository('.run'), { recursive: true });
    folder = await mkdtemp(inRepository('.run', 'kept-builds-'));
    await mkdir(path.join(folder, 'src'));
    await writeFile(path.join(folder, 'src', 'a.ts'), 'first');
    made = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  const copyTo = (name: string, make = makeOf('a.ts')): Promise<void> =>
    copyKept({
      name: 'part',
      inputs: [`${path.relative(root, folder)}/src/**/*`],
      folder: path.join(folder, name),
      cache: path.join(folder, 'cache'),
      make,
    });

  function makeOf(source: string): (into: string) => Promise<void> {
    return async (into) => {
      made += 1;
      const text = await readFile(path.join(folder, 'src', source), 'utf8');
      await writeFile(path.join(into, 'built.js'), `built of ${text}`);
    };
  }

  it('is made once for as long as its inputs stay the same', async () => {
    await copyTo('one');
    await copyTo('two');
    expect(made).to.equal(1);
    expect(await readFile(path.join(folder, 'two', 'built.js'), 'utf8')).to.equal('built of first');
  });

  it('is made again when a file has another content, or another name', async () => {
    await copyTo('one');
    await writeFile(path.join(folder, 'src', 'a.ts'), 'other');
    await copyTo('two');
    expect(await readFile(path.join(folder, 'two', 'built.js'), 'utf8')).to.equal('built of other');
    await writeFile(path.join(folder, 'src', 'b.ts'), 'other');
    await rm(path.join(folder, 'src', 'a.ts'));
    await copyTo('three', makeOf('b.ts'));
    expect(made).to.equal(3);
  });

  it('that failed is not kept', async () => {
    const failure = await copyTo('one', async (into) => {
      await writeFile(path.join(into, 'half.js'), '');
      throw new Error('does not compile');
    }).catch((error: unknown) => error);
    expect(failure).to.have.property('message', 'does not compile');
    expect(existsSync(path.join(folder, 'one'))).to.equal(false);
    expect(await readdir(path.join(folder, 'cache'))).to.deep.equal([]);
    await copyTo('one');
    expect(await readdir(path.join(folder, 'one'))).to.deep.equal(['built.js']);
  });

  it('does not stay for ever', async () => {
    for (let nth = 0; nth < 8; nth += 1) {
      await writeFile(path.join(folder, 'src', 'a.ts'), `change ${nth}`);
      await copyTo(`copy-${nth}`);
    }
    expect(await readdir(path.join(folder, 'cache'))).to.have.length(5);
  });
});
