/**
 * A program that loads the extension as OCC's server does: with OCC's values in the nconf that all extensions share, OCC's logger in
 * `global.occ`, and the app mounted. What the logger gets is sent to who started the program.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import nconf from 'nconf';
import type { OccLogger } from '../../src/telemetry/log/log.ts';
import { MOUNT } from '../builders/app.ts';

/** What OCC has for it. */
export interface Hosted {
  /** OCC's own values. */
  readonly values: Readonly<Record<string, string>>;
  /** Where a bundle of CommonJS finds itself; a module has no such name. */
  readonly folder?: string;
  /** When OCC puts its logger in place. */
  readonly logger: 'first' | 'when asked' | 'never';
}

const { values, folder, logger } = JSON.parse(process.argv[2] ?? '') as Hosted;

const occLogger: OccLogger = Object.fromEntries(
  (['info', 'warning', 'error'] as const).map((level) => [
    level,
    (line: string) => process.send?.({ level, line }),
  ]),
) as unknown as OccLogger;
const placeLogger = (): object => Object.assign(globalThis, { occ: { logger: occLogger } });

nconf.use('memory');
for (const [name, value] of Object.entries(values)) nconf.set(name, value);
if (folder !== undefined) Object.assign(globalThis, { __dirname: folder });
if (logger === 'first') placeLogger();

const { app } = await import('../../src/extension.ts');
const server = createServer(express().use(MOUNT, app)).listen(0, '127.0.0.1');
await once(server, 'listening');
process.on('message', () => {
  placeLogger();
  process.send?.({ placed: true });
});
process.send?.({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
