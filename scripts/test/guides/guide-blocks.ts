import { readFile } from 'node:fs/promises';
import { inRepository } from '../../src/program/repository.ts';

/** The code of one section of the developers' guide, block by block, as far to the left as it goes. */
export async function guideBlocks(heading: string): Promise<readonly string[]> {
  const text = await readFile(inRepository('docs', 'developers.md'), 'utf8');
  const [section = ''] = text.split(`\n## ${heading}\n`)[1]?.split('\n## ') ?? [];
  return [...section.matchAll(/^( *)```ts\n([^]*?)^ *```$/gm)].map(([, indent = '', code = '']) =>
    code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}
