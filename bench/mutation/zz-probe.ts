// @ts-nocheck
// scratch: node zz-probe.ts SEEDS(1,2) SIZE folder:tests,tests ...
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRepository, root } from '../../scripts/src/program/repository.ts';
import { declarationsOf, parts } from './folders.ts';
import { lineOf, toChange, withMutant } from './mutant.ts';
import { draw } from './sample.ts';
import { runTests } from './test-process.ts';
import { createTypeCheck } from './type-check.ts';
const [seeds, size, ...jobs] = process.argv.slice(2) as [string, string, ...string[]];
const check = createTypeCheck('tsconfig.json', declarationsOf('server-extension/src/config'));
const dir = await mkdtemp(path.join(tmpdir(), 'probe-'));
for (const job of jobs) {
  const [name, list] = job.split(':') as [string, string];
  const folder = `server-extension/src/${name}`;
  const tests = list.split(',').flatMap((g) => globSync(`server-extension/test/${g.endsWith('.ts') ? g : `${g}/**/*.test.ts`}`, { cwd: root }));
  for (const seed of seeds.split(',')) {
    const mutants = await draw(parts.find((p) => p.title.startsWith('The rest'))!, folder, Number(seed), Number(size), check);
    let killed = 0;
    for (const mutant of mutants) {
      const text = await readFile(inRepository(mutant.file), 'utf8');
      const changed = path.join(dir, 'mutant.ts');
      await writeFile(changed, withMutant(text, mutant));
      const run = await runTests(tests, {
        NODE_OPTIONS: `--import=${pathToFileURL(path.join(import.meta.dirname, 'swap-source.mjs')).href}`,
        MUTATED_FILE: pathToFileURL(inRepository(mutant.file)).href,
        MUTATED_TEXT: changed,
        NODE_COMPILE_CACHE: inRepository('node_modules', '.cache', 'mutation-compiled'),
      }, 60_000);
      if (run === 'passed') console.log(`SURVIVED ${mutant.file.slice(21)}:${lineOf(text, mutant)} ${mutant.kind} ${toChange(text, mutant)}`);
      else killed += 1;
    }
    console.log(`== ${name} seed ${seed}: ${killed} of ${mutants.length}`);
  }
}
