/**
 * `npm start`: OCC, CyberSource and the extension on this machine, rebuilt and restarted while one develops. Several may
 * run at once, from one clone too: each has its own ports, packages and journal.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { commandLine } from './program/command-line.ts';
import { type PackageKind, parts } from './package/package-kind.ts';
import { makePackage, zipPath } from './package/packages.ts';
import { sandboxPolicy } from './pci/sandbox-policy.ts';
import { inRepository } from './program/repository.ts';
import { startText } from './start/addresses.ts';
import { type Ports, choosePorts, portVariables } from './start/ports.ts';
import { type ServerProcess, createServerProcess } from './start/server-process.ts';
import { type WatchReaction, watchRepository } from './start/watch.ts';

const caFile = '.run/cybersource-ca.pem';

commandLine(
  'npm start',
  'opens a shop in which one can pay, with OCC, CyberSource and the extension on this machine',
)
  .addHelpText(
    'after',
    `
Ports come from the environment (${portVariables.join(', ')}); 0 picks a free one.
JOURNAL=memory: or postgres://… puts the journal elsewhere than into a SQLite file. Ctrl-C stops everything.`,
  )
  .parse();

try {
  const ports = await choosePorts(process.env);
  await run(ports);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function run(ports: Ports): Promise<void> {
  const servers = serversOn(ports);
  const { cybersource, occ, extensionHost } = servers;
  const stop = async (): Promise<void> => {
    await Promise.all([extensionHost.stop(), occ.stop(), cybersource.stop()]);
    removeJournal(ports);
    rmSync(buildFolder(ports), { recursive: true, force: true });
  };
  stopOnSignal(stop);
  // Of a run that was killed: the sandboxes forget everything when they end, so it would speak of payments that are unknown there.
  removeJournal(ports);
  mkdirSync(inRepository('.run'), { recursive: true });
  for (const part of parts) await makePackage(part, { build: buildFolder(ports) });
  try {
    await Promise.all([cybersource.start(), occ.start()]);
    await extensionHost.start();
  } catch (error) {
    await stop();
    throw error;
  }
  console.log(startText(ports, caFile));
  watchRepository(reactions(servers, ports), (line) => {
    console.log(line);
  });
}

interface Servers {
  readonly cybersource: ServerProcess;
  readonly occ: ServerProcess;
  readonly extensionHost: ServerProcess;
}

function serversOn(ports: Ports): Servers {
  const print = (line: string): void => {
    console.log(line);
  };
  const extensionUrl = `http://127.0.0.1:${ports.extension}`;
  // Signs CyberSource's notifications to the extension: both have to know it.
  const notificationKey = `${randomUUID()}:${randomBytes(32).toString('base64')}`;
  return {
    cybersource: createServerProcess({
      name: 'cybersource',
      program: 'sandbox/cybersource/main.ts',
      environment: {
        CYBERSOURCE_PORT: String(ports.cybersource),
        CYBERSOURCE_TLS_PORT: String(ports.cybersourceTls),
        CYBERSOURCE_CONTROL_PORT: String(ports.cybersourceControl),
        APPLE_PAY_PORT: String(ports.applePay),
        CYBERSOURCE_NOTIFICATION_URL: `${extensionUrl}/ccstorex/custom/isv-payment/v2/notifications`,
        CYBERSOURCE_NOTIFICATION_KEY: notificationKey,
      },
      print,
    }),
    occ: createServerProcess({
      name: 'occ',
      program: 'sandbox/occ/main.ts',
      environment: {
        SHOP_PORT: String(ports.shop),
        BUILD_FOLDER: buildFolder(ports),
        EXTENSION_URL: extensionUrl,
        WEBHOOK_URL: `${extensionUrl}/ccstorex/custom/isv-payment/v2/payments`,
        // Chosen here, so that a restart of one process does not lock out the other.
        WEBHOOK_SECRET: process.env['WEBHOOK_SECRET'] ?? randomBytes(64).toString('base64'),
        SEALING_SECRET: process.env['SEALING_SECRET'] ?? randomBytes(32).toString('base64'),
        EXTENSION_ENVIRONMENT: JSON.stringify({
          CYBERSOURCE_INTERMEDIATE_HOST: `http://127.0.0.1:${ports.cybersource}`,
          CLIENT_ADDRESS_HEADER: 'x-forwarded-for',
          WALLET_SCRIPT_ORIGIN: `http://127.0.0.1:${ports.cybersource}`,
          APPLE_PAY_INTERMEDIATE_HOST: `https://127.0.0.1:${ports.applePay}`,
          // A file, so that payments outlive a restart of the extension while one works on it.
          JOURNAL: process.env['JOURNAL'] ?? `sqlite:${journalFile(ports)}`,
          NOTIFICATIONS_KEYS: notificationKey,
          // Where the sandbox puts the key files of its merchant: testrest.p12 and Apple's merchant identity.
          CERTS_FOLDER: inRepository('.run'),
        }),
        CONTENT_SECURITY_POLICY: sandboxPolicy(`http://127.0.0.1:${ports.cybersource}`),
        CYBERSOURCE_CONTROL_URL: `http://127.0.0.1:${ports.cybersourceControl}/control`,
      },
      print,
    }),
    extensionHost: createServerProcess({
      name: 'extension',
      program: 'sandbox/occ/extension-host/main.ts',
      environment: {
        EXTENSION_PORT: String(ports.extension),
        EXTENSION_PACKAGE: zipPath(buildFolder(ports), 'extension'),
        OCC_URL: `http://127.0.0.1:${ports.shop}`,
        // Apple's host is known to every machine; its stand-in's authority is made at start.
        NODE_EXTRA_CA_CERTS: inRepository('.run', 'apple-ca.pem'),
      },
      print,
    }),
  };
}

function reactions({ cybersource, occ, extensionHost }: Servers, ports: Ports): readonly WatchReaction[] {
  const remake = (part: PackageKind): Promise<unknown> => makePackage(part, { build: buildFolder(ports) });
  return [
    {
      name: 'The extension',
      paths: ['server-extension'],
      async run() {
        await remake('extension');
        await extensionHost.restart();
      },
    },
    {
      name: 'The gateway settings',
      paths: ['gateway-settings'],
      async run() {
        await remake('gateway');
        await remake('extension');
        await occ.restart();
        await extensionHost.restart();
      },
    },
    {
      name: 'The widget',
      paths: ['widget'],
      async run() {
        await remake('widget');
      },
    },
    {
      name: 'The CyberSource sandbox',
      paths: ['sandbox/cybersource', 'sandbox/apple', 'sandbox/triggers.ts'],
      run: () => cybersource.restart(),
    },
    { name: 'The extension host', paths: ['sandbox/occ/extension-host'], run: () => extensionHost.restart() },
    { name: 'The OCC sandbox', paths: ['sandbox/occ'], run: () => occ.restart() },
  ];
}

/** Named after the shop's port: two runs on one machine have two journals. */
function journalFile({ shop }: Ports): string {
  return inRepository('.run', `journal-${shop}.sqlite`);
}

/** Packages of this run only: nothing replaces them but this run, and they go with it. */
function buildFolder({ shop }: Ports): string {
  return inRepository('.run', `build-${shop}`);
}

function removeJournal(ports: Ports): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${journalFile(ports)}${suffix}`, { force: true });
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    void stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  // Started through scripts/bootstrap.mjs: end with it, however it ends.
  process.once('disconnect', end);
}
