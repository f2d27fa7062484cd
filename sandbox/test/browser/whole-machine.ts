/** Everything that `npm start` starts, on free ports and built into a folder of its own. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeExtension } from '../../../scripts/src/package/extension-package.ts';
import { buildWidget } from '../../../widget/build.ts';
import { isAnnouncement } from '../../announce.ts';
import { startCybersourceSandbox, type CybersourceSandbox } from '../../cybersource/start.ts';
import { createPages } from '../../occ/pages/pages.ts';
import { startOccSandbox } from '../../occ/start.ts';
import { createStorefront } from '../../occ/storefront/storefront.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export interface WholeMachine {
  /** `http://localhost:<port>` */
  readonly shop: string;
  readonly cybersource: CybersourceSandbox;
  /** Everything the extension has printed. */
  log(): string;
  close(): Promise<void>;
}

export async function startWholeMachine(): Promise<WholeMachine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'whole-machine-'));
  const [extension, widget, gateway] = ['extension', 'widget', 'gateway'].map((part) =>
    path.join(folder, part),
  ) as [string, string, string];
  await makeExtension(extension);
  await buildWidget(widget);
  await cp(path.join(root, 'gateway-settings/extension'), gateway, { recursive: true });

  const cybersource = await startCybersourceSandbox({ controlPort: 0 });
  const extensionPort = await freePort();
  const { controlUrl } = cybersource;
  const occ = await startOccSandbox({
    extensionUrl: `http://127.0.0.1:${extensionPort}`,
    webhookUrl: `http://127.0.0.1:${extensionPort}/ccstorex/custom/isv-payment/v2/payments`,
    gatewayPackage: gateway,
    environment: { CYBERSOURCE_INTERMEDIATE_HOST: cybersource.url, JOURNAL: 'memory:' },
    pages: [
      createStorefront({ widgetFolder: widget }),
      createPages(controlUrl === undefined ? {} : { cybersourceControlUrl: controlUrl }),
    ],
  });
  const lines: string[] = [];
  const host = await startHost(extension, extensionPort, occ.url, lines);
  return {
    shop: occ.url,
    cybersource,
    log: () => lines.join(''),
    close: async () => {
      host.kill();
      await once(host, 'exit');
      await Promise.all([occ.close(), cybersource.close()]);
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The extension in a process of its own, as OCC runs it: `process.env` and nconf belong to it alone. */
async function startHost(
  extension: string,
  port: number,
  occUrl: string,
  lines: string[],
): Promise<ChildProcess> {
  const host = fork(path.join(root, 'sandbox/occ/extension-host/main.ts'), [], {
    env: {
      ...process.env,
      NODE_ENV: 'development',
      EXTENSION_PORT: String(port),
      EXTENSION_PACKAGE: extension,
      OCC_URL: occUrl,
    },
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
