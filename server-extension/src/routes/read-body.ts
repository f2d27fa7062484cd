import bodyParser from 'body-parser';
import type { Request, RequestHandler, Response } from 'express';
import { Problem } from '../domain/problem.ts';
import { requireJson } from '../occ/json.ts';

/** Room for a webhook with its whole order. */
const MAX_BYTES = 256 * 1024;

// Compressed bodies are refused: a small one could unpack to anything.
const parse: RequestHandler = bodyParser.raw({ type: () => true, limit: MAX_BYTES, inflate: false });

/**
 * The bytes of a JSON request as they were sent: `req.rawBody` where the host has read them (OCC does), else read here.
 *
 * @throws Problem `unsupported-media-type`, `body-too-large`, `malformed-request` (the sender went away) or
 *   `not-configured` (the host has parsed the body and thrown the bytes away).
 */
export async function readJsonBytes(req: Request, res: Response): Promise<Buffer> {
  if (!/^application\/json\s*(?:;|$)/i.test(req.headers['content-type'] ?? '')) {
    throw new Problem('unsupported-media-type', 'Send JSON: Content-Type has to be application/json.');
  }
  const bytes = bytesFromHost(req) ?? (await readBytes(req, res));
  if (bytes.length > MAX_BYTES) throw tooLarge();
  return bytes;
}

/** @throws Problem as {@link readJsonBytes}, and `malformed-request` when the bytes are no JSON. */
export async function readJson(
  req: Request,
  res: Response,
): Promise<{ readonly bytes: Buffer; readonly json: unknown }> {
  const bytes = await readJsonBytes(req, res);
  return { bytes, json: requireJson(bytes) };
}

function bytesFromHost(req: Request): Buffer | undefined {
  const { rawBody } = req as { rawBody?: unknown };
  if (Buffer.isBuffer(rawBody)) return rawBody;
  return typeof rawBody === 'string' ? Buffer.from(rawBody, 'utf8') : undefined;
}

function readBytes(req: Request, res: Response): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    parse(req, res, (error?: unknown) => {
      const body: unknown = req.body;
      if (error !== undefined && error !== null) reject(toProblem(error));
      else if (Buffer.isBuffer(body)) resolve(body);
      else if (isParsedAlready(body)) reject(withoutBytes());
      else resolve(Buffer.alloc(0));
    });
  });
}

function isParsedAlready(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.keys(body).length > 0;
}

function toProblem(error: unknown): Problem {
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return tooLarge();
  if (type === 'encoding.unsupported') {
    return new Problem('unsupported-media-type', 'Send the body uncompressed.');
  }
  return new Problem('malformed-request', 'The body did not arrive completely.');
}

function tooLarge(): Problem {
  return new Problem('body-too-large', 'The body is larger than 256 KB.');
}

function withoutBytes(): Problem {
  return new Problem(
    'not-configured',
    'The host has parsed the body and kept no rawBody: signatures are over bytes.',
  );
}
