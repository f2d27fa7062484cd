import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';

/** A request that is passed on as it came. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A server on a free port of 127.0.0.1. */
export interface LocalServer {
  readonly url: string;
  close(): Promise<void>;
}

/** What belongs to one connection and not to the message on it. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
  'upgrade',
]);

export async function listen(handler: RequestListener): Promise<LocalServer> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

export async function readCall(req: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return {
    method: req.method ?? 'GET',
    path: req.url ?? '/',
    headers: messageHeaders(req.headers),
    body: Buffer.concat(chunks),
  };
}

/** Sends a call to another origin. Rejects when no whole answer came. */
export type ForwardRequest = (origin: string, call: HttpRequest) => Promise<HttpResponse>;

/** @param patienceMs how long an answer is waited for. */
export function createForward(patienceMs: number): {
  readonly forward: ForwardRequest;
  readonly close: () => Promise<void>;
} {
  const agent = new Agent({
    headersTimeout: patienceMs,
    bodyTimeout: patienceMs,
    connectTimeout: 2_000,
    keepAliveTimeout: 2_000,
  });
  return {
    async forward(origin, { method, path, headers, body }) {
      const answer = await request(origin + path, {
        method: method as 'GET' | 'POST',
        headers,
        dispatcher: agent,
        ...(body.length > 0 && { body }),
      });
      return {
        status: answer.statusCode,
        headers: messageHeaders(answer.headers),
        body: Buffer.from(await answer.body.arrayBuffer()),
      };
    },
    close: () => agent.destroy(),
  };
}

function messageHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || HOP_BY_HOP.has(name) ? [] : [[name, String(value)]],
    ),
  );
}
