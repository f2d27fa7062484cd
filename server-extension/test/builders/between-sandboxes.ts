import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import {
  type CyberSourceSandbox,
  type CyberSourceSandboxOptions,
  startCybersourceSandbox,
} from '../../../sandbox/cybersource/start.ts';
import { type OccSandbox, type OccSandboxOptions, startOccSandbox } from '../../../sandbox/occ/start.ts';
import { createApp } from '../../src/http/app.ts';
import { assemble, type Assembled } from '../../src/assemble.ts';
import { readConfig } from '../../src/config/config.ts';
import { declareRoutes } from '../../src/routes/routes.ts';
import { createLog } from '../../src/telemetry/log/log.ts';
import { API, MOUNT } from './app.ts';
import { createAnswerWitness } from './declared-answers.ts';
import { paymentMethods } from '../../src/methods/methods.ts';

/** The secret with which OCC's sandbox signs its webhooks, base64. */
export const webhookSecret = Buffer.alloc(64, 7).toString('base64');

/**
 * How many instances of the extension answer, one after the other, as behind a load balancer: `npm run test:two` runs tests of routes
 * again with two. They share a journal and, as two machines do, nothing else.
 */
export const INSTANCES = Number(process.env['TEST_INSTANCES'] ?? 1);

/** Loaded before the first test, so that its server is ended after the last one. */
const postgres = process.env['TEST_JOURNAL'] === 'postgres' ? await import('./postgres.ts') : undefined;

export interface BetweenSandboxes {
  readonly cybersource: CyberSourceSandbox;
  readonly occ: OccSandbox;
  /** The extension's routes on its own server; OCC passes the same paths on. */
  readonly api: string;
  /** From now on this program answers in the extension's place; undefined puts the extension back. */
  standIn(program?: RequestListener): void;
  /**
   * The extension ends and another one begins in its place: what it had in its memory is gone.
   *
   * @param meanwhile done while none runs.
   * @param changed of the environment, for this one only.
   */
  restart(meanwhile?: () => Promise<void>, changed?: Readonly<Record<string, string>>): Promise<void>;
  /** Rejects when the extension has given an answer that its routes do not declare. */
  close(): Promise<void>;
}

export interface BetweenSandboxesOptions {
  readonly cybersource?: CyberSourceSandboxOptions;
  readonly siteSettings?: OccSandboxOptions['siteSettings'];
  readonly occ?: Pick<OccSandboxOptions, 'amountConvention' | 'gatewayPackage' | 'now'>;
  /** Pages on the shop's origin, which may show what CyberSource has. */
  readonly pages?: (cybersource: CyberSourceSandbox) => OccSandboxOptions['pages'];
  /** Of the extension, beside what it needs to find both sandboxes. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The extension's clock; the machine's by default. */
  readonly now?: () => Date;
  /** Takes every line that the extension writes; they are dropped by default. */
  readonly writeLine?: (line: string) => void;
}

/** Everything real: OCC and CyberSource as other programs on their own ports, the extension between them. */
export async function startBetweenSandboxes(
  options: BetweenSandboxesOptions = {},
): Promise<BetweenSandboxes> {
  let handle: RequestListener = () => undefined;
  const server = createServer((req, res) => {
    handle(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const extensionUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cybersource = await startCybersourceSandbox(options.cybersource);
  const { siteSettings } = options;
  const occ = await startOccSandbox({
    extensionUrl,
    secrets: { webhook: webhookSecret },
    ...(siteSettings !== undefined && { siteSettings }),
    ...(options.pages && { pages: options.pages(cybersource) ?? [] }),
    ...options.occ,
  });
  const environment = {
    ATG_SERVER_URL: occ.url,
    ATG_SERVER_ADMIN_URL: occ.url,
    ATG_APPLICATION_TOKEN: 'sandbox-application-key',
    PAYMENTS_SECRET_KEY: webhookSecret,
    CRYPTO_SERVICE_KEY: Buffer.alloc(32, 9).toString('base64'),
    CYBERSOURCE_INTERMEDIATE_HOST: cybersource.url,
    ...options.environment,
  };
  const { writeLine = () => undefined } = options;
  const log = createLog(
    (_level, line) => {
      writeLine(line);
    },
    () => new Date(),
  );
  const shared = INSTANCES > 1 ? await openSharedJournal() : undefined;
  let extensions: readonly Assembled[] = [];
  const undeclared: string[] = [];
  const witnessed = createAnswerWitness(declareRoutes(paymentMethods), (failure) => undeclared.push(failure));
  let ours: RequestListener;
  const begin = (changed: Readonly<Record<string, string>> = {}): void => {
    const { now } = options;
    const before = extensions.length;
    extensions = Array.from({ length: INSTANCES }, (_, nth) => {
      const ofInstance = shared && { JOURNAL: shared.journal, INSTANCE_NAME: `instance-${before + nth + 1}` };
      return assemble(
        {
          config: readConfig({
            environment: { ...ofInstance, ...environment, ...changed },
            version: '1.0.0',
          }),
          log,
          methods: paymentMethods,
        },
        now && { clock: { now, observeServerDate: () => false, offsetMs: () => undefined } },
      );
    });
    for (const extension of extensions) extension.start().catch(() => undefined);
    const apps = extensions.map((extension) => express().use(MOUNT, createApp(witnessed(extension.answer))));
    ours = inTurn(apps as RequestListener[]);
    handle = ours;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(extensions.map((extension) => extension.stop()));
  };
  begin();
  return {
    cybersource,
    occ,
    api: extensionUrl + API,
    standIn: (program = ours) => {
      handle = program;
    },
    async restart(meanwhile = async () => undefined, changed = {}) {
      await stop();
      await meanwhile();
      begin(changed);
    },
    async close() {
      await occ.close();
      await cybersource.close();
      server.closeAllConnections();
      server.close();
      await stop();
      await shared?.remove();
      if (undeclared.length > 0) throw new Error(undeclared.join('\n'));
    },
  };
}

/** A journal for all instances of a test: in PostgreSQL where the run asks for it, else in an SQLite file. */
async function openSharedJournal(): Promise<{ readonly journal: string; remove(): Promise<void> }> {
  if (postgres !== undefined) {
    const cluster = await postgres.sharedCluster();
    return { journal: await cluster.createDatabase(), remove: async () => undefined };
  }
  const folder = await mkdtemp(join(tmpdir(), 'instances-'));
  return {
    journal: `sqlite:${join(folder, 'journal.sqlite')}`,
    remove: () => rm(folder, { recursive: true }),
  };
}

/** Each request goes to the next one. */
function inTurn(listeners: readonly RequestListener[]): RequestListener {
  let nth = 0;
  return (req, res) => {
    nth += 1;
    listeners[nth % listeners.length]?.(req, res);
  };
}
