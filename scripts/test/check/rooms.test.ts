import { expect } from 'chai';
import { checkRooms, folderCircles, fullFolders } from '../../src/check/rooms.ts';

describe('rooms of the sources', () => {
  it('hold few entries each and do not need each other in a circle, in this repository', async () => {
    expect(await checkRooms()).to.deep.equal({ code: 0, output: '' });
  });

  it('are full when their files and folders together are too many', () => {
    const files = ['a/1.ts', 'a/2.ts', 'a/b/3.ts', 'a/b/4.ts'];
    expect(fullFolders(files, 3)).to.be.empty;
    const [complaint, ...more] = fullFolders(files, 2);
    expect(more).to.be.empty;
    expect(complaint).to.match(/^a has 3 entries, more than 2: /);
  });

  it('need each other in a circle also through a third one', () => {
    const imports = new Map([
      ['p/src/a/x.ts', ['p/src/b/y.ts']],
      ['p/src/b/y.ts', ['p/src/c/z.ts', 'p/src/d/leaf.ts']],
      ['p/src/c/other.ts', ['p/src/a/unrelated.ts']],
      ['p/src/a/alone.ts', ['p/src/a/x.ts']],
    ]);
    const [circle, ...more] = folderCircles(imports);
    expect(more).to.be.empty;
    expect(circle).to.match(/^p\/src\/a, p\/src\/b, p\/src\/c need each other/);
    const root = new Map([
      ['p/src/main.ts', ['p/src/a/x.ts']],
      ['p/src/a/x.ts', ['p/src/events.ts']],
    ]);
    expect(folderCircles(root), 'files in the root of the sources').to.be.empty;
    expect(folderCircles(new Map([['p/src/a/x.ts', ['p/src/b/y.ts']]]))).to.be.empty;
  });
});
