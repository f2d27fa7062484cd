/** Everything that `npm start` starts, on free ports and built into a folder of its own. */
import { fork, type ChildProcess } from 'node:child_process';
import { once as event } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Router } from 'express';
import { freePort } from '../../../scripts/src/program/free-port.ts';
import { makeExtension } from '../../../scripts/src/package/extension-package.ts';
import { copyWidget } from '../../../scripts/src/package/kept-builds.ts';
import { sandboxPolicy } from '../../../scripts/src/pci/sandbox-policy.ts';
import { isAnnouncement } from '../../announce.ts';
import { startAppleSandbox } from '../../apple/start.ts';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../cybersource/start.ts';
import { createPages } from '../../occ/pages/pages.ts';
import { TEST_MERCHANT, type SettingsBySite } from '../../occ/settings/provision.ts';
import { startOccSandbox, type OccSandbox } from '../../occ/start.ts';
import { createStorefront } from '../../occ/storefront/storefront.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export interface WholeMachine {
  /** `http://localhost:<port>` */
  readonly shop: string;
  readonly cybersource: CyberSourceSandbox;
  readonly occ: OccSandbox;
  /** What no answer to a browser may hold: keys, and every token of an administrator so far. */
  secrets(): readonly string[];
  /** Everything the extension has printed. */
  log(): string;
  close(): Promise<void>;
}

export interface MachineOptions {
  /** Settings of the gateway beside those that the sandbox begins with. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** More pages on the shop's origin. */
  readonly pages?: readonly Router[];
}

export async function startWholeMachine({
  settings = {},
  pages = [],
}: MachineOptions = {}): Promise<WholeMachine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'whole-machine-'));
  const [{ extension, widget, gateway }, cybersource, apple] = await Promise.all([
    packages(),
    startCybersourceSandbox({ controlPort: 0, directoryTimeoutMs: 500 }),
    startAppleSandbox({ directory: folder }),
  ]);
  const extensionPort = await freePort();
  const { controlUrl } = cybersource;
  const occ = await startOccSandbox({
    extensionUrl: `http://127.0.0.1:${extensionPort}`,
    webhookUrl: `http://127.0.0.1:${extensionPort}/ccstorex/custom/isv-payment/v2/payments`,
    gatewayPackage: gateway,
    siteSettings: { 'isv-occ-gateway': { '*': { '*': settings } } } satisfies SettingsBySite,
    environment: {
      CYBERSOURCE_INTERMEDIATE_HOST: cybersource.url,
      CLIENT_ADDRESS_HEADER: 'x-forwarded-for',
      WALLET_SCRIPT_ORIGIN: cybersource.url,
      APPLE_PAY_INTERMEDIATE_HOST: apple.url,
      CERTS_FOLDER: folder,
      JOURNAL: 'memory:',
    },
    pages: [
      createStorefront({
        widgetFolder: widget,
        contentSecurityPolicy: sandboxPolicy(cybersource.url),
      }),
      createPages(controlUrl === undefined ? {} : { cybersourceControlUrl: controlUrl }),
      ...pages,
    ],
  });
  const tokens = noteAdminTokens(occ);
  const lines: string[] = [];
  const host = await startHost(
    {
      EXTENSION_PORT: String(extensionPort),
      EXTENSION_PACKAGE: extension,
      OCC_URL: occ.url,
      NODE_EXTRA_CA_CERTS: apple.files.ca,
    },
    lines,
  );
  return {
    shop: occ.url,
    cybersource,
    occ,
    secrets: () => [...secretsOf(occ), ...tokens],
    log: () => lines.join(''),
    close: async () => {
      host.kill();
      await event(host, 'exit');
      await Promise.all([occ.close(), cybersource.close(), apple.close()]);
      await rm(folder, { recursive: true });
    },
  };
}

interface Packages {
  readonly extension: string;
  readonly widget: string;
  readonly gateway: string;
}

/** What a merchant uploads, from the sources as they are now; made once for all files of a test run. */
const packages = once(async (): Promise<Packages> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'whole-machine-packages-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true });
  });
  const [extension, widget] = [path.join(folder, 'extension'), path.join(folder, 'widget')];
  await Promise.all([makeExtension(extension), copyWidget(widget)]);
  return { extension, widget, gateway: path.join(root, 'gateway-settings/extension') };
});

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The keys that this tenant and its gateway share with the extension. */
function secretsOf({ tenant }: OccSandbox): readonly string[] {
  const { secretKeySHA512, secretKey } = tenant.webhooks.secrets();
  const sealing = tenant.variables.list().find(({ name }) => name === 'CRYPTO_SERVICE_KEY')?.value ?? '';
  return [
    secretKeySHA512,
    secretKey,
    sealing,
    String(TEST_MERCHANT['merchantsecretKey']),
    'sandbox-application-key',
  ];
}

/** Every token of an administrator or of the extension, as it is given out. */
function noteAdminTokens({ tenant }: OccSandbox): readonly string[] {
  const noted: string[] = [];
  const issue = tenant.tokens.issue.bind(tenant.tokens);
  tenant.tokens.issue = (grant) => {
    const answer = issue(grant);
    if (grant.root !== 'ccstore') noted.push(answer.access_token);
    return answer;
  };
  return noted;
}

/** The extension in a process of its own, as OCC runs it: `process.env` and nconf belong to it alone. */
async function startHost(
  environment: Readonly<Record<string, string>>,
  lines: string[],
): Promise<ChildProcess> {
  const host = fork(path.join(root, 'sandbox/occ/extension-host/main.ts'), [], {
    env: { ...process.env, NODE_ENV: 'development', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [host.stdout, host.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  }
  return new Promise((resolve, reject) => {
    host.on('message', (message) => {
      if (isAnnouncement(message)) resolve(host);
    });
    host.once('exit', () => {
      reject(new Error(`The extension did not start: ${lines.join('')}`));
    });
  });
}
