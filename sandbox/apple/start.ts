/** Plays Apple's host of merchant validation: `POST /paymentservices/startSession` over mutual TLS. */
import { mkdir, writeFile } from 'node:fs/promises';
import https from 'node:https';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import express from 'express';
import { close, listen } from '../listen.ts';
import { createAppleIdentities, type AppleIdentities } from './identities.ts';
import { answerSession } from './merchant-session.ts';

export interface AppleSandboxOptions {
  /** @default 0, a free one */
  readonly port?: number | undefined;
  /** Where the files of {@link AppleFiles} are written. */
  readonly directory: string;
  /** @default merchant.com.example.sandbox */
  readonly merchantId?: string | undefined;
  /** Domains that the merchant registered with Apple. @default localhost */
  readonly domains?: readonly string[] | undefined;
  readonly now?: (() => Date) | undefined;
}

/** PEM files of one run; the names of the last two are those that the extension looks for. */
export interface AppleFiles {
  /** `apple-ca.pem` */
  readonly ca: string;
  /** `applePayIdentityCert.pem` */
  readonly certificate: string;
  /** `applePayIdentityKey.key` */
  readonly key: string;
}

/** A host that listens. */
export interface AppleSandbox {
  readonly url: string;
  readonly files: AppleFiles;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1. Who brings no certificate of this run's authority does not get past the handshake, as at
 * Apple's. Rejects with `PortTaken` when the port is held by another program.
 */
export async function startAppleSandbox(options: AppleSandboxOptions): Promise<AppleSandbox> {
  const { merchantId = 'merchant.com.example.sandbox', domains = ['localhost'] } = options;
  const now = options.now ?? (() => new Date());
  const identities = await createAppleIdentities(merchantId, new Date());

  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.post('/paymentservices/startSession', express.json({ limit: '16kb' }), (req, res) => {
    const { status, body } = answerSession(req.body, certifiedId(req.socket), { merchantId, domains }, now());
    res.status(status).json(body);
  });
  app.use('/paymentservices/startSession', (_req, res) => {
    res.status(405).set('allow', 'POST').end();
  });
  app.use((_req, res) => {
    res.status(404).end();
  });

  const { ca, host } = identities;
  const server = https.createServer({ ...host, ca, requestCert: true, rejectUnauthorized: true }, app);
  const port = await listen(server, options.port ?? 0, 'APPLE_PAY_PORT');
  const files = await writeFiles(options.directory, identities);
  return { url: `https://127.0.0.1:${port}`, files, close: () => close(server) };
}

/** The merchant identifier in the subject of the client's certificate. */
function certifiedId(socket: unknown): string {
  const { subject } = (socket as TLSSocket).getPeerCertificate();
  const { UID } = subject as unknown as Readonly<Record<string, unknown>>;
  return typeof UID === 'string' ? UID : '';
}

async function writeFiles(directory: string, { ca, merchant }: AppleIdentities): Promise<AppleFiles> {
  const files: AppleFiles = {
    ca: path.resolve(directory, 'apple-ca.pem'),
    certificate: path.resolve(directory, 'applePayIdentityCert.pem'),
    key: path.resolve(directory, 'applePayIdentityKey.key'),
  };
  await mkdir(directory, { recursive: true });
  await Promise.all([
    writeFile(files.ca, ca),
    writeFile(files.certificate, merchant.cert),
    writeFile(files.key, merchant.key, { mode: 0o600 }),
  ]);
  return files;
}
