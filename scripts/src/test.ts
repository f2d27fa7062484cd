/**
 * `npm test`: makes the packages once, then runs every test, in a browser too. The last line is always
 * `N passed, N failed`.
 *
 *   npm test -- scripts/test/zip.test.ts    these files only
 *   npm run test:fast                       without the browser
 */
import { makePackage, parts } from './package/packages.ts';
import { runTool } from './run-program.ts';

const allTests = '*/test/**/*.test.ts';
const browserTests = ['**/browser/**/*.test.ts', '**/*.browser.test.ts'];

const asked = process.argv.slice(2);
const files = asked.filter((argument) => !argument.startsWith('--'));
const ignored = asked.includes('--fast') ? browserTests.flatMap((tests) => ['--ignore', tests]) : [];

process.exitCode = await test().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return brokenOff();
});

async function test(): Promise<number> {
  for (const part of parts) await makePackage(part);
  const { code, output } = await runTool(
    'mocha',
    [...(files.length > 0 ? files : [allTests]), ...ignored],
    (piece) => process.stdout.write(piece),
  );
  return /^\d+ passed, \d+ failed/m.test(output) ? code : brokenOff();
}

/** The tests never came to their end: that is one failure, whatever passed before. */
function brokenOff(): number {
  console.log('The test run broke off.\n0 passed, 1 failed');
  return 1;
}
