/** The extension in a host like OCC's: an Express app that reads JSON bodies first and keeps their bytes. */
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import bodyParser from 'body-parser';
import express, { type Express } from 'express';
import { announce } from '../../../sandbox/announce.ts';

const extension = createRequire(import.meta.url)(process.env['HOSTED_EXTENSION'] ?? '') as Express;

const host = express();
host.use(
  bodyParser.json({
    limit: '1mb',
    verify(req: IncomingMessage, _res, bytes) {
      Object.assign(req, { rawBody: bytes });
    },
  }),
);
host.use('/ccstorex/custom', extension);

const server = createServer({ keepAliveTimeout: 75_000 }, host).listen(0, '127.0.0.1', () => {
  announce('Express host', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
