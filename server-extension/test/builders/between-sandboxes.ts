import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
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

export interface BetweenSandboxes {
  readonly cybersource: CyberSourceSandbox;
  readonly occ: OccSandbox;
  /** The extension's routes on its own server; OCC passes the same paths on. */
  readonly api: string;
  /** From now on this program answers in the extension's place; undefined puts the extension back. */
  standIn(program?: RequestListener): void;
  /** The extension ends and another one begins in its place: what it had in its memory is gone. */
  restart(): Promise<void>;
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
  let extension: Assembled;
  const undeclared: string[] = [];
  const witnessed = createAnswerWitness(declareRoutes(paymentMethods), (failure) => undeclared.push(failure));
  let ours: RequestListener;
  const begin = (): void => {
    const { now } = options;
    extension = assemble(
      { config: readConfig({ environment, version: '1.0.0' }), log, methods: paymentMethods },
      now && { clock: { now, observeServerDate: () => false, offsetMs: () => undefined } },
    );
    extension.start().catch(() => undefined);
    ours = express().use(MOUNT, createApp(witnessed(extension.answer))) as RequestListener;
    handle = ours;
  };
  begin();
  return {
    cybersource,
    occ,
    api: extensionUrl + API,
    standIn: (program = ours) => {
      handle = program;
    },
    async restart() {
      await extension.stop();
      begin();
    },
    async close() {
      await occ.close();
      await cybersource.close();
      server.closeAllConnections();
      server.close();
      await extension.stop();
      if (undeclared.length > 0) throw new Error(undeclared.join('\n'));
    },
  };
}
