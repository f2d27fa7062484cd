/** A payment extension of a few lines: checks OCC's signatures on its own and answers as each test says. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen } from '../../listen.ts';

/** The keys of the tests, base64. */
export const SECRETS = {
  webhook: Buffer.from('a key for tests, sixty-four bytes long or so').toString('base64'),
  webhookSha1: Buffer.from('an older key').toString('base64'),
};

export type Json = Record<string, unknown>;

export interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly body: Json;
}

/** What to answer: a body, or a status with any text, or never. */
export type Reply = Json | { readonly status: number; readonly text: string } | 'silence' | 'reset';

export interface FakeExtension {
  readonly url: string;
  readonly received: Received[];
  /** Decides the next answers; by default everything is approved. */
  reply(decide: (webhook: Json) => Reply | Promise<Reply>): void;
  close(): Promise<void>;
}

export async function startFakeExtension(): Promise<FakeExtension> {
  const received: Received[] = [];
  let decide: (webhook: Json) => Reply | Promise<Reply> = approve;

  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => void answerTo(req, res, Buffer.concat(chunks)));
  });

  async function answerTo(req: IncomingMessage, res: ServerResponse, bytes: Buffer): Promise<void> {
    const body = JSON.parse(bytes.toString('utf8')) as Json;
    received.push({ url: req.url ?? '', headers: req.headers, bytes, body });
    const signed = isSigned(req.headers, bytes);
    const reply = signed ? await decide(body) : { status: 401, text: 'bad signature' };
    if (reply === 'silence') return;
    if (reply === 'reset') {
      res.destroy();
      return;
    }
    const { status, text } = isRaw(reply) ? reply : { status: 200, text: JSON.stringify(reply) };
    res.writeHead(status, { 'content-type': 'application/json' }).end(text);
  }

  const port = await listen(server, 0, 'PORT');
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    reply(next) {
      decide = next;
    },
    close: () => close(server),
  };
}

/** The answer of a gateway that says yes to everything. */
export function approve(webhook: Json): Json {
  return answer(
    webhook,
    { '0100': '1000', '0110': '2000', '0400': '3000' }[String(webhook['transactionType'])] ?? '',
  );
}

/** An answer of the right shape for a card with this code. */
export function answer(webhook: Json, responseCode: string, more: Json = {}): Json {
  const { orderId, channel, locale, transactionType, currencyCode, siteId } = webhook;
  const { transactionId, transactionTimestamp, paymentId, paymentMethod, gatewayId, amount } = webhook;
  const key = { '0100': 'authorizationResponse', '0110': 'voidResponse', '0400': 'creditResponse' };
  return {
    ...{ orderId, channel, locale, transactionType, currencyCode, siteId },
    [key[transactionType as keyof typeof key]]: {
      ...{ transactionId, transactionTimestamp, paymentId, paymentMethod, gatewayId, siteId, amount },
      responseCode,
      hostTransactionId: '7000000000000001',
      additionalProperties: {},
      customPaymentProperties: [],
      ...more,
    },
  };
}

function isRaw(reply: Exclude<Reply, string>): reply is { status: number; text: string } {
  return 'status' in reply && 'text' in reply;
}

function isSigned(headers: IncomingHttpHeaders, bytes: Buffer): boolean {
  const hmac = (algorithm: string, key: string): string =>
    createHmac(algorithm, Buffer.from(key, 'base64')).update(bytes).digest('base64');
  return (
    headers['x-oracle-cc-webhook-signature-sha512'] === hmac('sha512', SECRETS.webhook) &&
    headers['x-oracle-cc-webhook-signature'] === hmac('sha1', SECRETS.webhookSha1)
  );
}
