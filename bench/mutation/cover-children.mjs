// Preloaded into a process of tests whose coverage is measured (`--import`): Node writes what ran when a process ends, and many that
// a test starts are killed, so these write it every now and then.
import { takeCoverage } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import './hand-on.mjs';

const EVERY_MS = 250;

const isRunner = process.argv[1]?.endsWith('mocha.js') === true;
if (!isRunner && isMainThread && process.env['NODE_V8_COVERAGE'] !== undefined)
  setInterval(takeCoverage, EVERY_MS).unref();
