import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createServerCertificate } from '../../sandbox/cybersource/access/encryption/certificate.ts';
import {
  createIdentity,
  GATEWAY,
  TESTREST_SUBJECT,
} from '../../sandbox/cybersource/access/encryption/identity.ts';
import { writeKeyFiles } from '../../sandbox/cybersource/access/encryption/key-files.ts';
import { bundle } from '../../scripts/src/package/bundle.ts';
import { type Cluster, startCluster } from '../../scripts/src/postgres/cluster.ts';
import { inRepository } from '../../scripts/src/program/repository.ts';
import { canPin, type StartedProgram, startListening } from './processes.ts';
import { CLIENT_ADDRESS_HEADER } from './protocol.ts';

/** Where the product writes its payments down. */
export const journals = ['memory', 'sqlite', 'postgres'] as const;
export type JournalKind = (typeof journals)[number];

/**
 * The product: in its own server with one of its journals, or in memory in a host like OCC's, which is an Express app, or in memory
 * with a key file that signs requests and with requests and answers encrypted (message-level encryption).
 */
export type MeasuredExtension = JournalKind | 'express' | 'encrypted';
export const measuredExtensions: readonly MeasuredExtension[] = [...journals, 'express', 'encrypted'];

/** What is measured: the least that is possible, and the product. */
export type BenchServer = 'floor' | MeasuredExtension;

/** What every cell needs and no cell changes. */
export interface BenchEnvironment {
  readonly webhookKey: string;
  readonly occUrl: string;
  /** OCC whose sites sign with a key file and encrypt messages. */
  readonly encryptingOccUrl: string;
  /** The folder with the key file, and CyberSource's side of it for the stub: its private key and the merchant's certificate, in PEM. */
  readonly keys: {
    readonly folder: string;
    readonly gatewayKey: string;
    readonly merchantCertificate: string;
  };
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: string };
  readonly programs: Readonly<Record<'floor' | 'extension' | 'express', string>>;
  /** The extension's bundle as OCC loads it. */
  readonly hosted: string;
  /** Loaded before a server that is asked what it keeps, see {@link ASK_FOR_HEAP}. */
  readonly heapReport: string;
  /** Folder of what Node has compiled of the extension, as the container image has one. */
  readonly compiled: string;
  /** A fresh and empty journal, as the extension's setting names it. */
  readonly newJournal: (kind: JournalKind) => Promise<string>;
}

/**
 * Builds the extension with its own server around it, makes a certificate, starts the stub of OCC, and PostgreSQL where it
 * is asked for.
 */
export async function prepareGround(kinds: readonly JournalKind[]): Promise<{
  readonly ground: BenchEnvironment;
  readonly stop: () => Promise<void>;
}> {
  await mkdir(inRepository('.run'), { recursive: true });
  const folder = await mkdtemp(inRepository('.run', 'bench-'));
  const atExit = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', atExit);
  const extension = path.join(folder, 'extension.cjs');
  await bundle('server-extension/src/standalone.ts', extension);
  compileInto(folder, extension);
  const hosted = path.join(folder, 'hosted.cjs');
  await bundle('server-extension/src/extension.ts', hosted, {
    footer: 'module.exports = module.exports.app;',
    leftOut: ['pg'],
  });

  // As JavaScript: what strips types would be a good part of the memory of the server that it is loaded into.
  const heapReport = path.join(folder, 'report-heap.cjs');
  await bundle('bench/src/programs/report-heap.ts', heapReport);

  const certificate = await createServerCertificate(['localhost'], new Date());
  const tls = {
    key: path.join(folder, 'key.pem'),
    cert: path.join(folder, 'cert.pem'),
    ca: path.join(folder, 'ca.pem'),
  };
  for (const part of ['key', 'cert', 'ca'] as const) await writeFile(tls[part], certificate[part]);

  const keys = await writeKeys(path.join(folder, 'certs'));

  const occ = await startListening(programs('occ-stub.ts'), 'others');
  const encryptingOcc = await startListening(programs('occ-stub.ts'), 'others', { KEY_FILE: 'testrest' });
  // As it comes, every commit on the disk. It shares a core with the load, not with the server under test.
  const launcher = canPin ? { launcher: ['taskset', '-c', '1'] } : {};
  const cluster = kinds.includes('postgres') ? await startCluster(launcher) : undefined;
  return {
    ground: {
      webhookKey: Buffer.alloc(64, 'bench').toString('base64'),
      occUrl: occ.url,
      encryptingOccUrl: encryptingOcc.url,
      keys,
      tls,
      programs: { floor: programs('floor.ts'), extension, express: programs('express-host.ts') },
      hosted,
      heapReport,
      compiled: folder,
      newJournal: createNewJournal(folder, cluster),
    },
    async stop() {
      await Promise.all([occ.stop(), encryptingOcc.stop()]);
      await cluster?.remove();
      process.off('exit', atExit);
      await rm(folder, { recursive: true });
    },
  };
}

/** Key files as CyberSource's Business Center makes them, for `testrest`. */
async function writeKeys(folder: string): Promise<BenchEnvironment['keys']> {
  const gateway = await createIdentity(GATEWAY, new Date());
  const merchant = await createIdentity(TESTREST_SUBJECT, new Date());
  await writeKeyFiles(folder, { gateway, merchant });
  const keys = {
    folder,
    gatewayKey: path.join(folder, 'gateway-key.pem'),
    merchantCertificate: path.join(folder, 'merchant.pem'),
  };
  await writeFile(keys.gatewayKey, gateway.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(keys.merchantCertificate, merchant.certificate.toString());
  return keys;
}

/** Has Node compile the program and keep that in the folder, as `deploy/container/build.sh` does. */
export function compileInto(folder: string, program: string): void {
  execFileSync(process.execPath, [program, '--help'], {
    env: { ...process.env, NODE_COMPILE_CACHE: folder },
  });
}

function createNewJournal(folder: string, cluster: Cluster | undefined): BenchEnvironment['newJournal'] {
  let files = 0;
  return async (kind) => {
    if (kind === 'memory') return 'memory:';
    if (kind === 'sqlite') return `sqlite:${path.join(folder, `journal-${(files += 1)}.sqlite`)}`;
    if (cluster === undefined) throw new Error('PostgreSQL was not asked for.');
    return cluster.createDatabase();
  };
}

export function startGateway({ tls, keys }: BenchEnvironment, delayMs: number): Promise<StartedProgram> {
  return startListening(programs('gateway-stub.ts'), 'others', {
    DELAY_MS: String(delayMs),
    TLS_KEY: tls.key,
    TLS_CERT: tls.cert,
    MESSAGE_KEY: keys.gatewayKey,
    MERCHANT_CERTIFICATE: keys.merchantCertificate,
  });
}

/** As `deploy/` starts a server; inside OCC the host decides. */
const AS_DEPLOYED = ['--max-semi-space-size=8'];

export async function startContestant(
  contestant: BenchServer,
  ground: BenchEnvironment,
  gatewayUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<StartedProgram> {
  const { programs: paths, hosted, compiled, webhookKey, tls, keys, newJournal } = ground;
  const occUrl = contestant === 'encrypted' ? ground.encryptingOccUrl : ground.occUrl;
  const values = {
    NODE_EXTRA_CA_CERTS: tls.ca,
    EXTENSION_PORT: '0',
    // Each cell has a warm-up of its own, by payments.
    WARM_UP_MS: '0',
    PAYMENTS_SECRET_KEY: webhookKey,
    CRYPTO_SERVICE_KEY: Buffer.alloc(32, 'seal').toString('base64'),
    CERTS_FOLDER: keys.folder,
    ATG_SERVER_URL: occUrl,
    ATG_SERVER_ADMIN_URL: occUrl,
    ATG_APPLICATION_TOKEN: 'bench',
    CYBERSOURCE_INTERMEDIATE_HOST: gatewayUrl,
    CLIENT_ADDRESS_HEADER,
    HOSTED_EXTENSION: hosted,
    JOURNAL: await newJournal(journalOf(contestant)),
    ...environment,
  };
  if (contestant === 'floor' || contestant === 'express')
    return startListening(paths[contestant], 'under test', values);
  return startListening(
    paths.extension,
    'under test',
    { ...values, NODE_COMPILE_CACHE: compiled, MALLOC_ARENA_MAX: '1' },
    AS_DEPLOYED,
  );
}

function journalOf(contestant: BenchServer): JournalKind {
  return contestant === 'sqlite' || contestant === 'postgres' ? contestant : 'memory';
}

/** Path of a program of the bench. */
export function programs(file: string): string {
  return path.join(import.meta.dirname, 'programs', file);
}
