/**
 * CyberSource, as fast as it can be: every authorization is approved after `DELAY_MS`. Signatures are not checked (the
 * sandbox does that); the cost that counts is the caller's.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { announce } from '../../../sandbox/announce.ts';
import { decryptWith, encryptFor } from '../../../sandbox/cybersource/access/encryption/encrypt-for.ts';
import { TESTREST_SUBJECT } from '../../../sandbox/cybersource/access/encryption/identity.ts';
import { createFlex } from './microform-stub.ts';
import { CALLS, type GatewayCounts, TOKENS } from '../protocol.ts';

const delayMs = Number(process.env['DELAY_MS'] ?? 0);
const flex = createFlex();
const messageKey = once(() => createPrivateKey(readFileSync(process.env['MESSAGE_KEY'] ?? '')));
const merchantKey = once(
  () => new X509Certificate(readFileSync(process.env['MERCHANT_CERTIFICATE'] ?? '')).publicKey,
);
let calls = 0;
/** Connections that a caller of CyberSource has used; the bench asks on its own. */
let handshakes = 0;
const met = new WeakSet<Socket>();
let lastId = 7_000_000_000_000_000_000_000n;

const server = createServer(
  {
    key: readFileSync(process.env['TLS_KEY'] ?? ''),
    cert: readFileSync(process.env['TLS_CERT'] ?? ''),
    keepAliveTimeout: 60_000,
  },
  (req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    req.on('end', () => {
      if (!body.startsWith(ENVELOPE)) answer(req, body, false, res);
      else
        void decrypt(body).then((text) => {
          answer(req, text, true, res);
        });
    });
  },
);
server.listen(0, '127.0.0.1', () => {
  announce('Gateway stub', `https://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

function countCall(socket: Socket): void {
  calls += 1;
  if (met.has(socket)) return;
  met.add(socket);
  handshakes += 1;
}

function answer(
  { method, url = '', socket }: IncomingMessage,
  body: string,
  wasEncrypted: boolean,
  res: ServerResponse,
): void {
  switch (`${method ?? ''} ${url}`) {
    case 'POST /pts/v2/payments':
      countCall(socket);
      later(() => void pay(body, wasEncrypted, res));
      return;
    case 'POST /microform/v2/sessions': {
      countCall(socket);
      const { targetOrigins } = JSON.parse(body) as { readonly targetOrigins: readonly string[] };
      send(res, 201, flex.captureContext(targetOrigins[0] ?? ''), 'application/jwt');
      return;
    }
    case `GET ${CALLS}`:
      send(res, 200, JSON.stringify({ calls, handshakes } satisfies GatewayCounts));
      return;
    case `POST ${TOKENS}`: {
      const { captureContext, count } = JSON.parse(body) as { captureContext: string; count: number };
      const tokens = Array.from({ length: count }, () => flex.transientToken(captureContext));
      send(res, 200, JSON.stringify({ tokens }));
      return;
    }
    default:
      if (!url.startsWith('/flex/v2/public-keys/')) {
        send(res, 404, '{}');
        return;
      }
      countCall(socket);
      send(res, 200, JSON.stringify(flex.publicJwk));
  }
}

/** The answer to a payment; encrypted where the request was. */
async function pay(body: string, wasEncrypted: boolean, res: ServerResponse): Promise<void> {
  const text = JSON.stringify(toApproval(body));
  if (!wasEncrypted) {
    send(res, 201, text);
    return;
  }
  const merchant = { key: merchantKey(), kid: TESTREST_SUBJECT.serialNumber };
  send(res, 201, JSON.stringify({ encryptedResponse: await encryptFor(merchant, text, { cty: 'JWT' }) }));
}

/** CyberSource: message-level encryption. Every other body is what it is. */
const ENVELOPE = '{"encryptedRequest":';

async function decrypt(envelope: string): Promise<string> {
  const { encryptedRequest } = JSON.parse(envelope) as { readonly encryptedRequest: string };
  const { plaintext } = await decryptWith(messageKey(), encryptedRequest);
  return Buffer.from(plaintext).toString('utf8');
}

/** CyberSource: payments, 201 answers. */
function toApproval(body: string): object {
  const { clientReferenceInformation, orderInformation } = JSON.parse(body) as {
    readonly clientReferenceInformation: { readonly code: string };
    readonly orderInformation: {
      readonly amountDetails: { readonly totalAmount: string; readonly currency: string };
    };
  };
  const { totalAmount, currency } = orderInformation.amountDetails;
  lastId += 1n;
  const id = String(lastId);
  return {
    _links: { self: { method: 'GET', href: `/pts/v2/payments/${id}` } },
    clientReferenceInformation: { code: clientReferenceInformation.code },
    id,
    orderInformation: { amountDetails: { authorizedAmount: totalAmount, currency } },
    paymentInformation: { card: { type: '001' }, accountFeatures: { category: 'A' } },
    processorInformation: {
      approvalCode: '831000',
      responseCode: '100',
      networkTransactionId: '016153570198200',
      avs: { code: 'Y', codeRaw: 'Y' },
      cardVerification: { resultCode: 'M' },
    },
    reconciliationId: '63165088Z3AHV91G',
    riskInformation: { profile: { name: 'Standard', decision: 'ACCEPT' }, score: { result: '37' } },
    status: 'AUTHORIZED',
    submitTimeUtc: new Date().toISOString(),
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

function later(action: () => void): void {
  if (delayMs === 0) action();
  else setTimeout(action, delayMs);
}

function send(res: ServerResponse, status: number, body: string, type = 'application/hal+json'): void {
  res.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'v-c-correlation-id': '3c1d5a2e-0000-4000-8000-000000000000',
  });
  res.end(body);
}
