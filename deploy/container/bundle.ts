/** Bundles the extension in a server of its own into one file: `node deploy/container/bundle.ts <file>`. */
import { bundle } from '../../scripts/src/package/bundle.ts';

const [file] = process.argv.slice(2);
if (file === undefined)
  throw new Error('Name the file to write: node deploy/container/bundle.ts extension.cjs');
await bundle('server-extension/src/standalone.ts', file);
