import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import express from 'express';
import { type Assembled, assemble } from '../../src/assemble.ts';
import { readConfig } from '../../src/config/config.ts';
import { createApp } from '../../src/http/app.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { API, MOUNT } from '../builders/app.ts';

const MONITORING_TOKEN = 'a-token-of-a-monitoring-program';
/** Within which a status has to be answered. */
const STATUS_MS = 2_000;

/**
 * Everything outside takes connections and says nothing: what the extension answers then, it answers without waiting for any of it.
 */
describe('The extension that has just begun, while OCC, CyberSource and the database say nothing', function () {
  this.timeout(30_000);
  let silent: Server;
  let connections: Set<Socket>;
  let folder: string;
  let extension: Assembled;
  let server: HttpServer;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'status-at-start-'));
    connections = new Set();
    silent = createServer((socket) => {
      connections.add(socket);
      socket.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  afterEach(async () => {
    for (const socket of connections) socket.destroy();
    silent.close();
    server.closeAllConnections();
    server.close();
    await extension.stop();
    await rm(folder, { recursive: true });
  });

  const begin = async (journal: string): Promise<string> => {
    const outside = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    extension = assemble({
      config: readConfig({
        version: '2.0.0',
        environment: {
          ATG_SERVER_URL: outside,
          ATG_SERVER_ADMIN_URL: outside,
          ATG_APPLICATION_TOKEN: 'application-key',
          PAYMENTS_SECRET_KEY: Buffer.alloc(64, 7).toString('base64'),
          CRYPTO_SERVICE_KEY: Buffer.alloc(32, 9).toString('base64'),
          CYBERSOURCE_INTERMEDIATE_HOST: outside,
          MONITORING_TOKEN,
          JOURNAL: journal,
        },
      }),
      log: () => undefined,
      methods: paymentMethods,
    });
    // As OCC's host does: the app answers from here on, whatever the start is waiting for.
    extension.start().catch(() => undefined);
    const app = express().use(MOUNT, createApp(extension.answer)) as RequestListener;
    server = createHttpServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}${API}`;
  };

  for (const [journal, address] of [
    ['memory', () => 'memory:'],
    ['SQLite', () => `sqlite:${path.join(folder, 'payments.sqlite')}`],
    [
      'a PostgreSQL that says nothing',
      () => `postgres://postgres@127.0.0.1:${(silent.address() as AddressInfo).port}/payments`,
    ],
  ] as const) {
    it(`answers its health at once, and its status within two seconds, with its journal in ${journal}`, async () => {
      const api = await begin(address());
      expect((await fetch(`${api}/health`)).status).to.equal(200);

      const status = await fetch(`${api}/operations/status`, {
        headers: { authorization: `Bearer ${MONITORING_TOKEN}` },
      });
      expect(status.status).to.equal(200);
      const answer = (await status.json()) as { status: string; dependencies: Dependency[] };
      expect(answer.status).to.equal('degraded');
      const down = answer.dependencies.filter((each) => each.status === 'down');
      expect(down.map(({ name }) => name)).to.include.members(['occ', 'cybersource']);
      // None of them ever answers: how long they are waited for is how long the status takes.
      for (const { problem } of down)
        expect(Number(/^No answer within (\d+) ms\.$/.exec(problem ?? '')?.[1])).to.be.below(STATUS_MS);
    });
  }
});

interface Dependency {
  readonly name: string;
  readonly status: string;
  readonly problem?: string;
}
