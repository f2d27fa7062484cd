/**
 * Loaded before the server under test (`--require`): has V8 sample what the processor does during some of its payments, and sends that
 * over IPC.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { Session } from 'node:inspector/promises';
import { PAYMENTS, PROFILE_FROM, PROFILE_PAYMENTS, type MeasuredProfile } from '../protocol.ts';

const REQUESTS = 'http.server.request.start';
const EVERY_MICROSECONDS = 250;

const first = Number(process.env[PROFILE_FROM]);
const last = first + Number(process.env[PROFILE_PAYMENTS]);
const session = new Session();
let payments = 0;

async function begin(): Promise<void> {
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: EVERY_MICROSECONDS });
  await session.post('Profiler.start');
}

async function end(): Promise<void> {
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  process.send?.({ profile } satisfies MeasuredProfile);
}

subscribe(REQUESTS, function count(message) {
  const { url } = (message as { readonly request: IncomingMessage }).request;
  if (url !== PAYMENTS) return;
  payments += 1;
  if (payments === first) void begin();
  if (payments !== last) return;
  unsubscribe(REQUESTS, count);
  void end();
});
