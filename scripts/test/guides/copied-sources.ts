import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { inRepository } from '../../src/program/repository.ts';
import { runTool } from '../../src/program/run-program.ts';

/** Sources that a test may change as a guide says. They lie in the repository, where they find their packages. */
export interface CopiedSources {
  /** Where a copied file lies. */
  at(file: string): string;
  /** Puts a guide's block below a line that the file has once, indented as its surroundings are. */
  insertBelow(file: string, line: string, block: string): Promise<void>;
  imported<Module>(file: string): Promise<Module>;
  /** Type-checks these files as the repository's own are checked. */
  compile(...files: readonly string[]): ReturnType<typeof runTool>;
  remove(): Promise<void>;
}

/** @param folders of the repository */
export async function copySources(name: string, folders: readonly string[]): Promise<CopiedSources> {
  await mkdir(inRepository('.run'), { recursive: true });
  const copy = await mkdtemp(inRepository('.run', `${name}-`));
  for (const folder of folders)
    await cp(inRepository(folder), path.join(copy, folder), { recursive: true, filter: isSource });
  const at = (file: string): string => path.join(copy, file);
  return {
    at,
    async insertBelow(file, line, block) {
      const text = await readFile(at(file), 'utf8');
      expect(text.split(line), `${file} has the line once: ${line}`).to.have.length(2);
      const indent = /^ */.exec(line)?.[0] ?? '';
      const inner = line.trimEnd().endsWith('{') ? `${indent}  ` : indent;
      await writeFile(
        at(file),
        text.replace(line, () => line + block.replaceAll(/^(?=.)/gm, inner)),
      );
    },
    imported: (file) => import(pathToFileURL(at(file)).href) as Promise<never>,
    compile(...files) {
      const flags = [
        '--noEmit',
        '--types',
        'node',
        '--strict',
        '--skipLibCheck',
        '--allowImportingTsExtensions',
      ];
      const target = ['--module', 'nodenext', '--target', 'es2023', '--ignoreConfig'];
      return runTool('tsc', [...flags, ...target, ...files.map(at)]);
    },
    remove: () => rm(copy, { recursive: true }),
  };
}

function isSource(file: string): boolean {
  return !file.includes('node_modules');
}
