import { spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { parseEnvironment } from '../../cybersource/environment.ts';
import { startCybersourceSandbox } from '../../cybersource/start.ts';
import { httpSignature } from './authentication/signer.ts';

const main = path.resolve(import.meta.dirname, '../../cybersource/main.ts');

/** Runs the stand-alone sandbox until it ends or `until` is printed. */
async function run(
  env: Record<string, string>,
  until?: string,
): Promise<{ code: number | null; out: string; err: string }> {
  const cwd = await mkdtemp(path.join(os.tmpdir(), 'sandbox-'));
  const child = spawn(process.execPath, [main], { cwd, env: { PATH: process.env['PATH'], ...env } });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    if (until !== undefined && out.includes(until)) child.kill('SIGTERM');
  });
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, out, err });
    });
  });
}

describe('The sandbox as a program', () => {
  it('prints its addresses and ends when asked to', async () => {
    const ports = {
      CYBERSOURCE_PORT: '0',
      CYBERSOURCE_TLS_PORT: '0',
      CYBERSOURCE_CONTROL_PORT: '0',
      APPLE_PAY_PORT: '0',
    };
    const { code, out, err } = await run(ports, '/control');
    expect(err).to.equal('');
    expect(code).to.equal(0);
    expect(out).to.match(/^CyberSource sandbox: http:\/\/127\.0\.0\.1:\d+$/m);
    expect(out).to.match(/^CyberSource sandbox \(HTTPS\): https:\/\/127\.0\.0\.1:\d+$/m);
    expect(out).to.match(/certificate authority: .+\.run\/cybersource-ca\.pem$/m);
    expect(out).to.match(/key file \(password testrest\): .+\.run\/testrest\.p12$/m);
    expect(out).to.match(/encrypted requests: .+\.run\/cybersource-mle\.pem$/m);
    expect(out).to.match(/^Apple Pay merchant validation \(HTTPS\): https:\/\/127\.0\.0\.1:\d+$/m);
    expect(out).to.match(/^Apple Pay certificate authority: .+\.run\/apple-ca\.pem$/m);
    expect(out).to.match(/^CyberSource sandbox control: http:\/\/127\.0\.0\.1:\d+\/control$/m);
  });

  it('says in one sentence that a port is taken', async () => {
    const holder = http.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as AddressInfo;
    const { code, err } = await run({ CYBERSOURCE_PORT: '0', CYBERSOURCE_TLS_PORT: String(port) });
    holder.close();
    expect(code).to.equal(1);
    expect(err).to.equal(
      `Port ${port} is taken. Remedy: stop what uses it, or set CYBERSOURCE_TLS_PORT (0 picks a free one).\n`,
    );
  });

  it('names the variable that it cannot use', async () => {
    const { code, err } = await run({ CYBERSOURCE_PORT: 'eighty' });
    expect(code).to.equal(1);
    expect(err).to.equal('CYBERSOURCE_PORT: must be a whole number\n');
  });
});

describe('HTTPS', () => {
  it('serves the same API under a certificate that its CA file verifies, public name included', async () => {
    const caFile = path.join(await mkdtemp(path.join(os.tmpdir(), 'sandbox-')), 'ca.pem');
    const sandbox = await startCybersourceSandbox({ tlsPort: 0, caFile });
    const ca = await readFile(caFile);
    for (const servername of ['localhost', 'apitest.cybersource.com']) {
      const target = '/tss/v2/transactions/1';
      const status = await new Promise((resolve, reject) => {
        const headers = httpSignature({ method: 'GET', target });
        https
          .get(`${sandbox.tlsUrl ?? ''}${target}`, { ca, servername, headers, agent: false }, (response) => {
            response.resume();
            resolve(response.statusCode);
          })
          .on('error', reject);
      });
      expect(status, servername).to.equal(404);
    }
    await sandbox.close();
  });

  it('is not trusted without that file', async () => {
    const caFile = path.join(await mkdtemp(path.join(os.tmpdir(), 'sandbox-')), 'ca.pem');
    const sandbox = await startCybersourceSandbox({ tlsPort: 0, caFile });
    expect(await fetch(sandbox.tlsUrl ?? '').catch((error: unknown) => error)).to.be.an('error');
    await sandbox.close();
  });
});

describe('The environment', () => {
  it('has the documented defaults', () => {
    expect(parseEnvironment({})).to.include({
      port: 8081,
      tlsPort: 8444,
      searchLagMs: 0,
      lenient: false,
      clockSkewMs: 300_000,
    });
  });

  it('adds merchants from JSON', () => {
    const list = [{ merchantId: 'shop', keys: [{ keyId: 'k', secret: 'c2VjcmV0' }], currencies: ['EUR'] }];
    const { merchants } = parseEnvironment({ CYBERSOURCE_MERCHANTS: JSON.stringify(list) });
    expect(merchants?.[0]?.id).to.equal('shop');
    expect(merchants?.[0]?.sharedSecrets.get('k')?.toString()).to.equal('secret');
  });

  it('refuses merchants with a currency that ISO does not know, or a misspelt field', () => {
    const wrong = [[{ merchantId: 'shop', currencies: ['ABC'] }], [{ merchantId: 'shop', secret: 'x' }]];
    for (const list of wrong) {
      expect(() => parseEnvironment({ CYBERSOURCE_MERCHANTS: JSON.stringify(list) })).to.throw(
        /^CYBERSOURCE_MERCHANTS: /,
      );
    }
  });
});
