import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { freePort } from '../../../scripts/src/program/free-port.ts';
import { API } from '../builders/app.ts';
import {
  type StandaloneProgram,
  type StandaloneProgramOptions,
  startStandalone,
} from '../builders/standalone.ts';

/** An address of no machine's (RFC 5737): nobody can listen there. */
const NOBODYS = '192.0.2.1';

describe('The extension in a server of its own', function () {
  this.timeout(60_000);
  const running: StandaloneProgram[] = [];

  function start(options: StandaloneProgramOptions = {}): StandaloneProgram {
    const program = startStandalone(options);
    running.push(program);
    return program;
  }

  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
  });

  /** A port that is taken, for as long as the work goes on. */
  async function whileTaken(port: number, work: (port: number) => Promise<void>): Promise<void> {
    const taken = net.createServer().listen(port, '127.0.0.1');
    // Taken by someone else it is taken too.
    await once(taken, 'listening').catch(() => undefined);
    await work((taken.address() as AddressInfo | null)?.port ?? port);
    taken.close();
  }

  it('tells how it is used when it is asked, and that an argument is wrong as an error', async () => {
    const asked = start({ args: ['--help'] });
    expect(await asked.ended()).to.equal(0);
    expect(asked.said.output).to.match(/^Usage: npm run extension\n/);
    expect(asked.said.errors).to.equal('');

    const wrong = start({ args: ['--port=8082'] });
    expect(await wrong.ended()).to.equal(2);
    expect(wrong.said.errors).to.match(/^error: unknown option '--port=8082'/);
    expect(wrong.said.output).to.equal('');
  });

  it('says where it serves, and to who started it', async () => {
    const program = start();
    const address = await program.address();
    expect(address).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${address}${API}/health`)).status).to.equal(200);
    expect(program.said.output).to.contain(`Extension: ${address}\n`);
    program.child.kill('SIGTERM');
    expect(await program.ended()).to.equal(0);
    expect(program.said.errors).to.equal('');
  });

  it('serves on port 8082 unless it is told another one, with its journal in the folder that it was started in', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'standalone-'));
    await whileTaken(8082, async () => {
      const program = start({ cwd: folder, environment: { EXTENSION_PORT: undefined, JOURNAL: undefined } });
      expect(await program.ended()).to.equal(1);
      expect(program.said.errors).to.equal(
        'Port 8082 is taken. Remedy: stop what uses it, or set EXTENSION_PORT (0 picks a free one).\n',
      );
    });
    expect(await readdir(folder)).to.include('occ-cybersource.sqlite');
    await rm(folder, { recursive: true });
  });

  it('says it where it cannot listen for another reason than that its port is taken', async () => {
    const program = start({ environment: { EXTENSION_HOST: NOBODYS } });
    expect(await program.ended()).to.equal(1);
    expect(program.said.errors).to.match(/^The extension cannot listen: listen EADDRNOTAVAIL.*\n$/);
  });

  it('says in one sentence which setting keeps it from starting', async () => {
    const program = start({ environment: { WORKERS: '2' } });
    expect(await program.ended()).to.equal(1);
    expect(program.said.errors).to.match(/^The extension cannot start: .*WORKERS.*\n$/);
    expect(program.said.output).to.equal('');
  });

  it('goes on where a database cannot be reached yet, and writes why', async () => {
    const program = start({ environment: { JOURNAL: 'postgres://shop@127.0.0.1:9/payments' } });
    const address = await program.address();
    expect((await fetch(`${address}${API}/health`)).status).to.equal(200);
    while (program.lines('journal.unavailable').length === 0) await pause(20);
    const [line] = program.lines('journal.unavailable');
    expect(JSON.stringify(line)).to.contain('ECONNREFUSED');
    expect(Date.parse(String(line?.['time']))).to.be.greaterThan(Date.now() - 3_600_000);
  });

  describe('offers its metrics', () => {
    it('where it is told', async () => {
      const port = await freePort();
      const program = start({ environment: { METRICS_PORT: String(port), INSTANCE_NAME: 'shop-7' } });
      await program.address();
      const metrics = await fetch(`http://127.0.0.1:${port}/metrics`);
      expect(metrics.status).to.equal(200);
      expect(await metrics.text()).to.contain('instance="shop-7"');
    });

    it('nowhere else: a port that is taken is one sentence', async () => {
      await whileTaken(0, async (port) => {
        const program = start({ environment: { METRICS_PORT: String(port) } });
        expect(await program.ended()).to.equal(1);
        expect(program.said.errors).to.equal(
          `Port ${port} is taken. Remedy: stop what uses it, or set METRICS_PORT.\n`,
        );
      });
    });

    it('nowhere else: a host that is not its own is one sentence', async () => {
      const program = start({ environment: { METRICS_PORT: '0', METRICS_HOST: NOBODYS } });
      expect(await program.ended()).to.equal(1);
      expect(program.said.errors).to.match(/^The metrics cannot be offered: listen EADDRNOTAVAIL.*\n$/);
    });
  });
});
