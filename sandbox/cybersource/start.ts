/** Starts the CyberSource sandbox: for `npm start`, for tests, for benches. */
import { mkdir, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { createApp } from './app.ts';
import { createServerCertificate } from './access/encryption/certificate.ts';
import type { Control } from './api/control/control.ts';
import type { OwnSubscription } from './api/control/notification-control.ts';
import { createControlApp } from './api/control/routes.ts';
import {
  createIdentity,
  GATEWAY,
  TESTREST_SUBJECT,
  type CertifiedKey,
} from './access/encryption/identity.ts';
import { writeKeyFiles, type SandboxKeyFiles } from './access/encryption/key-files.ts';
import { close, listen } from '../listen.ts';
import { TESTREST, type Merchant } from './access/merchants/merchants.ts';

/** All optional: what is left out is what one wants on one's own machine. */
export interface CyberSourceSandboxOptions {
  /** @default 0, a free one */
  readonly port?: number | undefined;
  /** Absent: no HTTPS. 0: a free port. */
  readonly tlsPort?: number | undefined;
  /** Absent: the control API is only offered as functions. */
  readonly controlPort?: number | undefined;
  /** Where browsers reach the microform. @default the HTTP address */
  readonly publicUrl?: string | undefined;
  /** Host names that signatures may name. @default CyberSource's two test hosts */
  readonly publicNames?: readonly string[] | undefined;
  /** Merchants beside `testrest`. */
  readonly merchants?: readonly Merchant[] | undefined;
  /** Takes what CyberSource's own test system takes: `README.md` lists every difference. @default false */
  readonly lenient?: boolean | undefined;
  /** What the void of a capture does to the hold. @default 'reverses-hold' */
  readonly voidedCapture?: 'reverses-hold' | 'reopens-hold' | undefined;
  /** When a day's batch closes, `HH:MM` in UTC. Absent: when the control API says so. */
  readonly batchCloseAt?: string | undefined;
  /** From the closing of a batch to its settlement. @default 86400000 */
  readonly settleAfterMs?: number | undefined;
  /** How long a transaction stays invisible to search and details. @default 0 */
  readonly searchLagMs?: number | undefined;
  /** How long the 3-D Secure test cards of the case "timeout" take. @default 10000 */
  readonly directoryTimeoutMs?: number | undefined;
  /** @default 300000 */
  readonly clockSkewMs?: number | undefined;
  /** Where the certificate authority's PEM is written. @default .run/cybersource-ca.pem in the working directory */
  readonly caFile?: string | undefined;
  /** Where `testrest.p12` and the gateway's certificate are written. Absent: nowhere, and `testrest` has no certificate. */
  readonly keysDirectory?: string | undefined;
  /** Subscribes every merchant at the start, and signs with this key; the URL may be HTTP on this machine. */
  readonly subscription?: Pick<OwnSubscription, 'url' | 'keyId' | 'secret'> | undefined;
  /** Whether notifications may be sent to other machines. @default false */
  readonly notifiesOtherMachines?: boolean | undefined;
  /** Between two looks at a suspended subscription. @default 1000 */
  readonly probeEveryMs?: number | undefined;
  readonly now?: (() => Date) | undefined;
  /** Makes all ids, approval codes and saved cards' tokens the same in every run. Absent: they are drawn. */
  readonly seed?: string | undefined;
}

/** A sandbox that listens. `control.ledger()` is the book. */
export interface CyberSourceSandbox {
  readonly url: string;
  readonly tlsUrl: string | undefined;
  readonly caFile: string | undefined;
  readonly controlUrl: string | undefined;
  readonly keyFiles: SandboxKeyFiles | undefined;
  readonly control: Control;
  readonly ledger: Control['ledger'];
  readonly close: () => Promise<void>;
}

/** Listens on 127.0.0.1. Rejects with `PortTaken` when a port is held by another program; nothing stays open then. */
export async function startCybersourceSandbox(
  options: CyberSourceSandboxOptions = {},
): Promise<CyberSourceSandbox> {
  const now = options.now ?? (() => new Date());
  const publicNames = options.publicNames ?? ['apitest.cybersource.com', 'apitest.visaacceptance.com'];
  const merchants = [TESTREST, ...(options.merchants ?? [])];
  const servers: http.Server[] = [];
  const open = (server: http.Server, port: number, variable: string): Promise<number> => {
    servers.push(server);
    return listen(server, port, variable);
  };
  let endNotifications = (): void => undefined;
  const closeAll = async (): Promise<void> => {
    endNotifications();
    await Promise.all(servers.map(close));
  };

  try {
    const plain = http.createServer();
    const port = await open(plain, options.port ?? 0, 'CYBERSOURCE_PORT');
    const url = `http://127.0.0.1:${port}`;
    const gateway = once(() => createIdentity(GATEWAY, new Date()));
    const created = createApp({
      publicUrl: options.publicUrl ?? url,
      publicNames,
      merchants,
      gateway,
      clockSkewMs: options.clockSkewMs ?? 300_000,
      directoryTimeoutMs: options.directoryTimeoutMs ?? 10_000,
      searchLagMs: options.searchLagMs ?? 0,
      rules: { lenient: options.lenient ?? false, voidedCapture: options.voidedCapture ?? 'reverses-hold' },
      batchTimes: { closeAt: options.batchCloseAt, settleAfterMs: options.settleAfterMs ?? 86_400_000 },
      notifications: {
        isOutsideAllowed: options.notifiesOtherMachines ?? false,
        probeEveryMs: options.probeEveryMs ?? 1000,
        seed: options.seed,
      },
      now,
      seed: options.seed,
    });
    const { app, control } = created;
    endNotifications = created.close;
    plain.on('request', app);

    const tls = await openTls();
    const controlUrl = await openControl();
    const keyFiles = await makeKeyFiles();
    const { subscription } = options;
    if (subscription)
      for (const { id } of merchants)
        await control.notifications.subscribe({ merchantId: id, ...subscription });
    return {
      url,
      tlsUrl: tls?.url,
      caFile: tls?.caFile,
      controlUrl,
      keyFiles,
      control,
      ledger: control.ledger,
      close: closeAll,
    };

    async function openTls(): Promise<{ url: string; caFile: string } | undefined> {
      if (options.tlsPort === undefined) return undefined;
      const { key, cert, ca } = await createServerCertificate(publicNames, new Date());
      const tlsPort = await open(
        https.createServer({ key, cert }, app),
        options.tlsPort,
        'CYBERSOURCE_TLS_PORT',
      );
      const caFile = path.resolve(options.caFile ?? '.run/cybersource-ca.pem');
      await mkdir(path.dirname(caFile), { recursive: true });
      await writeFile(caFile, ca);
      return { url: `https://127.0.0.1:${tlsPort}`, caFile };
    }

    async function makeKeyFiles(): Promise<SandboxKeyFiles | undefined> {
      if (options.keysDirectory === undefined) return undefined;
      const merchant = await createIdentity(TESTREST_SUBJECT, new Date());
      control.addMerchant({
        id: TESTREST.id,
        sharedSecrets: new Map(),
        certificates: [merchant.certificate],
      });
      return writeKeyFiles(options.keysDirectory, { gateway: await gateway(), merchant });
    }

    async function openControl(): Promise<string | undefined> {
      if (options.controlPort === undefined) return undefined;
      const server = http.createServer(createControlApp(control));
      const controlPort = await open(server, options.controlPort, 'CYBERSOURCE_CONTROL_PORT');
      return `http://127.0.0.1:${controlPort}/control`;
    }
  } catch (error) {
    await closeAll();
    throw error;
  }
}

// Primes take a while to find, and most runs of the sandbox never see an encrypted message.
function once(make: () => Promise<CertifiedKey>): () => Promise<CertifiedKey> {
  let made: Promise<CertifiedKey> | undefined;
  return () => (made ??= make());
}
