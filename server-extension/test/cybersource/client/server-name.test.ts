import { execFile } from 'node:child_process';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { selfSignedCertificate } from '../fixtures/certificate.ts';

/** A process of its own: whom Node trusts is settled when it starts. */
const PROGRAM = `
  import { createTransport } from ${JSON.stringify(import.meta.resolve('../../../src/cybersource/client/transport.ts'))};
  const transport = createTransport(process.env.ORIGIN, 1_000);
  const call = { method: 'GET', host: 'apitest.cybersource.com', path: '/', headers: {} };
  console.log(JSON.stringify(await transport.exchange(call, 20_000)));
  await transport.close();
`;

describe('A connection to a host that stands in for CyberSource’s', function () {
  this.timeout(60_000);
  const certificate = selfSignedCertificate();
  const names: unknown[] = [];
  const hosts: (string | undefined)[] = [];
  const server = https.createServer(certificate, (request, response) => {
    names.push(Reflect.get(request.socket, 'servername'));
    hosts.push(request.headers.host);
    response.writeHead(201).end('{}');
  });
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'server-name-'));
    await writeFile(join(folder, 'ca.pem'), certificate.cert);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  for (const [host, servername] of [
    ['127.0.0.1', false],
    ['localhost', 'localhost'],
  ] as const)
    it(`asks for the certificate of ${host}, and names CyberSource’s host in the request alone`, async () => {
      const { port } = server.address() as AddressInfo;
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '--eval', PROGRAM],
        {
          env: {
            ...process.env,
            NODE_NO_WARNINGS: '1',
            NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
            ORIGIN: `https://${host}:${port}`,
          },
        },
      );
      expect(JSON.parse(stdout)).to.include({ kind: 'answered', status: 201 });
      expect(names.at(-1)).to.equal(servername);
      expect(hosts.at(-1)).to.equal('apitest.cybersource.com');
    });
});
