import { createServer } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import nconf from 'nconf';
import { EXTENSION_PREFIX } from '../http/extension-proxy.ts';
import { answerProblem, notFound } from '../http/http.ts';
import { close, listen } from '../../listen.ts';
import { parseBodies, type RawBody } from './bodies.ts';
import { createGate } from './gate.ts';
import { createLogger, type HostLogger } from './logger.ts';
import { createOccClient } from './occ-client.ts';
import { readExtensionPackage, PackageError, type Manifest } from './package.ts';
import { unpack } from './unpack.ts';

export interface ExtensionHostOptions {
  /** 0, the default, picks a free one. */
  readonly port?: number;
  /** The package: a zip or an unpacked folder. */
  readonly extension: string;
  /** Where OCC is, without a slash at the end. */
  readonly occUrl: string;
  readonly applicationKey?: string;
  /** More variables for `process.env`; these win over OCC's. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly rawBody?: RawBody;
  /** Gets each line of the extension's log; by default it goes to the standard output. */
  readonly writeLog?: (line: string) => void;
}

export interface ExtensionHost {
  readonly url: string;
  readonly manifest: Manifest;
  close(): Promise<void>;
}

/**
 * Plays the Node server on which OCC runs an extension: checks and unpacks the package, sets the variables that OCC
 * holds for it, loads its app and mounts it under `/ccstorex/custom`. `process.env`, nconf and `global.occ` belong to the
 * whole process, as they do at OCC: one extension a process.
 */
export async function startExtensionHost(options: ExtensionHostOptions): Promise<ExtensionHost> {
  const { occUrl, applicationKey = 'sandbox-application-key' } = options;
  const extension = readExtensionPackage(options.extension);
  const occ = createOccClient({ occUrl, applicationKey });
  const variables = { ...(await occ.environmentVariables()), ...options.environment };

  const server = createServer();
  const port = await listen(server, options.port ?? 0, 'EXTENSION_PORT');
  const restoreEnvironment = setEnvironment(variables);
  const unpacked = unpack(extension);
  const stop = async (): Promise<void> => {
    await close(server);
    unpacked.remove();
    restoreEnvironment();
  };

  try {
    const writeLog = options.writeLog ?? ((line: string) => void process.stdout.write(`${line}\n`));
    const logger = createLogger(writeLog, () => new Date());
    presetNconf(occUrl, applicationKey);
    Object.assign(globalThis, { occ: { logger } });
    const app = requireApp(unpacked.load(), extension.manifest);
    const gate = createGate(extension.manifest, occ.isValid);
    server.on('request', createHostApp(gate, parseBodies(options.rawBody ?? 'buffer'), logger, app));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, manifest: extension.manifest, close: stop };
}

function createHostApp(
  gate: RequestHandler,
  bodies: readonly RequestHandler[],
  logger: HostLogger,
  extension: RequestHandler,
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.use(gate, ...bodies);
  app.use((_req, res, next) => {
    res.locals['logger'] = logger;
    next();
  });
  app.use(EXTENSION_PREFIX, extension);
  app.use(notFound, answerProblem);
  return app;
}

/** OCC: an extension's main module exports an Express app or router, which is a function. */
function requireApp(exported: unknown, { main }: Manifest): RequestHandler {
  if (typeof exported !== 'function') throw new PackageError(`${main} exports no Express app or router.`);
  return exported as RequestHandler;
}

function presetNconf(occUrl: string, applicationKey: string): void {
  nconf.use('memory');
  nconf.set('atg.server.url', occUrl);
  nconf.set('atg.server.admin.url', occUrl);
  nconf.set('atg.application.credentials:atg.application.token', applicationKey);
}

/** Returns what puts the environment back as it was. */
function setEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
}
