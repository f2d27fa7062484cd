// Starts OCC on this machine: npm run sandbox:occ
import path from 'node:path';
import { announce } from '../announce.ts';
import { parseOccEnvironment } from './environment.ts';
import { createGeneralFiles } from './pages/general-files.ts';
import { createPages } from './pages/pages.ts';
import { runUntilStopped } from './process.ts';
import { startOccSandbox } from './start.ts';
import { createStorefront } from './storefront/storefront.ts';

const { CYBERSOURCE_CONTROL_URL: cybersourceControlUrl } = process.env;
const root = path.resolve(import.meta.dirname, '../..');

await runUntilStopped(async () => {
  const sandbox = await startOccSandbox({
    ...parseOccEnvironment(process.env, root, new Date()),
    pages: [
      createStorefront({ widgetFolder: path.join(root, 'build/widget') }),
      createPages(cybersourceControlUrl === undefined ? {} : { cybersourceControlUrl }),
      createGeneralFiles(
        'sample-checkout',
        ['docs/sample-checkout', 'build/checkout'].map((folder) => path.join(root, folder)),
      ),
    ],
  });
  announce('OCC sandbox', sandbox.url);
  return sandbox;
});
