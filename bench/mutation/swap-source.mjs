// Preloaded into a process of tests (`--import`): one source file is loaded with another text; the tree stays untouched.
// Plain JavaScript, because a child process of a test may be a Node that strips no types.
import { readFileSync } from 'node:fs';
import module from 'node:module';
import './hand-on.mjs';

const { MUTATED_FILE: url, MUTATED_TEXT: text } = process.env;

if (url !== undefined && text !== undefined && 'registerHooks' in module)
  module.registerHooks({
    load(wanted, context, next) {
      const loaded = next(wanted, context);
      return wanted.split('?')[0] === url ? { ...loaded, source: readFileSync(text, 'utf8') } : loaded;
    },
  });
