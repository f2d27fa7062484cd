import https from 'node:https';
import { isIP } from 'node:net';
import type { MerchantIdentity } from './identity.ts';
import { present } from '../../../domain/present.ts';

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One POST to one of Apple's hosts. Rejects when there is no complete answer in time, or one that is too large. */
export type PostToApple = (host: string, identity: MerchantIdentity, body: object) => Promise<Answer>;

/** Apple: the path of every merchant validation. */
const PATH = '/paymentservices/startSession';

/** From connecting to the last byte; a shopper looks at an empty sheet meanwhile. */
const DEADLINE_MS = 5_000;
const ANSWER_BYTES_MAX = 64 * 1024;

export interface AppleIntermediate {
  /** An origin that takes the place of Apple's hosts, for development. */
  readonly intermediateHost?: string;
  /** PEM: who vouches for it, in place of the authorities that Node knows. */
  readonly authority?: Buffer;
}

/** Connects with mutual TLS to port 443 of the host, or to the stand-in. Node's own client follows no redirects. */
export function createPostToApple({ intermediateHost, authority }: AppleIntermediate = {}): PostToApple {
  const standIn = intermediateHost === undefined ? undefined : new URL(intermediateHost);
  return (host, { certificate, key }, body) =>
    new Promise((resolve, reject) => {
      const bytes = JSON.stringify(body);
      const peer = standIn?.hostname ?? host;
      const request = https.request({
        method: 'POST',
        host: peer,
        port: standIn?.port ?? 443,
        path: PATH,
        // The peer's own name, not the one in the Host header, has to be on its certificate.
        servername: isIP(peer) === 0 ? peer : '',
        headers: { host, 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) },
        cert: certificate,
        key,
        ...present({ ca: authority }),
        minVersion: 'TLSv1.2',
        agent: false,
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      request.on('error', reject);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > ANSWER_BYTES_MAX) request.destroy(new Error('an answer larger than 64 KB'));
        });
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
        });
      });
      request.end(bytes);
    });
}
