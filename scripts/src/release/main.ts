/** `npm run release`: checks, builds, signs the checksums, writes the notes. Publishing stays with a person. */
import { readFile } from 'node:fs/promises';
import { commandLine } from '../program/command-line.ts';
import { inRepository, version } from '../program/repository.ts';
import { runProgram } from '../program/run-program.ts';
import { makeRelease } from './release.ts';

interface ReleaseFlags {
  readonly dryRun: boolean;
  readonly key?: string;
  readonly widgetId: string;
  readonly gatewayId: string;
}

const { dryRun, key, widgetId, gatewayId } = commandLine(
  'npm run release',
  'makes a release in build/release/',
)
  .option('--dry-run', 'a trial: without tests, a key is not needed, the repository stays as it is', false)
  .option('--key <file>', 'Ed25519 key that signs the checksums (PEM)')
  .option('--widget-id <id>', 'extension id of the widget, given out by the shop’s OCC', '')
  .option('--gateway-id <id>', 'extension id of the gateway, given out by the shop’s OCC', '')
  .parse()
  .opts<ReleaseFlags>();

try {
  const { folder, names, isSigned } = await makeRelease({
    version,
    folder: inRepository('build', 'release'),
    isTrial: dryRun,
    ...(key !== undefined && { privateKey: await readFile(key, 'utf8') }),
    ids: { widget: widgetId, gateway: gatewayId },
    check: () =>
      failuresOf(dryRun ? ['scripts/src/check.ts'] : ['scripts/src/check.ts', 'scripts/src/test.ts']),
    progress: (sentence) => {
      console.log(sentence);
    },
  });
  console.log([`${folder}:`, ...names.map((name) => `  ${name}`)].join('\n'));
  if (!isSigned) console.log('Not signed: for a trial only.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** The output of the first of these programs that fails. */
async function failuresOf(programs: readonly string[]): Promise<string> {
  for (const program of programs) {
    const { code, output } = await runProgram(process.execPath, [program]);
    if (code !== 0) return output;
  }
  return '';
}
