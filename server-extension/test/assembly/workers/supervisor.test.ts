import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

describe('workers that are supervised', function () {
  this.timeout(60_000);
  let folder: string;
  let obstacle: string;
  let program: ChildProcess;
  let events: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'supervised-'));
    obstacle = join(folder, 'obstacle');
    events = [];
    program = fork(new URL('supervised.ts', import.meta.url), [obstacle]);
    program.on('message', ({ event }: { readonly event?: string }) => {
      if (event !== undefined) events.push(event);
    });
    await until('ready');
  });

  afterEach(async () => {
    program.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  async function until(event: string, times = 1): Promise<void> {
    while (events.filter((each) => each === event).length < times) await once(program, 'message');
  }

  /** Process ids of those that serve. */
  async function current(): Promise<readonly number[]> {
    program.send('current');
    for (;;) {
      const [{ current: ids }] = (await once(program, 'message')) as [{ current?: readonly number[] }];
      if (ids !== undefined) return ids;
    }
  }

  function isAlive(id: number): boolean {
    try {
      return process.kill(id, 0);
    } catch {
      return false;
    }
  }

  it('are all replaced by new ones, and the old ones end', async () => {
    const before = await current();
    program.send('replace');
    await until('worker.replaced', 2);
    const after = await current();
    expect(after).to.have.length(2);
    expect(after.some((id) => before.includes(id))).to.equal(false);
    expect(before.filter(isAlive)).to.deep.equal([]);
  });

  it('go on where new ones cannot start, are replaced once these can, and end when they are told to', async () => {
    const before = await current();
    await writeFile(obstacle, '');
    program.send('replace');
    await until('worker.not-replaced');
    expect(await current()).to.deep.equal(before);
    expect(before.filter(isAlive)).to.deep.equal(before);
    await rm(obstacle);
    program.send('replace');
    await until('worker.replaced', 2);
    expect(before.filter(isAlive)).to.deep.equal([]);
    const after = await current();
    program.send('stop');
    expect(await once(program, 'exit')).to.deep.equal([0, null]);
    expect(after.filter(isAlive)).to.deep.equal([]);
    expect(events).not.to.include('worker.ended');
  });

  it('go on where new ones neither start nor end, and are replaced once these start', async () => {
    const before = await current();
    await writeFile(obstacle, 'hang');
    program.send('replace');
    await until('worker.not-replaced');
    expect(await current()).to.deep.equal(before);
    await rm(obstacle);
    program.send('replace');
    await until('worker.replaced', 2);
    expect(before.filter(isAlive)).to.deep.equal([]);
  });

  it('end as they would alone when they are told to while they are replaced', async () => {
    program.send('replace');
    await until('worker.started', 3);
    program.send('stop');
    expect(await once(program, 'exit')).to.deep.equal([0, null]);
  });
});
