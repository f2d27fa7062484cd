import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { inRepository, root } from '../src/program/repository.ts';
import { type ServerProcess, createServerProcess } from '../src/start/server-process.ts';

/** Says under which process id it runs, and refuses to start where a file called `broken` lies beside it. */
const PROGRAM = `
import { existsSync } from 'node:fs';
import { announce } from '${pathToFileURL(inRepository('sandbox/announce.ts')).href}';
if (existsSync(new URL('broken', import.meta.url))) process.exit(3);
setInterval(() => undefined, 1_000);
console.log('pid ' + process.pid);
announce('Mortal', 'http://127.0.0.1');
`;

describe('a server process of npm start', () => {
  let folder: string;
  let lines: string[];
  let clock: number;
  let server: ServerProcess;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'mortal-'));
    writeFileSync(path.join(folder, 'mortal.mjs'), PROGRAM);
    // Its own list for each test: the last lines of a server that is stopped arrive a moment later.
    const said: string[] = [];
    lines = said;
    clock = 0;
    server = createServerProcess({
      name: 'mortal',
      program: path.relative(root, path.join(folder, 'mortal.mjs')),
      environment: {},
      print: (line) => said.push(line),
      now: () => clock,
    });
    await server.start();
  });
  afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const pids = (): readonly number[] =>
    lines.flatMap((line) => /pid (\d+)/.exec(line)?.[1] ?? []).map(Number);
  const count = (part: string): number => lines.filter((line) => line.includes(part)).length;

  async function until(isTrue: () => boolean): Promise<void> {
    for (let asked = 0; !isTrue(); asked += 1) {
      if (asked > 1_500) throw new Error(`Only this was said:\n${lines.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Kills the one that runs now, by the order in which they started. */
  async function kill(which: number): Promise<void> {
    await until(() => pids().length === which);
    process.kill(pids()[which - 1] ?? 0, 'SIGKILL');
  }

  it('is started again when it dies by itself, and said so', async () => {
    await kill(1);
    await until(() => count('mortal runs again.') === 1);
    expect(lines).to.include('mortal ended by itself (SIGKILL). It is started again.');
  });

  it('stays down when it dies again soon, with a sentence that says what to do', async () => {
    await kill(1);
    await until(() => count('mortal runs again.') === 1);
    clock = 59_999;
    await kill(2);
    await until(() => count('stays down') === 1);
    expect(lines[lines.length - 1]).to.match(
      /^mortal ended by itself again \(SIGKILL\).*Remedy: save a file/,
    );
    expect(pids()).to.have.length(2);
  });

  it('is started once more when it dies after a while', async () => {
    await kill(1);
    await until(() => count('mortal runs again.') === 1);
    clock = 60_000;
    await kill(2);
    await until(() => count('mortal runs again.') === 2);
  });

  it('stays down when it cannot be started again', async () => {
    writeFileSync(path.join(folder, 'broken'), '');
    await kill(1);
    await until(() => count('again (before it was ready) and stays down') === 1);
  });

  it('stays down without a word when it is stopped, and comes back with a restart', async () => {
    await until(() => pids().length === 1);
    await server.stop();
    await server.restart();
    await until(() => pids().length === 2);
    expect(count('by itself')).to.equal(0);
  });
});
