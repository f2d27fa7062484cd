import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { commandLineProgram } from '../../src/commands/commands.ts';
import { processContext } from '../../src/commands/frame/process-context.ts';
import { runCommandLine } from '../../src/commands/frame/run-command-line.ts';
import { policyOf, toHeader } from '../../src/pci/content-security-policy.ts';
import type { ScriptInventory } from '../../src/pci/script-inventory.ts';

describe('occ-cybersource pci', function () {
  this.timeout(60_000);
  let folder: string;
  let shop: Server;
  let url: string;
  let page: string;
  let policy: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'pci-commands-'));
    page = '<script src="/main.js"></script>';
    policy = toHeader(policyOf('checkout'));
    shop = createServer((req, res) => {
      if (req.url === '/checkout') {
        res.writeHead(200, {
          'content-security-policy': policy,
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'same-origin',
        });
        res.end(page);
      } else res.writeHead(req.url === '/main.js' ? 200 : 404).end('main();');
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    shop.closeAllConnections();
    shop.close();
    await rm(folder, { recursive: true });
  });

  async function run(...args: readonly string[]): Promise<{ code: number; out: string; error: string }> {
    let [out, error] = ['', ''];
    const code = await runCommandLine(
      commandLineProgram,
      args,
      { ...processContext(), workingDirectory: folder },
      { out: (text) => (out += text), error: (text) => (error += text) },
    );
    return { code, out, error };
  }

  it('prints the policies, of which the account’s allows the card fields and no wallet', async () => {
    const { out } = await run('pci', 'policy', '--json');
    const { policies } = JSON.parse(out) as { policies: { page: string; header: string }[] };
    expect(policies.map((each) => each.page)).to.deep.equal(['checkout', 'account']);
    expect(policies[0]?.header).to.contain('https://flex.cybersource.com');
    expect(policies[1]?.header).to.contain('https://flex.cybersource.com');
    expect(policies[1]?.header).to.not.match(/https:\/\/(pay\.|applepay\.)/);
    expect((await run('pci', 'policy', '--test')).out).to.contain('https://testflex.cybersource.com');
  });

  it('writes the inventory, keeps what the merchant has written into it, and compares the live page with it', async () => {
    const write = ['pci', 'inventory', '--checkout', `${url}/checkout`] as const;
    const first = await run(...write);
    expect(first.code, first.error).to.equal(0);
    expect(first.out).to.contain(`1 have no reason yet. Write one for each:\n  ${url}/main.js`);
    const file = path.join(folder, 'pci', 'inventory.json');
    const read = async (): Promise<ScriptInventory> =>
      JSON.parse(await readFile(file, 'utf8')) as ScriptInventory;
    const made = await read();
    const reason = 'Starts the shop';
    const scripts = made.scripts.map((each) =>
      each.script === `${url}/main.js` ? { ...each, reason } : each,
    );
    await writeFile(file, JSON.stringify({ ...made, scripts }));
    await run(...write);
    expect((await read()).scripts.find(({ script }) => script === `${url}/main.js`)).to.include({ reason });

    page += '<script src="https://evil.example/a.js"></script>';
    policy = policy.replace('script-src', 'script-src https://evil.example');
    const { code, out } = await run('pci', 'monitor', '--json');
    expect(code).to.equal(3);
    const { findings } = JSON.parse(out) as { findings: { kind: string; finding: string }[] };
    // This shop serves no widget.
    const named = findings.filter(({ kind }) => kind !== 'script-unreadable').map((each) => each.finding);
    expect(named).to.deep.equal([
      'content-security-policy: script-src allows https://evil.example too.',
      'https://evil.example/a.js is not in the inventory for this page.',
    ]);
  });

  it('says what to do without an inventory', async () => {
    const { code, error } = await run('pci', 'monitor');
    expect(code).to.equal(1);
    expect(error).to.contain('There is no inventory').and.to.contain('pci inventory --checkout');
  });
});
