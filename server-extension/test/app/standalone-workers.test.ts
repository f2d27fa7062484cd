import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { freePort } from '../../../scripts/src/program/free-port.ts';
import { API } from '../builders/app.ts';
import { type StandaloneProgram, startStandalone } from '../builders/standalone.ts';

/** Linux: proc(5), `/proc/[pid]/stat`. */
async function childrenOf(parent: number): Promise<readonly number[]> {
  const children: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const [, ofParent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(ofParent) === parent) children.push(Number(name));
  }
  return children;
}

describe('The extension in a server of its own with two workers', function () {
  this.timeout(120_000);
  let folder: string;
  let program: StandaloneProgram;
  let address: string;
  let metricsPort: number;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'workers-'));
    metricsPort = await freePort();
    program = startStandalone({
      environment: {
        WORKERS: '2',
        INSTANCE_NAME: 'shop',
        METRICS_PORT: String(metricsPort),
        JOURNAL: `sqlite:${path.join(folder, 'journal.sqlite')}`,
      },
    });
    address = await program.address();
  });

  afterEach(async () => {
    // The first process; workers end when they hear no more of it.
    program.child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  async function isServed(): Promise<boolean> {
    const health = await fetch(`${address}${API}/health`, { headers: { connection: 'close' } });
    return health.status === 200;
  }

  it('is one address, told once, and the metrics of both', async () => {
    expect(await isServed()).to.equal(true);
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    for (const instance of ['shop/1', 'shop/2']) expect(metrics).to.contain(`instance="${instance}"`);
    expect(program.said.output.split('\n').filter((line) => line.startsWith('Extension: '))).to.deep.equal([
      `Extension: ${address}`,
    ]);
  });

  it('replaces both when it gets SIGHUP, also where a closed terminal sends it to all of them', async function () {
    if (process.platform !== 'linux') this.skip();
    const workers = await childrenOf(Number(program.child.pid));
    expect(workers).to.have.lengthOf(2);
    for (const worker of workers) process.kill(worker, 'SIGHUP');
    program.child.kill('SIGHUP');
    while (program.lines('worker.replaced').length < 2) await pause(20);
    expect(program.lines('worker.replaced').map(({ worker }) => worker)).to.deep.equal([1, 2]);
    expect(program.lines('worker.ended'), 'none ends by itself').to.deep.equal([]);
    expect(await isServed()).to.equal(true);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`ends with its workers on ${signal}, in order`, async () => {
      program.child.kill(signal);
      expect(await program.ended()).to.equal(0);
      expect(program.lines('worker.ended')).to.deep.equal([]);
      expect(program.said.errors).to.equal('');
      const failure: unknown = await isServed().catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(TypeError).with.nested.property('cause.code', 'ECONNREFUSED');
    });

  it('ends in two sentences where its workers cannot start', async () => {
    const second = startStandalone({
      environment: {
        WORKERS: '2',
        EXTENSION_PORT: new URL(address).port,
        JOURNAL: `sqlite:${path.join(folder, 'second.sqlite')}`,
      },
    });
    expect(await second.ended()).to.equal(1);
    const sentences = new Set(second.said.errors.trim().split('\n'));
    expect(sentences).to.have.lengthOf(2);
    expect([...sentences][0]).to.match(/^Port \d+ is taken\. Remedy: /);
    expect([...sentences][1]).to.equal('A worker cannot start: the line before says why.');
  });
});
