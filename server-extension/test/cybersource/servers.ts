import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';

/** A server on 127.0.0.1 with a free port, and a count of who came. */
export interface TestServer {
  readonly origin: string;
  readonly port: number;
  /** Connections so far. */
  connections(): number;
  close(): Promise<void>;
}

export async function startHttp(handler: http.RequestListener): Promise<TestServer> {
  const server = http.createServer(handler);
  server.keepAliveTimeout = 60_000;
  return listen(server, 'http');
}

export async function startHttps(
  certificate: { readonly key: string; readonly cert: string },
  handler: http.RequestListener,
): Promise<TestServer> {
  return listen(https.createServer({ ...certificate }, handler), 'https');
}

/** For answers that no well-behaved server gives. `talk` is called with the connection when bytes have arrived. */
export async function startRaw(
  talk: (socket: Socket, received: Buffer) => void,
  protocol: 'http' | 'https' = 'http',
): Promise<TestServer> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (received: Buffer) => {
      talk(socket, received);
    });
  });
  return listen(server, protocol);
}

async function listen(server: Server, protocol: 'http' | 'https'): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${protocol}://127.0.0.1:${port}`,
    port,
    connections: () => count,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** Everything that was sent, once it has arrived. */
export async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
