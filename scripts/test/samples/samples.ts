import { readdir, readFile } from 'node:fs/promises';
import { inRepository } from '../../src/program/repository.ts';

/** A block of code that a guide shows. */
export interface Sample {
  /** `docs/operators.md`. */
  readonly guide: string;
  /** The heading of the second level that it stands under; empty above the first one. */
  readonly section: string;
  /** `ts`, `yaml`, … as the block says; empty where it says nothing. */
  readonly language: string;
  /** As far to the left as it goes. */
  readonly code: string;
  /** Of the block's first line in the guide. */
  readonly line: number;
  /** The file that it shows: `<!-- file: path -->` above the block. */
  readonly file: string | undefined;
}

/** Every sample of README.md and of the guides in docs/. */
export async function readSamples(): Promise<readonly Sample[]> {
  const guides = (await readdir(inRepository('docs'))).filter((file) => file.endsWith('.md')).sort();
  const files = ['README.md', ...guides.map((guide) => `docs/${guide}`)];
  const samples = await Promise.all(
    files.map(async (guide) => samplesIn(guide, await readFile(inRepository(guide), 'utf8'))),
  );
  return samples.flat();
}

/** The samples of one text. */
export function samplesIn(guide: string, text: string): readonly Sample[] {
  const lines = text.split('\n');
  const samples: Sample[] = [];
  let section = '';
  for (let at = 0; at < lines.length; at += 1) {
    section = /^## (.*)$/.exec(lines[at] ?? '')?.[1] ?? section;
    const [, indent, language = ''] = /^( *)```(\w*)$/.exec(lines[at] ?? '') ?? [];
    if (indent === undefined) continue;
    const end = lines.indexOf(`${indent}\`\`\``, at + 1);
    if (end === -1) throw new Error(`${guide}:${at + 1} begins a sample that does not end.`);
    const code = lines.slice(at + 1, end).map((each) => each.replace(indent, ''));
    const [, file] = /^<!-- file: (\S+) -->$/.exec(lines[at - 2] ?? '') ?? [];
    samples.push({ guide, section, language, code: code.join('\n'), line: at + 2, file });
    at = end;
  }
  return samples;
}
