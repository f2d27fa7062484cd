import bodyParser from 'body-parser';
import type { Request, RequestHandler } from 'express';
import { OccProblem } from '../http/problem.ts';

/** OCC takes JSON, forms and XML. */
const JSON_TYPES = ['application/json', 'application/*+json'];
const FORM_TYPES = ['application/x-www-form-urlencoded'];
const XML_TYPES = ['application/xml', 'text/xml'];
const LIMIT = '1mb';

/** As what `req.rawBody` reaches the extension; Oracle does not document which one OCC chose. */
export type RawBody = 'buffer' | 'string';

/** Parses bodies as OCC's servers do before an extension sees them, and keeps the bytes as `req.rawBody`. */
export function parseBodies(rawBody: RawBody): readonly RequestHandler[] {
  const keep = (req: object, bytes: Buffer): void => {
    Object.assign(req, { rawBody: rawBody === 'buffer' ? bytes : bytes.toString('utf8') });
  };
  const verify = (req: object, _res: object, bytes: Buffer): void => {
    keep(req, bytes);
  };
  return [
    (req, _res, next) => {
      if (hasBody(req) && req.is([...JSON_TYPES, ...FORM_TYPES, ...XML_TYPES]) === false) {
        throw new OccProblem(415, 'OCC hands on JSON, forms and XML only.');
      }
      keep(req, Buffer.alloc(0));
      // OCC's servers run an Express whose body parser leaves an empty object where there is no body.
      Object.assign(req, { body: {} });
      next();
    },
    bodyParser.json({ type: JSON_TYPES, limit: LIMIT, verify }),
    bodyParser.urlencoded({ type: FORM_TYPES, limit: LIMIT, verify, extended: true }),
    bodyParser.text({ type: XML_TYPES, limit: LIMIT, verify }),
  ];
}

function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}
