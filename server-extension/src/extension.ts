/**
 * What OCC loads: the app, built from OCC's configuration and environment. Bundled to one CommonJS file whose
 * `module.exports` is the app; OCC mounts it below `/ccstorex/custom`.
 */
import { join } from 'node:path';
import nconf from 'nconf';
import packageJson from '../package.json' with { type: 'json' };
import { createApp } from './http/app.ts';
import { assemble } from './assemble.ts';
import { readConfig } from './config/config.ts';
import { toErrorFields } from './telemetry/log/error-fields.ts';
import { paymentMethods } from './methods/methods.ts';
import {
  createLog,
  type OccLogger,
  toJson,
  toOccLogger,
  toStandardOutput,
  toWords,
} from './telemetry/log/log.ts';

/** The folder that OCC unpacked us into. Configuration and key files travel with the code: OCC's convention. */
const HOME = typeof __dirname === 'string' ? __dirname : process.cwd();
const CONFIG_FILE = join(HOME, 'config', 'app.prod.json');

// A provider of our own: the host's nconf is shared with every other extension of the shop.
const shipped = new nconf.Provider().file({ file: CONFIG_FILE });

function read(name: string): unknown {
  const fromOcc: unknown = nconf.get(name);
  return fromOcc === undefined || fromOcc === '' ? shipped.get(name) : fromOcc;
}

/** OCC may put its logger in place after it has loaded us. */
function occLogger(): OccLogger | undefined {
  return (globalThis as { readonly occ?: { readonly logger?: OccLogger } }).occ?.logger;
}

const log = createLog(
  (level, line) => {
    const logger = occLogger();
    const sink = logger === undefined ? toStandardOutput : toOccLogger(logger);
    sink(level, line);
  },
  () => new Date(),
  (entry) => (occLogger() === undefined ? toJson(entry) : toWords(entry)),
);

const extension = assemble({
  config: readConfig({ read, version: packageJson.version, home: HOME }),
  log,
  methods: paymentMethods,
});
extension.start().catch((error: unknown) => {
  log('journal.unavailable', toErrorFields(error));
});

export const app = createApp(extension.answer);
