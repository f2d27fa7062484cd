// Starts OCC on this machine: npm run sandbox:occ
import path from 'node:path';
import { commandLine } from '../../scripts/src/program/command-line.ts';
import { announce } from '../announce.ts';
import { parseOccEnvironment } from './environment.ts';
import { createGeneralFiles } from './pages/general-files.ts';
import { createPages } from './pages/pages.ts';
import { runUntilStopped } from '../process.ts';
import { startOccSandbox } from './start.ts';
import { createStorefront } from './storefront/storefront.ts';

commandLine('npm run sandbox:occ', 'Oracle Commerce Cloud on this machine, configured by the environment')
  .addHelpText('after', '\nThe variables are in sandbox/occ/README.md.')
  .parse();

const {
  CYBERSOURCE_CONTROL_URL: cybersourceControlUrl,
  BUILD_FOLDER = 'build',
  CONTENT_SECURITY_POLICY: contentSecurityPolicy,
} = process.env;
const root = path.resolve(import.meta.dirname, '../..');
/** Where the packages are that a merchant would have uploaded. */
const build = path.resolve(root, BUILD_FOLDER);

await runUntilStopped(async () => {
  const sandbox = await startOccSandbox({
    ...parseOccEnvironment(process.env, root, new Date()),
    pages: [
      createStorefront({
        widgetFolder: path.join(build, 'widget'),
        ...(contentSecurityPolicy !== undefined && { contentSecurityPolicy }),
      }),
      createPages(cybersourceControlUrl === undefined ? {} : { cybersourceControlUrl }),
      createGeneralFiles('sample-checkout', [
        path.join(root, 'docs/sample-checkout'),
        path.join(build, 'checkout'),
      ]),
    ],
  });
  announce('OCC sandbox', sandbox.url);
  return sandbox;
});
