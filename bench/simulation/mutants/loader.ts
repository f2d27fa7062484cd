/** Loaded before everything else in a process that one guard is switched off in: changes the source text as it is read. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { changed, sourceOf } from './changed.ts';
import { mutants } from './mutants.ts';

const mutant = mutants.find(({ name }) => name === process.env['MUTANT']);
if (mutant === undefined) throw new Error(`There is no mutant "${process.env['MUTANT'] ?? ''}".`);

const target = sourceOf(mutant).href;
registerHooks({
  load(url, context, next) {
    if (url !== target) return next(url, context);
    const source = changed(mutant, readFileSync(fileURLToPath(url), 'utf8'));
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});
