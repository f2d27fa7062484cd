/**
 * The least that a payment webhook costs in Node: check the signature over the raw bytes, make one signed HTTPS call on
 * a kept-alive connection, answer. No framework, no journal, no validation, no settings. The extension is measured
 * against it.
 */
import { createHash, createHmac, createSecretKey, randomUUID, timingSafeEqual } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { announce } from '../../../sandbox/announce.ts';
import { HEALTH } from '../protocol.ts';

// Key objects: imported once, where bytes are imported with each signature.
const webhookKey = createSecretKey(process.env['PAYMENTS_SECRET_KEY'] ?? '', 'base64');
const merchantSecret = createSecretKey('yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE=', 'base64');
const keyId = '08c94330-f618-42a3-b09d-e1e43be5efda';
const path = '/pts/v2/payments';
const host = 'apitest.cybersource.com';

const gateway = new Pool(process.env['CYBERSOURCE_INTERMEDIATE_HOST'] ?? '', {
  connections: 256,
  connect: { servername: '' },
});

const server = createServer({ keepAliveTimeout: 75_000 }, (req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    if (req.url === HEALTH) answer(res, 200, { status: 'ok' });
    else void pay(req, Buffer.concat(chunks), res);
  });
});
server.listen(0, '127.0.0.1', () => {
  announce('Floor', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

interface Webhook {
  readonly orderId: string;
  readonly paymentId: string;
  readonly transactionId: string;
  readonly transactionTimestamp: string;
  readonly currencyCode: string;
  readonly amount: string;
  readonly customProperties: { readonly transientTokenJwt: string };
}

async function pay(req: IncomingMessage, bytes: Buffer, res: ServerResponse): Promise<void> {
  const presented = Buffer.from(String(req.headers['x-oracle-cc-webhook-signature-sha512'] ?? ''), 'base64');
  const expected = createHmac('sha512', webhookKey).update(bytes).digest();
  if (presented.length !== expected.length || !timingSafeEqual(presented, expected)) {
    answer(res, 401, { status: 401 });
    return;
  }
  const webhook = JSON.parse(bytes.toString('utf8')) as Webhook;
  const body = JSON.stringify(toRequest(webhook));
  const reply = await gateway.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${toJwt(body)}` },
    body,
  });
  const { id, status } = (await reply.body.json()) as { readonly id: string; readonly status: string };
  answer(res, 200, toAnswer(webhook, id, status));
}

function toRequest({ orderId, transactionId, currencyCode, amount, customProperties }: Webhook): object {
  const digits = String(Number(amount)).padStart(3, '0');
  return {
    clientReferenceInformation: { code: orderId, transactionId },
    tokenInformation: { transientTokenJwt: customProperties.transientTokenJwt },
    orderInformation: {
      amountDetails: { totalAmount: `${digits.slice(0, -2)}.${digits.slice(-2)}`, currency: currencyCode },
    },
  };
}

/** CyberSource: JSON Web Token with a shared secret. */
function toJwt(body: string): string {
  const iat = Math.floor(Date.now() / 1000);
  const content = [
    { alg: 'HS256', typ: 'JWT', kid: keyId },
    {
      digest: createHash('sha256').update(body).digest('base64'),
      'digest-algorithm': 'SHA-256',
      iat,
      exp: iat + 120,
      'request-host': host,
      'request-resource-path': path,
      'request-method': 'post',
      'v-c-merchant-id': 'testrest',
      'v-c-jwt-version': '2',
      iss: 'testrest',
      jti: randomUUID(),
    },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${createHmac('sha256', merchantSecret).update(content).digest('base64url')}`;
}

function toAnswer(webhook: Webhook, id: string, status: string): object {
  const { orderId, paymentId, transactionId, transactionTimestamp, currencyCode, amount } = webhook;
  return {
    orderId,
    currencyCode,
    transactionType: '0100',
    authorizationResponse: {
      transactionId,
      transactionTimestamp,
      paymentId,
      amount,
      hostTransactionId: id,
      hostTransactionTimestamp: String(Date.now()),
      responseCode: status === 'AUTHORIZED' ? '1000' : '9000',
      responseReason: status,
    },
  };
}

function answer(res: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  res.end(text);
}
