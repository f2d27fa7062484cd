import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createServerCertificate } from '../../sandbox/cybersource/certificate.ts';
import { bundle } from '../../scripts/src/package/bundle.ts';
import { inRepository } from '../../scripts/src/repository.ts';
import { type Listening, startListening } from './processes.ts';

/** What is measured: the least that is possible, and the product. */
export type Contestant = 'floor' | 'extension';

/** What every cell needs and no cell changes. */
export interface Ground {
  readonly webhookKey: string;
  readonly occUrl: string;
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: string };
  readonly programs: Readonly<Record<Contestant, string>>;
}

/** Builds the extension with its own server around it, makes a certificate, starts the stub of OCC. */
export async function prepareGround(): Promise<{
  readonly ground: Ground;
  readonly stop: () => Promise<void>;
}> {
  const folder = inRepository('.run', 'bench');
  await mkdir(folder, { recursive: true });
  const extension = path.join(folder, 'extension.cjs');
  await bundle('server-extension/src/standalone.ts', extension);

  const certificate = await createServerCertificate(['localhost'], new Date());
  const tls = {
    key: path.join(folder, 'key.pem'),
    cert: path.join(folder, 'cert.pem'),
    ca: path.join(folder, 'ca.pem'),
  };
  for (const part of ['key', 'cert', 'ca'] as const) await writeFile(tls[part], certificate[part]);

  const occ = await startListening(programs('occ-stub.ts'), 'others');
  return {
    ground: {
      webhookKey: Buffer.alloc(64, 'bench').toString('base64'),
      occUrl: occ.url,
      tls,
      programs: { floor: programs('floor.ts'), extension },
    },
    stop: occ.stop,
  };
}

export function startGateway({ tls }: Ground, delayMs: number): Promise<Listening> {
  return startListening(programs('gateway-stub.ts'), 'others', {
    DELAY_MS: String(delayMs),
    TLS_KEY: tls.key,
    TLS_CERT: tls.cert,
  });
}

export function startContestant(
  contestant: Contestant,
  { programs: paths, webhookKey, occUrl, tls }: Ground,
  gatewayUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Listening> {
  return startListening(paths[contestant], 'under test', {
    NODE_EXTRA_CA_CERTS: tls.ca,
    EXTENSION_PORT: '0',
    PAYMENTS_SECRET_KEY: webhookKey,
    CRYPTO_SERVICE_KEY: Buffer.alloc(32, 'seal').toString('base64'),
    ATG_SERVER_URL: occUrl,
    ATG_SERVER_ADMIN_URL: occUrl,
    ATG_APPLICATION_TOKEN: 'bench',
    CYBERSOURCE_INTERMEDIATE_HOST: gatewayUrl,
    JOURNAL: 'memory:',
    ...environment,
  });
}

/** Path of a program of the bench. */
export function programs(file: string): string {
  return path.join(import.meta.dirname, file);
}
