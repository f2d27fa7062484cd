/** `npm run check`: everything that can be judged without running the product. */
import { availableParallelism } from 'node:os';
import { checkCompatibility } from './check/compatibility.ts';
import { checkNames } from './check/names.ts';
import { checkOccVocabulary } from './check/occ-vocabulary.ts';
import { checkOldWords } from './check/old-words.ts';
import { checkRooms } from './check/rooms.ts';
import { SOURCE_FOLDERS } from './check/source-files.ts';
import { checkVersions } from './check/versions.ts';
import { checkVocabulary } from './check/vocabulary.ts';
import { commandLineProgram } from './commands/commands.ts';
import { commandLine } from './program/command-line.ts';
import { allGeneratedFiles } from './generated/all-files.ts';
import { staleFiles } from './generated/generated-file.ts';
import { type ProgramResult, runTool } from './program/run-program.ts';

interface Check {
  readonly name: string;
  readonly run: () => Promise<ProgramResult>;
}

const tool = (name: string, command: string, ...args: readonly string[]): Check => ({
  name,
  run: () => runTool(command, args),
});

const checks: readonly Check[] = [
  tool('Lint', 'oxlint', '--report-unused-disable-directives', '--deny-warnings'),
  tool('Types', 'tsc', '-b'),
  tool('Format', 'prettier', '--check', '--log-level', 'warn', '--cache', '--cache-strategy', 'content', '.'),
  tool('Dependency rules', 'depcruise', '--config', '.dependency-cruiser.cjs', ...SOURCE_FOLDERS),
  tool('Dead code', 'knip', '--no-progress'),
  { name: 'Names of types', run: checkNames },
  { name: 'Old words', run: checkOldWords },
  { name: 'Words of CyberSource', run: checkVocabulary },
  { name: 'Words of OCC', run: checkOccVocabulary },
  { name: 'Rooms', run: checkRooms },
  { name: 'One version', run: checkVersions },
  { name: 'Stable API', run: checkCompatibility },
  { name: 'Generated files', run: generatedFilesAreFresh },
];

commandLine('npm run check', 'everything that can be judged without running the product').parse();
process.exitCode = await check();

async function check(): Promise<number> {
  const waiting = [...checks];
  const failed: string[] = [];
  // As many at a time as there are processors; each is reported when it ends.
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      if (!(await passes(next))) failed.push(next.name);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  console.log(failed.length === 0 ? 'All checks pass.' : `Failed: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
}

async function passes({ name, run }: Check): Promise<boolean> {
  const { code, output } = await run().catch((error: unknown): ProgramResult => ({
    code: 1,
    output: error instanceof Error ? error.message : String(error),
  }));
  console.log(code === 0 ? `ok      ${name}` : `FAILED  ${name}\n${output.trimEnd()}`);
  return code === 0;
}

async function generatedFilesAreFresh(): Promise<ProgramResult> {
  const stale = await staleFiles(await allGeneratedFiles(commandLineProgram));
  if (stale.length === 0) return { code: 0, output: '' };
  return {
    code: 1,
    output: `Not what the code says: ${stale.join(', ')}. Remedy: npm run settings && npm run docs`,
  };
}
