import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { inRepository } from '../src/repository.ts';

describe('the bootstrap of every command', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bootstrap-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('ends its program when npm was killed without a word', async () => {
    const program = path.join(folder, 'forever.ts');
    await writeFile(
      program,
      'console.log(`running as ${process.pid}`);\nsetInterval(() => undefined, 1000);\n',
    );
    // The shell stands for npm: the parent that does not pass the signal on.
    const npm = spawn('sh', ['-c', `"${process.execPath}" scripts/bootstrap.mjs "${program}"; exit`], {
      cwd: inRepository(),
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = (await once(npm.stdout, 'data')) as [Buffer];
    const pid = Number(/running as (\d+)/.exec(printed.toString())?.[1]);
    expect(isAlive(pid)).to.equal(true);
    npm.kill('SIGKILL');
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 50));
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
