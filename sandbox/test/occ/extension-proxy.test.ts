import { request } from 'node:http';
import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import { close, listen } from '../../listen.ts';
import { startOccSandbox, type OccSandbox } from '../../occ/start.ts';

describe('the way from the shop’s address to the extension', () => {
  let upstream: Server;
  let occ: OccSandbox;
  let seen: { path: string; rawHeaders: string[]; body: Buffer }[];

  beforeEach(async () => {
    seen = [];
    upstream = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        seen.push({ path: req.url ?? '', rawHeaders: req.rawHeaders, body: Buffer.concat(chunks) });
        res.writeHead(418, 'Short and stout', { 'X-Odd': ['a', 'b'] }).end(Buffer.from([0, 255, 1]));
      });
    });
    const extensionUrl = `http://127.0.0.1:${await listen(upstream, 0, 'PORT')}`;
    occ = await startOccSandbox({ extensionUrl });
  });
  afterEach(async () => {
    await occ.close();
    await close(upstream);
  });

  /** Sends a path as it is; `fetch` would tidy it first. */
  const send = (path: string, body = Buffer.alloc(0)) =>
    new Promise<{ status: number; message: string; rawHeaders: string[]; body: Buffer }>(
      (resolve, reject) => {
        const { hostname, port } = new URL(occ.url);
        const req = request(
          { hostname, port, path, method: 'POST', headers: { 'X-Mixed-Case': 'Yes' } },
          (res) => {
            const chunks: Buffer[] = [];
            res.on('data', (chunk: Buffer) => chunks.push(chunk));
            res.on('end', () => {
              const { statusCode: status = 0, statusMessage: message = '', rawHeaders } = res;
              resolve({ status, message, rawHeaders, body: Buffer.concat(chunks) });
            });
          },
        );
        req.on('error', reject).end(body);
      },
    );

  for (const path of [
    '/ccstorex/custom/isv-payment/v2/payments',
    '/ccstorex/custom/isv-payment/v2//payments/',
    '/ccstorex/custom/isv-payment/v2/x/../payments',
    '/ccstorex/custom/isv-payment/v2/%70ayments?a=%2F&b',
    '/ccstorex/custom/ISV-payment/v2/payments',
  ]) {
    it(`leaves ${path} as it came`, async () => {
      const answer = await send(path, Buffer.from([1, 2, 0, 254]));
      expect(seen[0]).to.include({ path });
      expect([...seen[0]!.body]).to.deep.equal([1, 2, 0, 254]);
      expect(seen[0]!.rawHeaders).to.include.members(['X-Mixed-Case', 'Yes']);
      expect(answer).to.include({ status: 418, message: 'Short and stout' });
      expect([...answer.body]).to.deep.equal([0, 255, 1]);
      expect(answer.rawHeaders.filter((_, index, all) => all[index - 1] === 'X-Odd')).to.deep.equal([
        'a',
        'b',
      ]);
    });
  }

  it('does not exist for other spellings of the prefix', async () => {
    for (const path of [
      '/CCSTOREX/custom/a',
      '/ccstorex/customs',
      '/ccstorex/custom',
      '/x/../ccstorex/custom/a',
    ]) {
      expect(await send(path)).to.include({ status: 404 });
    }
    expect(seen).to.be.empty;
  });

  it('answers 502 with a remedy while the extension is down', async () => {
    await close(upstream);
    const answer = await send('/ccstorex/custom/isv-payment/v2/payments', Buffer.alloc(100_000));
    expect(answer.status).to.equal(502);
    const body = JSON.parse(answer.body.toString()) as { status: string; message: string };
    expect(body.status).to.equal('502');
    expect(body.message).to.include('Remedy');
  });
});
