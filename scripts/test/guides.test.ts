import { readFile, readdir } from 'node:fs/promises';
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { inRepository } from '../src/program/repository.ts';

/** The folders that paths in the guides may be relative to, beside the repository and the guide's own folder. */
const ROOTS = ['', 'server-extension', 'server-extension/src', 'widget', 'widget/src'];

/** Made by a command or by the reader of a guide, or a part of OCC's package or of the shop's pages and not of the repository. */
const NOT_COMMITTED =
  /^(build\/|pci\/|config\/app\.|config\.json$|locales\/|less\/|(?:style|ext|package)\.|(?:server-extension\/)?certs\/$|routes\/operations\/attempt-count\.ts$|scripts\/src\/commands\/sites\/)/;

const guides = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...(await readdir(inRepository('docs')))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

describe('the guides', () => {
  for (const guide of guides) {
    it(`name files and folders that exist: ${guide}`, async () => {
      const text = await readFile(inRepository(guide), 'utf8');
      const folder = path.dirname(guide);
      const missing = [
        ...pathsIn(text).filter((file) => ![...ROOTS, folder].some((root) => exists(root, file))),
        ...linksIn(text).filter((file) => !exists(folder, file)),
      ];
      expect(missing).to.deep.equal([]);
    });
  }

  it('are searched for sources, folders and links', () => {
    const text =
      'See `a/b.ts`, `c/`, `x/*.ts`, `npm run x`, `<name>/d.ts`, `/route`, [e](f.md#g) and [h](https://i.j/k.md).';
    expect(pathsIn(text)).to.deep.equal(['a/b.ts', 'c/', 'x/*.ts']);
    expect(linksIn(text)).to.deep.equal(['f.md']);
  });
});

/** What stands between backticks and looks like a source file or a folder. */
function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/`([\w.*-][\w./*-]*(?:\.(?:ts|mjs|cjs|md|ya?ml|less|json)|\/))`/g)]
    .map(([, file = '']) => file)
    .filter((file) => !NOT_COMMITTED.test(file));
}

/** The files that the text links to. */
function linksIn(text: string): readonly string[] {
  return [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, file = '']) => file);
}

function exists(root: string, file: string): boolean {
  if (file.includes('*')) return globSync(inRepository(root, file)).length > 0;
  return existsSync(inRepository(root, file));
}
