/** A microform on a bare server of its own, for tests. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createCardVault, type MicroformVault } from '../../../cybersource/microform/cards/card-vault.ts';
import { createMicroform } from '../../../cybersource/microform/microform.ts';

/** A request for a capture context that is answered with one. */
export const A_SESSION_REQUEST = {
  clientVersion: 'v2',
  targetOrigins: ['https://shop.example.com'],
  allowedCardNetworks: ['VISA', 'MASTERCARD', 'AMEX'],
};

/** A running microform. */
export interface RunningMicroform {
  readonly url: string;
  readonly vault: MicroformVault;
  /** Moves the microform's clock. */
  advance(seconds: number): void;
  /** `POST /microform/v2/sessions` as merchant `testrest`. */
  askForSession(body: unknown): Promise<Response>;
  /** The capture context for a request like the usual one. */
  openContext(changes?: Record<string, unknown>): Promise<string>;
  postToken(jwe: string): Promise<Response>;
  close(): void;
}

/** Starts a microform on a free port. */
export async function startMicroform(): Promise<RunningMicroform> {
  let aheadMs = 0;
  const now = (): Date => new Date(Date.now() + aheadMs);
  const vault = createCardVault({ now });
  const { server, url } = await listen();
  const { publicRoutes, merchantRoutes } = createMicroform({ publicUrl: url, now, vault });
  const app = express();
  // Express prints what it refuses, unless its environment says that this is a test.
  app.set('env', 'test');
  app.use(publicRoutes);
  app.use(express.json(), (req, res, next) => {
    const merchantId = req.get('v-c-merchant-id');
    res.locals['merchant'] = merchantId === undefined ? undefined : { merchantId };
    next();
  });
  app.use(merchantRoutes);
  server.on('request', app);

  async function askForSession(body: unknown): Promise<Response> {
    return fetch(`${url}/microform/v2/sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'v-c-merchant-id': 'testrest' },
      body: JSON.stringify(body),
    });
  }

  return {
    url,
    vault,
    askForSession,
    advance(seconds) {
      aheadMs += seconds * 1000;
    },
    async openContext(changes = {}) {
      const answer = await askForSession({ ...A_SESSION_REQUEST, ...changes });
      return answer.text();
    },
    postToken: async (jwe) =>
      fetch(`${url}/flex/v2/tokens`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/jwt; charset=utf-8' },
        body: jwe,
      }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A server on a free port of 127.0.0.1 that has no routes yet. */
export async function listen(): Promise<{ server: Server; url: string }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
