import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { inRepository, root } from '../src/program/repository.ts';
import { anchorsIn } from '../src/site/text/headings.ts';

const pages = ['*.md', 'docs/**/*.md', 'server-extension/*.md', 'sandbox/**/*.md']
  .flatMap((pattern) => globSync(inRepository(pattern), { exclude: (name) => name.includes('node_modules') }))
  .map((file) => path.relative(root, file).split(path.sep).join('/'))
  .sort();

describe('Links of the documentation', () => {
  it('are looked for on every page', () => {
    expect(pages).to.include.members([
      'README.md',
      'CHANGELOG.md',
      'docs/architecture.md',
      'docs/decisions/0001-outcome-union.md',
    ]);
  });

  for (const page of pages)
    it(`lead somewhere, and to a heading that is there: ${page}`, () => {
      const broken = linksIn(readFileSync(inRepository(page), 'utf8')).flatMap((link) => {
        const [file = '', anchor] = link.split('#');
        const target =
          file === '' ? page : path.posix.join(path.posix.dirname(page), decodeURIComponent(file));
        if (!existsSync(inRepository(target))) return [link];
        if (anchor === undefined || !target.endsWith('.md')) return [];
        return anchorsIn(readFileSync(inRepository(target), 'utf8')).has(anchor) ? [] : [link];
      });
      expect(broken).to.deep.equal([]);
    });

  it('are found in text, in pictures and in HTML, and not in code', () => {
    const text =
      'See [a](b.md#c), ![d](e.svg "f"), <img src="g.png">, [h](https://i.j), `[k](l.md)`.\n```\n[m](n.md)\n```\n';
    expect(linksIn(text)).to.deep.equal(['b.md#c', 'e.svg', 'g.png']);
    expect([...anchorsIn('# A `b` & C!\n## D\n## D\n<a id="e"></a>')]).to.deep.equal([
      'a-b--c',
      'd',
      'd-1',
      'e',
    ]);
  });
});

/** Where links and pictures lead that stay in the repository. */
function linksIn(text: string): readonly string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  const found = [
    ...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g),
    ...prose.matchAll(/<(?:img|source|a)\b[^>]*?\b(?:src|srcset|href)="([^"]+)"/g),
  ];
  return found.map(([, link = '']) => link).filter((link) => !/^(?:[a-z]+:|\/\/)/i.test(link));
}
