import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { expect } from 'chai';
import { inRepository } from '../src/program/repository.ts';

const anyPorts = {
  SHOP_PORT: '0',
  CYBERSOURCE_PORT: '0',
  CYBERSOURCE_TLS_PORT: '0',
  CYBERSOURCE_CONTROL_PORT: '0',
  APPLE_PAY_PORT: '0',
  EXTENSION_PORT: '0',
};

describe('npm start', function () {
  this.timeout(120_000);
  let running: ChildProcess | undefined;

  afterEach(() => running?.kill('SIGKILL'));

  it('says in one sentence that a port is taken, and starts nothing', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    const { output, ended } = start({ ...anyPorts, EXTENSION_PORT: String(port) });
    expect(await ended).to.equal(1);
    occupant.close();
    expect(output()).to.equal(
      `Port ${port} is taken. Remedy: stop what uses it, or set EXTENSION_PORT (0 picks a free one).\n`,
    );
  });

  it('serves what it prints, and leaves nothing behind when it is killed', async () => {
    const { output, ended, process: started } = start(anyPorts);
    await until(() => output().includes('Ctrl-C stops everything'), output);
    const addresses = [...output().matchAll(/^ {2}.{20,24} (http:\S+)/gm)].map(([, address = '']) => address);
    expect(addresses).to.have.lengthOf.at.least(6);

    for (const address of addresses.filter((each) => /:\d+(\/oms|\/admin|\/journal)?$/.test(each))) {
      expect((await fetch(address)).status, address).to.be.below(500);
    }
    const extension = addresses.find((address) => address.includes('isv-payment')) ?? '';
    expect((await fetch(`${extension}/health`)).status).to.equal(200);

    started.kill('SIGKILL');
    await ended;
    // Who is killed cannot tidy up: the journal of this port would only lie about.
    const journal = journalOf(output());
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${journal}${suffix}`, { force: true });
    for (const address of addresses) {
      await until(
        () => isClosed(address),
        () => `${address} still answers.`,
      );
    }
  });

  it('takes its journal along when it is stopped', async () => {
    const { output, ended, process: started } = start(anyPorts);
    await until(() => output().includes('Ctrl-C stops everything'), output);
    const journal = journalOf(output());
    expect(existsSync(journal)).to.equal(true);
    started.kill('SIGTERM');
    expect(await ended).to.equal(0);
    expect(['', '-wal', '-shm'].filter((suffix) => existsSync(`${journal}${suffix}`))).to.deep.equal([]);
  });

  it('runs twice in one clone, and what ends one leaves the other alone', async () => {
    const first = start(anyPorts);
    await until(() => first.output().includes('Ctrl-C stops everything'), first.output);
    const second = start(anyPorts);
    await until(() => second.output().includes('Ctrl-C stops everything'), second.output);
    first.process.kill('SIGTERM');
    expect(await first.ended).to.equal(0);

    const shop = /http:\/\/localhost:\d+/.exec(second.output())?.[0] ?? '';
    const page = await (await fetch(`${shop}/`)).text();
    const widget = /[^"']*cybersourcePayment[^"']*\.js/.exec(page)?.[0];
    expect((await fetch(new URL(widget ?? '/', shop))).status).to.equal(200);
    second.process.kill('SIGTERM');
    expect(await second.ended).to.equal(0);
    expect(second.output()).not.to.match(/ENOENT|ended by itself/);
  });

  function start(environment: NodeJS.ProcessEnv): {
    readonly process: ChildProcess;
    readonly output: () => string;
    readonly ended: Promise<unknown>;
  } {
    const started = spawn(process.execPath, [inRepository('scripts/src/start.ts')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    running = started;
    let output = '';
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => (output += piece));
    }
    const ended = once(started, 'close').then(([code]: unknown[]) => code);
    return { process: started, output: () => output, ended };
  }
});

/** Named after the shop's port. */
function journalOf(output: string): string {
  const port = /Shop +http:\/\/localhost:(\d+)/.exec(output)?.[1] ?? '';
  return inRepository('.run', `journal-${port}.sqlite`);
}

function isClosed(address: string): Promise<boolean> {
  return fetch(address).then(
    () => false,
    () => true,
  );
}

/** Asks every 50 ms, for 55 seconds at most. */
async function until(isTrue: () => boolean | Promise<boolean>, otherwise: () => string): Promise<void> {
  for (let asked = 0; asked < 1_100; asked += 1) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(otherwise());
}
