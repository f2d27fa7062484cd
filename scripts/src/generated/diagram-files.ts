import { readFile, readdir } from 'node:fs/promises';
import { inRepository } from '../program/repository.ts';
import { parseDiagram } from './diagrams/diagram-text.ts';
import { partsDiagram } from './diagrams/parts-diagram.ts';
import { sequenceDiagram } from './diagrams/sequence-diagram.ts';
import type { GeneratedFile } from './generated-file.ts';

const FOLDER = 'docs/diagrams';

/** A picture for each text in docs/diagrams/. A text with zones is drawn as parts, every other one as a sequence. */
export async function diagramFiles(): Promise<readonly GeneratedFile[]> {
  const texts = (await readdir(inRepository(FOLDER))).filter((name) => name.endsWith('.txt')).sort();
  return Promise.all(
    texts.map(async (name) => {
      const diagram = parseDiagram(await readFile(inRepository(FOLDER, name), 'utf8'));
      const draw = diagram.parts.some(({ zone }) => zone !== undefined) ? partsDiagram : sequenceDiagram;
      return { path: `${FOLDER}/${name.replace(/\.txt$/, '.svg')}`, content: draw(diagram) };
    }),
  );
}
