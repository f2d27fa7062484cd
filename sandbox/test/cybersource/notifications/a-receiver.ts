/** A merchant's server for tests: keeps what arrives, and answers as it is told. */
import { createHmac } from 'node:crypto';
import http from 'node:http';
import { listen } from '../../../listen.ts';
import type { Json } from '../client.ts';

export interface ReceivedNotification {
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  readonly body: Json;
}

export interface Receiver {
  readonly url: string;
  /** Notifications, oldest first; health checks are not among them. */
  readonly received: ReceivedNotification[];
  /** The status of the next answers; 200 when the list is empty. */
  readonly statuses: number[];
  /** What a health check and every other call is answered. */
  health: number;
  /** Forms that were posted to `/token`. */
  readonly tokenRequests: URLSearchParams[];
  readonly close: () => Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const server = http.createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      if (req.url === '/token') {
        receiver.tokenRequests.push(new URLSearchParams(text));
        res.setHeader('content-type', 'application/json').end('{"access_token":"let-me-in"}');
        return;
      }
      const isNotification = req.headers['v-c-signature'] !== undefined;
      if (isNotification)
        receiver.received.push({ headers: req.headers, text, body: JSON.parse(text) as Json });
      res.statusCode = isNotification ? (receiver.statuses.shift() ?? 200) : receiver.health;
      res.end();
    });
  });
  const port = await listen(server, 0, 'RECEIVER_PORT');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    received: [],
    statuses: [],
    health: 200,
    tokenRequests: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** Whether `v-c-signature` is the key's over the text. */
export function isSigned({ headers }: ReceivedNotification, text: string, key: string): boolean {
  const { t, sig } =
    /^t=(?<t>\d+);keyId=[\w-]+;sig=(?<sig>.+)$/.exec(String(headers['v-c-signature']))?.groups ?? {};
  const expected = createHmac('sha256', Buffer.from(key, 'base64'))
    .update(`${t ?? ''}.${text}`)
    .digest('base64');
  return expected === sig;
}
