import { Problem } from '../domain/problem.ts';
import type { Request } from './route.ts';

/** Room for a webhook with its whole order. */
const BODY_BYTES_MAX = 256 * 1024;

/**
 * The bytes of a request's body as they were sent: `req.rawBody` where the host has read them (OCC does), else read here.
 * Compressed bodies are refused: a small one could unpack to any size.
 *
 * @throws Problem `unsupported-media-type` (compressed), `body-too-large` (before more than 256 KB are kept),
 *   `malformed-request` (the sender went away) or `not-configured` (the host has parsed the body and kept no bytes).
 */
export async function readBodyBytes(req: Request): Promise<Buffer> {
  const bytes = bytesFromHost(req) ?? (await bytesFromNetwork(req));
  if (bytes.length > BODY_BYTES_MAX) throw bodyTooLarge();
  return bytes;
}

/** What the host has read before us. */
export function bytesFromHost(req: Request): Buffer | undefined {
  const { rawBody } = req as { rawBody?: unknown };
  if (Buffer.isBuffer(rawBody)) return rawBody;
  return typeof rawBody === 'string' ? Buffer.from(rawBody, 'utf8') : undefined;
}

/** Whether the host's body parser has run before us. */
export function isParsedAlready(body: unknown): body is object {
  return typeof body === 'object' && body !== null && Object.keys(body).length > 0;
}

async function bytesFromNetwork(req: Request): Promise<Buffer> {
  const { headers } = req;
  if (req.readableEnded) {
    if (isParsedAlready(req.body)) throw withoutBytes();
    return NO_BYTES;
  }
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    throw new Problem('unsupported-media-type', 'Send the body uncompressed.');
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return NO_BYTES;
  // Nothing is read of it: the server discards it with the answer.
  if (Number(headers['content-length'] ?? 0) > BODY_BYTES_MAX) throw bodyTooLarge();
  return collect(req);
}

function collect(req: Request): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;

    function onData(chunk: Buffer): void {
      length += chunk.length;
      if (length <= BODY_BYTES_MAX) chunks.push(chunk);
      else {
        req.pause();
        end(() => {
          reject(bodyTooLarge());
        });
      }
    }
    function onEnd(): void {
      end(() => {
        // A webhook fits into one chunk as a rule: then nothing is copied.
        const [first = NO_BYTES, ...others] = chunks;
        resolve(others.length === 0 ? first : Buffer.concat(chunks, length));
      });
    }
    function onBroken(): void {
      end(() => {
        reject(new Problem('malformed-request', 'The body did not arrive completely.'));
      });
    }
    function end(settle: () => void): void {
      req.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      // A sender that resets its connection later must not end the process.
      req.on('error', () => undefined);
      settle();
    }
    req.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}

const NO_BYTES = Buffer.alloc(0);

export function bodyTooLarge(): Problem {
  return new Problem(
    'body-too-large',
    'The body is larger than this address takes: 256 KB of JSON, 16 KB of a form.',
  );
}

function withoutBytes(): Problem {
  return new Problem(
    'not-configured',
    'The host has parsed the body and kept no rawBody: signatures are over bytes.',
  );
}
