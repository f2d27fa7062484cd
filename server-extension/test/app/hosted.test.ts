import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import packageJson from '../../package.json' with { type: 'json' };
import { API } from '../builders/app.ts';
import type { Hosted } from './hosted.ts';

const PROGRAM = new URL('./hosted.ts', import.meta.url);
const TOKEN = 'a-token-of-a-monitoring-program';

/** What OCC itself knows: where it is, and the extension's key. */
const OF_OCC = {
  'atg.server.url': 'http://127.0.0.1:9',
  'atg.server.admin.url': 'http://127.0.0.1:9',
  'atg.application.credentials:atg.application.token': 'application-key',
};

interface LoggedLine {
  readonly level: string;
  readonly line: string;
}

/** OCC: server-side extensions. */
describe('The extension that OCC loads', function () {
  this.timeout(60_000);
  let folder: string;
  let child: ChildProcess;
  let address: string;
  /** What OCC's logger got, and what the program itself printed. */
  let logged: LoggedLine[];
  let printed: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hosted-'));
  });
  afterEach(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  /** The file of settings that travels with the code. */
  async function ship(home: string, values: Readonly<Record<string, string>>): Promise<void> {
    await mkdir(path.join(home, 'config'), { recursive: true });
    await writeFile(path.join(home, 'config', 'app.prod.json'), JSON.stringify(values));
  }

  async function load(hosted: Partial<Hosted> = {}, journal = 'memory:'): Promise<void> {
    const about: Hosted = { values: OF_OCC, logger: 'never', ...hosted };
    logged = [];
    printed = '';
    child = fork(PROGRAM, [JSON.stringify(about)], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { CRYPTO_SERVICE_KEY: 'a sealing key of the tests, long enough', JOURNAL: journal },
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
    child.on('message', (message: LoggedLine | { readonly address: string }) => {
      if ('line' in message) logged.push(message);
    });
    address = await new Promise((resolve, reject) => {
      child.on('message', (message: { readonly address?: string }) => {
        if (message.address !== undefined) resolve(message.address);
      });
      child.once('exit', (code) => {
        reject(new Error(`It ended with ${String(code)}: ${printed}`));
      });
    });
  }

  async function status(token = TOKEN): Promise<Readonly<Record<string, unknown>>> {
    const headers = { authorization: `Bearer ${token}` };
    return (await (await fetch(`${address}${API}/operations/status`, { headers })).json()) as Readonly<
      Record<string, unknown>
    >;
  }

  /** Without a secret for webhooks it takes no payment, and says so when it is asked. */
  async function makeItWriteALine(): Promise<void> {
    expect((await fetch(`${address}${API}/ready`)).status).to.equal(503);
  }

  it('has the settings of the file that travels with it, and its own version', async () => {
    await ship(folder, { 'monitoring.token': TOKEN, 'instance.name': 'shipped' });
    await load();
    expect(await status()).to.include({ instance: 'shipped', version: packageJson.version });
  });

  it('looks for that file where its bundle is, not where OCC was started', async () => {
    const bundle = path.join(folder, 'bundle');
    await ship(folder, { 'monitoring.token': TOKEN, 'instance.name': 'elsewhere' });
    await ship(bundle, { 'monitoring.token': TOKEN, 'instance.name': 'beside' });
    await load({ folder: bundle });
    expect(await status()).to.include({ instance: 'beside' });
  });

  it('prefers what OCC has, unless OCC has it empty', async () => {
    await ship(folder, { 'monitoring.token': TOKEN, 'instance.name': 'shipped' });
    await load({ values: { ...OF_OCC, 'monitoring.token': '', 'instance.name': 'of-OCC' } });
    expect(await status()).to.include({ instance: 'of-OCC' });
  });

  it('writes to OCC’s logger, each line with its level, in words: the logger adds the time', async () => {
    await load({ logger: 'first' });
    await makeItWriteALine();
    const line = logged.find((each) => each.line.startsWith('readiness.lost '));
    expect(line).to.include({ level: 'error' });
    expect(line?.line).not.to.match(/[{}]/);
    expect(printed).to.equal('');
  });

  it('writes JSON to the standard output while OCC has no logger, and to the logger from then on', async () => {
    await load({ logger: 'when asked' });
    await makeItWriteALine();
    while (!printed.includes('readiness.lost')) await once(child.stdout!, 'data');
    const lines = printed.trim().split('\n');
    for (const line of lines) expect(JSON.parse(line)).to.include.keys('time', 'level', 'event');
    expect(logged).to.deep.equal([]);

    const placed = once(child, 'message');
    child.send('place your logger');
    await placed;
    // A webhook without a signature that could be checked.
    await fetch(`${address}${API}/payments`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    while (logged.length === 0) await once(child, 'message');
    expect(logged[0]?.line).not.to.match(/^\{/);
    expect(printed.trim().split('\n')).to.deep.equal(lines);
  });

  it('goes on where the journal cannot be opened yet, and writes why', async () => {
    await load({ logger: 'first' }, 'postgres://shop@127.0.0.1:9/payments');
    while (!logged.some(({ line }) => line.startsWith('journal.unavailable '))) await once(child, 'message');
    expect(logged.map(({ line }) => line).join('\n')).to.contain('ECONNREFUSED');
    expect((await fetch(`${address}${API}/health`)).status).to.equal(200);
  });
});
