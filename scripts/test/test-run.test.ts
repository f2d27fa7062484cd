import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { inRepository } from '../src/program/repository.ts';
import { runTool } from '../src/program/run-program.ts';

/** Within this time a process that does not wait has begun its first test. */
const BEGUN_MS = 500;

describe('npm test', function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    await mkdir(inRepository('.run'), { recursive: true });
    folder = await mkdtemp(inRepository('.run', 'tests-'));
    await writeFile(
      path.join(folder, 'good.test.ts'),
      `describe('what is good', () => {
        it('passes', () => { console.log('a word of its own'); });
        it('passes again', () => undefined);
        it.skip('is left for later', () => undefined);
      });`,
    );
    await writeFile(
      path.join(folder, 'bad.test.ts'),
      `import { expect } from 'chai';
      describe('what is bad', () => { it('compares', () => { expect(2).to.equal(1); }); });`,
    );
    await writeFile(path.join(folder, 'broken.test.ts'), 'process.exit(0);');
    await writeFile(
      path.join(folder, 'open.test.ts'),
      `describe('what is left open', () => { it('passes', () => { setInterval(() => undefined, 10); }); });`,
    );
    await writeFile(
      path.join(folder, 'waiting.test.ts'),
      `console.log('loaded');
      describe('what waits', () => { it('begins', () => { console.log('begun'); }); });`,
    );
    await writeFile(
      path.join(folder, 'colours.test.ts'),
      `import { spawnSync } from 'node:child_process';
      import { expect } from 'chai';
      describe('another program', () => {
        it('prints the same in a terminal', () => {
          const printed = spawnSync(process.execPath, ['-e', 'console.log({ a: 1 })'], { encoding: 'utf8' });
          expect(printed.stdout).to.equal('{ a: 1 }\\n');
        });
      });`,
    );
  });

  after(() => rm(folder, { recursive: true }));

  async function run(...files: readonly string[]): Promise<{ code: number; lines: readonly string[] }> {
    const paths = files.map((file) => path.join(folder, file));
    return output(process.execPath, [inRepository('scripts/src/test.ts'), ...paths]);
  }

  async function output(
    program: string,
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<{ code: number; lines: readonly string[] }> {
    const child = spawn(program, args, {
      cwd: inRepository(),
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    const [code] = (await once(child, 'close')) as [number];
    return { code, lines: text.trimEnd().split(/\r?\n/) };
  }

  it('names each group with how many of all tests are done and an estimate, and ends with one line', async () => {
    const { code, lines } = await run('good.test.ts');
    expect(code).to.equal(0);
    expect(lines.slice(1)).to.deep.equal([
      'a word of its own',
      '3 of 3,    0 s left  what is good',
      '2 passed, 0 failed, 1 skipped',
    ]);
  });

  it('says what failed, with what was expected, and fails', async () => {
    const { code, lines } = await run('good.test.ts', 'bad.test.ts');
    expect(code).to.equal(1);
    expect(lines.join('\n'))
      .to.contain('FAILED  what is bad compares')
      .and.to.contain('expected 2 to equal 1');
    expect(lines.at(-1)).to.equal('2 passed, 1 failed, 1 skipped');
  });

  it('fails when a process breaks off, whatever passed elsewhere', async () => {
    const { code, lines } = await run('good.test.ts', 'broken.test.ts');
    expect(code).to.equal(1);
    expect(lines.at(-1)).to.match(/, 1 failed/);
  });

  it('ends and fails when a test has left something open, and says what', async () => {
    const { code, lines } = await output(
      process.execPath,
      [inRepository('scripts/src/test.ts'), path.join(folder, 'open.test.ts')],
      { TEST_LEFT_OPEN_MS: '100' },
    );
    expect(code).to.equal(1);
    expect(lines.join('\n')).to.contain('a test has left something open: ').and.to.contain('Timeout');
    expect(lines.at(-1)).to.equal('1 passed, 1 failed');
  });

  it('loads what has to wait for another process, and begins it when that is over', async () => {
    const printed: string[] = [];
    let isOver = (): void => undefined;
    const other = new Promise<void>((resolve) => (isOver = resolve));
    const run = runTool(
      'mocha',
      ['--require', inRepository('scripts/src/test/gate.mjs'), path.join(folder, 'waiting.test.ts')],
      { inputUntil: other, onOutput: (piece) => printed.push(piece) },
    );
    while (!printed.join('').includes('loaded')) await pause(10);
    await pause(BEGUN_MS);
    expect(printed.join('')).not.to.contain('begun');
    isOver();
    const { code, output: all } = await run;
    expect(all).to.contain('begun');
    expect(code).to.equal(0);
  });

  it('refuses a path without a test', async () => {
    const { code, lines } = await run('nothing.test.ts');
    expect(code).to.equal(1);
    expect(lines[0]).to.match(/^There is no test at .*nothing\.test\.ts\. Remedy: /);
  });

  it('is the same in a terminal, and where colours are asked for', async function () {
    const paths = [path.join(folder, 'colours.test.ts')];
    const inColour = await output(process.execPath, ['scripts/src/test.ts', ...paths], { FORCE_COLOR: '3' });
    expect(inColour.lines.at(-1)).to.equal('1 passed, 0 failed');

    const command = [process.execPath, 'scripts/src/test.ts', ...paths].join(' ');
    // util-linux gives a program a terminal of its own; elsewhere this half is left to the reader's own terminal.
    const inTerminal = await output('script', ['-qec', command, '/dev/null']).catch(() => undefined);
    if (inTerminal !== undefined) expect(inTerminal.lines.at(-1)).to.equal('1 passed, 0 failed');
  });
});
