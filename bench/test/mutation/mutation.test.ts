import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { inRepository } from '../../../scripts/src/program/repository.ts';
import { distances, importersOf } from '../../mutation/imports.ts';
import { type TestProcess, whatRan } from '../../mutation/coverage.ts';
import { lineOf, toChange, withMutant } from '../../mutation/mutant.ts';
import { type FolderRun, toSurvivors, toTable } from '../../mutation/page.ts';
import { isWithin, parts, sourcesOf, testsOf, triedSourcesOf } from '../../mutation/folders.ts';
import { rowMutants } from '../../mutation/row-mutants.ts';
import { shuffled } from '../../mutation/sample.ts';
import { preload } from '../../mutation/test-process.ts';
import { type TrialTest, testsToAsk, toRounds } from '../../mutation/trial.ts';
import { createPlaceCheck, createTypeCheck } from '../../mutation/type-check.ts';

const SOURCE = `type Row = [1, 2];
const TABLE = { a: 1, b: [10, 20] };
export async function read(look: () => Promise<number>): Promise<number> {
  await look();
  return look().catch(() => TABLE.a);
}
`;

describe('Changes of a source', () => {
  it('leave out each row, double each number, and drop waiting and fallbacks; types stay', () => {
    const changed = rowMutants('a.ts', SOURCE).map((mutant) => {
      const line = withMutant(SOURCE, mutant).split('\n')[lineOf(SOURCE, mutant) - 1] ?? '';
      return `${mutant.kind}: ${line.trim()}`;
    });
    expect(changed).to.have.members([
      'Row: const TABLE = {  b: [10, 20] };',
      'Row: const TABLE = { a: 1,  };',
      'Row: const TABLE = { a: 1, b: [ 20] };',
      'Row: const TABLE = { a: 1, b: [10, ] };',
      'Number: const TABLE = { a: 2, b: [10, 20] };',
      'Number: const TABLE = { a: 1, b: [20, 20] };',
      'Number: const TABLE = { a: 1, b: [10, 40] };',
      'Await: look();',
      'Catch: return look();',
    ]);
  });

  it('are named on one line, shortened', () => {
    const mutant = { file: 'a.ts', kind: 'X', start: 0, end: 10 };
    expect(toChange('a\n   && b', { ...mutant, replacement: '' })).to.equal('`a && b` becomes `nothing`');
    const long = toChange('x'.repeat(100), { ...mutant, end: 100, replacement: 'y' });
    expect(long).to.have.length.below(120);
  });

  it('are drawn alike by the same seed, and otherwise by another', () => {
    const list = Array.from({ length: 50 }, (_, nth) => nth);
    expect(shuffled(list, '1')).to.deep.equal(shuffled(list, '1'));
    expect(shuffled(list, '1')).not.to.deep.equal(shuffled(list, '2'));
    expect([...shuffled(list, '1')].sort((a, b) => a - b)).to.deep.equal(list);
  });
});

describe('The parts of the product', () => {
  const folders = parts.flatMap((part) => part.folders);

  it('name no folder without sources', () => {
    expect(folders.filter((folder) => sourcesOf(folder).length === 0)).to.deep.equal([]);
  });

  for (const whole of ['server-extension/src', 'widget/src'])
    it(`have each source of ${whole} once`, () => {
      const named = folders.flatMap(sourcesOf).filter((file) => file.startsWith(`${whole}/`));
      expect([...named].sort()).to.deep.equal(sourcesOf(whole));
    });

  it('are drawn from by the folder: no file counts as much as one', () => {
    expect(folders.filter((folder) => folder.endsWith('.ts') && !folder.endsWith('/*.ts'))).to.deep.equal([]);
  });

  it('have the sources that lie beside the folders of a folder as one more', () => {
    const beside = sourcesOf('server-extension/src/*.ts');
    expect(beside).to.include('server-extension/src/standalone.ts');
    expect(beside.filter((file) => path.dirname(file) !== 'server-extension/src')).to.deep.equal([]);
    expect(isWithin('server-extension/src/standalone.ts', 'server-extension/src/*.ts')).to.equal(true);
    expect(isWithin('server-extension/src/domain/seal.ts', 'server-extension/src/*.ts')).to.equal(false);
    expect(isWithin('server-extension/src/domain/card', 'server-extension/src/domain')).to.equal(true);
    expect(isWithin('server-extension/src/domain', 'server-extension/src/domain/card')).to.equal(false);
  });

  it('leave out only sources that no test without a browser loads', () => {
    for (const part of parts) {
      const sources = part.folders.flatMap(sourcesOf);
      const loaded = new Set(testsOf(part).flatMap((test) => [...distances(test).keys()]));
      for (const file of part.inABrowser ?? []) {
        expect(sources).to.include(file);
        expect(loaded.has(file), file).to.equal(false);
        expect(part.folders.flatMap((folder) => triedSourcesOf(part, folder))).not.to.include(file);
      }
    }
  });
});

describe('What V8 says has run', () => {
  it('is decided by the innermost range', () => {
    const range = (startOffset: number, endOffset: number, count: number) => ({
      startOffset,
      endOffset,
      count,
    });
    const ran = whatRan([range(0, 100, 1), range(10, 50, 0), range(20, 30, 2), range(60, 70, 0)]);
    const has = (offset: number) => ran.some(([from, to]) => from <= offset && offset < to);
    expect([5, 15, 25, 40, 55, 65, 99].map(has)).to.deep.equal([true, false, true, false, true, false, true]);
  });
});

describe('A process that a test starts', () => {
  const source = inRepository('server-extension', 'src', 'domain', 'present.ts');
  /** Starts another one that has nothing of its environment, and that is killed once it has loaded the source and lived a little. */
  const program = `
    const { spawn } = require('node:child_process');
    const code = ${JSON.stringify(
      `import(${JSON.stringify(pathToFileURL(source).href)}).then((all) => { console.log(Object.keys(all)); setInterval(() => {}, 1e3); });`,
    )};
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { env: {}, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', (text) => {
      console.log(String(text));
      if (process.env.NODE_V8_COVERAGE === undefined) return child.kill('SIGKILL');
      const { readdirSync, readFileSync } = require('node:fs');
      const folder = process.env.NODE_V8_COVERAGE;
      const written = () => readdirSync(folder)
        .some((name) => name.startsWith('coverage-' + child.pid + '-') && readFileSync(folder + '/' + name, 'utf8').endsWith('}'));
      setTimeout(() => process.exit(child.kill('SIGKILL') ? 1 : 2), 10_000);
      setInterval(() => written() && process.exit(child.kill('SIGKILL') ? 0 : 1), 20);
    });`;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mutation-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function run(environment: NodeJS.ProcessEnv): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env: environment });
    return stdout;
  }

  it('loads the changed source too, though the test gave it an environment of its own', async () => {
    const changed = path.join(folder, 'changed.ts');
    await writeFile(changed, 'export const changed: number = 1;');
    const said = await run({
      NODE_OPTIONS: preload('swap-source.mjs'),
      MUTATED_FILE: pathToFileURL(source).href,
      MUTATED_TEXT: changed,
    });
    expect(said).to.contain("[ 'changed' ]");
  });

  it('leaves word of what it has run though it is killed', async () => {
    await run({ NODE_OPTIONS: preload('cover-children.mjs'), NODE_V8_COVERAGE: folder });
    const covered = await Promise.all(
      (await readdir(folder)).map((name) => readFile(path.join(folder, name), 'utf8')),
    );
    expect(
      covered.filter((text) => text.endsWith('}') && text.includes('domain/present.ts')),
    ).not.to.deep.equal([]);
  });
});

describe('The tests that are asked', () => {
  it('run in processes of which each may take four times as long as the one before, the nearest first', async () => {
    const taken: string[] = [];
    async function* asked(): AsyncGenerator<TrialTest> {
      for (const [nth, ms] of [300, 600, 100, 3_000, 500, 9_000, 20_000].entries()) {
        taken.push(`t${nth}`);
        yield await Promise.resolve({ test: `t${nth}`, ms });
      }
    }
    const rounds = toRounds(asked());
    const names = async (): Promise<readonly string[] | undefined> => {
      const { value } = (await rounds.next()) as { value?: readonly TrialTest[] };
      return value?.map(({ test }) => test);
    };
    expect(await names()).to.deep.equal(['t0', 't1']);
    expect(taken, 'nothing more was looked for').to.deep.equal(['t0', 't1']);
    expect(await names()).to.deep.equal(['t2', 't3', 't4']);
    expect(await names()).to.deep.equal(['t5', 't6']);
    expect(await names()).to.equal(undefined);
  });

  describe('for a place', () => {
    const file = 'server-extension/src/domain/money/money.ts';
    /** In the order of their distance from it. */
    const [mirror, near, far] = [
      'server-extension/test/domain/money/money.test.ts',
      'server-extension/test/domain/payment/payment.test.ts',
      'server-extension/test/app/sales.test.ts',
    ] as const;
    const asked = async (
      tests: Readonly<Record<string, readonly [seconds: number, TestProcess | undefined]>>,
    ) => {
      const names: string[] = [];
      const durations = Object.fromEntries(
        Object.entries(tests).map(([test, [seconds]]) => [test, seconds * 1_000]),
      );
      const runs = async (test: string): Promise<TestProcess | undefined> => tests[test]?.[1];
      for await (const { test } of testsToAsk(
        { file, start: 0 },
        { tests: Object.keys(tests), durations, runs, patienceMs: 10_000 },
      ))
        names.push(test);
      return names;
    };

    it('are those that run it and are quick together, the nearest first', async () => {
      expect(await asked({ [far]: [5, 'here'], [mirror]: [5, 'here'], [near]: [5, 'here'] })).to.deep.equal([
        mirror,
        near,
      ]);
      expect(await asked({ [far]: [5, 'here'], [mirror]: [5, undefined] })).to.deep.equal([far]);
    });

    it('are the nearest slow one too where no quick one runs it in its own process', async () => {
      expect(
        await asked({ [mirror]: [5, undefined], [near]: [20, 'here'], [far]: [11, 'here'] }),
      ).to.deep.equal([near]);
      expect(
        await asked({ [mirror]: [5, 'elsewhere'], [near]: [11, 'elsewhere'], [far]: [12, 'elsewhere'] }),
      ).to.deep.equal([mirror, near, far]);
    });

    it('are never slower than three times the patience', async () => {
      expect(
        await asked({ [mirror]: [31, 'here'], [near]: [20, 'elsewhere'], [far]: [11, 'elsewhere'] }),
      ).to.deep.equal([near]);
    });
  });

  it('are all of the part that start no browser', () => {
    const widget = parts.find(({ folders }) => folders.includes('widget/src')) ?? expect.fail();
    const tests = testsOf(widget);
    expect(tests).to.include('widget/test/submit.test.ts');
    expect(tests).to.include('widget/test/occ/occ-total.test.ts');
    expect(tests.filter((test) => test.includes('browser'))).to.deep.equal([]);
  });
});

describe('The type-checker of changes', function () {
  this.timeout(120_000);

  it('refuses what does not fit, and no change that only leaves something unused', () => {
    const file = 'server-extension/src/domain/time/within.ts';
    const isWellTyped = createTypeCheck('tsconfig.node.json', []);
    const texts = [
      'export const a: number = 1;',
      "export const a: number = '1';",
      'export function b(unused: number): void { const c = 1; }',
      'export const d = ;',
    ];
    expect(isWellTyped(texts.map((text) => ({ file, text })))).to.deep.equal([true, false, true, false]);
  });

  it('refuses a word that is gone from a list where a table has to have a row for each', () => {
    const file = 'server-extension/src/cybersource/outcome/vocabulary.ts';
    const importers = importersOf(file, ['server-extension/src/cybersource/outcome/tables.ts']);
    expect(importers).to.have.length(1);
    const text = readFileSync(inRepository(file), 'utf8');
    const isWellTyped = createPlaceCheck('tsconfig.node.json', []);
    expect(isWellTyped({ file, text }, importers)).to.equal(true);
    expect(isWellTyped({ file, text: text.replace("  'AVS_FAILED',\n", '') }, importers)).to.equal(false);
  });
});

describe('The table of scores', () => {
  const [part = expect.fail()] = parts;
  const trial = (noticed: 'failed' | undefined, line: number, tests = 1) => ({
    file: 'src/a.ts',
    line,
    change: '`a` becomes `b`',
    kind: 'X',
    noticed,
    tests,
  });
  const runs: readonly FolderRun[] = [
    {
      part,
      folder: 'src',
      seed: 1,
      trials: [trial('failed', 1), trial(undefined, 2), trial(undefined, 3, 0)],
    },
    { part, folder: 'src', seed: 2, trials: [trial('failed', 4)] },
  ];

  it('has a row for each folder and part, and a column for each seed', () => {
    expect(toTable(runs).split('\n').slice(2)).to.deep.equal([
      '| **Money, states and mappings**, goal 95 % | **1 of 3** | **33.3 %** | **1 of 1** | **100.0 %** |',
      '| `src` | 1 of 3 | 33.3 % | 1 of 1 | 100.0 % |',
    ]);
  });

  it('is followed by what no test noticed', () => {
    expect(toSurvivors(runs)).to.equal(
      '- src/a.ts:2 `a` becomes `b`\n- src/a.ts:3 `a` becomes `b` (no test runs it)',
    );
    expect(toSurvivors([])).to.equal('None.');
  });
});
