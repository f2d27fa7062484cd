import { createServer } from 'node:http';
import type { Router } from 'express';
import { createOccApp } from './app.ts';
import { createExtensionProxy, EXTENSION_PREFIX } from './http/extension-proxy.ts';
import { ADMIN_USERS, type AdminUser } from './profiles/admin-users.ts';
import { close, listen } from '../listen.ts';
import { createExtensionServer, type ExtensionProcess } from './deployment/extension-server.ts';
import { createServerLog, type ServerLog } from './deployment/server-log.ts';
import type { OccAmountConvention } from './shop/money.ts';
import { readGatewayPackages } from './settings/gateway-package.ts';
import type { SettingsBySite } from './settings/provision.ts';
import { createSites, type Site } from './shop/sites.ts';
import { createTenant, type Tenant } from './tenant/tenant.ts';
import { newSecret } from './webhooks/function-webhooks.ts';

/** Everything has a default; with none given it is a tenant on a free port. */
export interface OccSandboxOptions {
  /** 0, the default, picks a free one. */
  readonly port?: number;
  /** Where the generic payment webhook goes; by default to the extension, through its host. */
  readonly webhookUrl?: string;
  /** The extension host, which gets `/ccstorex/custom/*`. */
  readonly extensionUrl?: string;
  readonly secrets?: OccSecrets;
  readonly adminUsers?: readonly AdminUser[];
  readonly applicationKey?: string;
  readonly sites?: readonly Site[];
  /** A zip or folder with the gateway extension. Without it settings are not checked. */
  readonly gatewayPackage?: string;
  readonly siteSettings?: SettingsBySite;
  /**
   * A tenant on which nothing of ours is: no gateway, no variables, no address of the webhook, no extension. What is
   * uploaded runs. Default: the gateway is installed and an extension runs at `extensionUrl`.
   */
  readonly empty?: boolean;
  /** More variables for the extension. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly amountConvention?: OccAmountConvention;
  readonly webhookTimeoutMs?: number;
  readonly firstOrderNumber?: number;
  readonly now?: () => Date;
  /** Routers of the pages; they are on the same server as the APIs. */
  readonly pages?: readonly Router[];
}

/** Base64 keys; those that are missing are drawn at random. */
export interface OccSecrets {
  /** Signs webhooks with SHA-512; the extension's `PAYMENTS_SECRET_KEY`. */
  readonly webhook?: string;
  /** Signs webhooks with SHA-1, in the older header. */
  readonly webhookSha1?: string;
  /** The extension's `CRYPTO_SERVICE_KEY`. */
  readonly sealing?: string;
}

export interface OccSandbox {
  /** `http://localhost:<port>`: browsers count that name as a secure place even without TLS. */
  readonly url: string;
  readonly tenant: Tenant;
  close(): Promise<void>;
}

/** Starts an OCC tenant on 127.0.0.1. Throws `PortTaken` with a sentence for people. */
export async function startOccSandbox(options: OccSandboxOptions = {}): Promise<OccSandbox> {
  const server = createServer();
  const url = `http://localhost:${await listen(server, options.port ?? 0, 'SHOP_PORT')}`;
  const { extensionUrl = 'http://127.0.0.1:8082', applicationKey = 'sandbox-application-key' } = options;

  const serverLog = createServerLog(options.now ?? (() => new Date()));
  const extensionServer = createExtensionServer({
    occUrl: () => url,
    applicationKey,
    writeLog: (line) => {
      serverLog.write(line);
    },
  });
  const tenant = buildTenant(options, url, extensionUrl, { serverLog, extensionServer });
  const users = options.adminUsers ?? ADMIN_USERS;
  const app = createOccApp(tenant, { users, applicationKey }, options.pages ?? []);
  const proxy = createExtensionProxy(() => tenant.serverExtensions.address());
  server.on('request', (req, res) => {
    if (req.url?.startsWith(`${EXTENSION_PREFIX}/`) === true) proxy(req, res);
    else app(req, res);
  });

  return {
    url,
    tenant,
    close: async () => {
      await extensionServer.stop();
      await close(server);
    },
  };
}

interface ExtensionServers {
  readonly serverLog: ServerLog;
  readonly extensionServer: ExtensionProcess;
}

function buildTenant(
  options: OccSandboxOptions,
  url: string,
  extensionUrl: string,
  { serverLog, extensionServer }: ExtensionServers,
): Tenant {
  const isEmpty = options.empty ?? false;
  const webhook = options.secrets?.webhook ?? newSecret(64);
  return createTenant({
    sites: options.sites ?? createSites(url),
    webhookUrl: options.webhookUrl ?? `${extensionUrl}${EXTENSION_PREFIX}/isv-payment/v2/payments`,
    webhookSecrets: { secretKeySHA512: webhook, secretKey: options.secrets?.webhookSha1 ?? newSecret(20) },
    webhookTimeoutMs: options.webhookTimeoutMs ?? 30_000,
    convention: options.amountConvention ?? 'iso',
    gatewayPackages: options.gatewayPackage === undefined ? [] : readGatewayPackages(options.gatewayPackage),
    siteSettings: options.siteSettings ?? {},
    provisioned: !isEmpty,
    serverLog,
    servers: {
      run: (zip) => extensionServer.restart(zip),
      end: () => extensionServer.stop(),
      ...(!isEmpty && { address: extensionUrl }),
    },
    environment: isEmpty
      ? (options.environment ?? {})
      : {
          PAYMENTS_SECRET_KEY: webhook,
          CRYPTO_SERVICE_KEY: options.secrets?.sealing ?? newSecret(32),
          // Settings that an administrator saves take effect in the next payment.
          CACHE_GATEWAYSETTINGS_TTL_SECS: '0',
          ...options.environment,
        },
    firstOrderNumber: options.firstOrderNumber ?? 10_001,
    now: options.now ?? (() => new Date()),
  });
}
