/** A shop between both sandboxes, for the doctor: settings can be planted, orders are placed as shoppers place them. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createAppleIdentities } from '../../../sandbox/apple/identities.ts';
import {
  createIdentity,
  GATEWAY,
  TESTREST_SUBJECT,
} from '../../../sandbox/cybersource/access/encryption/identity.ts';
import { writeKeyFiles } from '../../../sandbox/cybersource/access/encryption/key-files.ts';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../sandbox/cybersource/start.ts';
import { TEST_MERCHANT } from '../../../sandbox/occ/settings/provision.ts';
import { startOccSandbox, type OccSandbox } from '../../../sandbox/occ/start.ts';
import { type Assembled, assemble } from '../../../server-extension/src/assemble.ts';
import { readConfig } from '../../../server-extension/src/config/config.ts';
import { paymentMethods } from '../../../server-extension/src/methods/methods.ts';
import { createLog } from '../../../server-extension/src/telemetry/log/log.ts';
import { aGooglePayPayload } from '../../../server-extension/test/cybersource/fixtures/wallets.ts';
import type { DoctorCheck } from '../../src/administration/doctor/doctor-check.ts';
import { inRepository } from '../../src/program/repository.ts';
import { aCommandLine, type ACommandLine } from './a-command-line.ts';

export const GATEWAY_ID = 'isv-occ-gateway';
export const DAY_MS = 86_400_000;
const MOUNT = '/ccstorex/custom';

export interface Examination {
  readonly code: number;
  readonly checks: readonly DoctorCheck[];
}

export type Line = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string | undefined>>;

export interface AnExaminedShop {
  readonly cybersource: CyberSourceSandbox;
  readonly occ: OccSandbox;
  readonly cli: ACommandLine;
  /** Folder of key files; `old` in it has expired ones. */
  readonly certs: string;
  readonly extensionUrl: string;
  /** What the extension has logged since it began. */
  lines(): readonly Line[];
  /** Stands in for the journal of an extension that has read amounts in another way. */
  journalOf: ((url: string) => unknown) | undefined;
  /** A fresh extension, whose results of earlier checks are not kept. */
  begin(environment?: Environment): Promise<void>;
  end(): Promise<void>;
  /** The doctor on a fresh extension. */
  examine(environment?: Environment, ...flags: readonly string[]): Promise<Examination>;
  /** Stored as an older release of OCC or of the plugin would have let it be; undone by what it returns. */
  plant(
    values: Readonly<Record<string, unknown>>,
    place?: { readonly site?: string; readonly channel?: 'storefront' | 'agent' },
  ): () => void;
  /** Places an order that is paid with Google Pay. @returns the state of its payment */
  pay(site?: string): Promise<string>;
  /** A page of the shop asks the extension. @returns the HTTP status */
  ask(route: string, body?: object): Promise<number>;
  close(): Promise<void>;
}

export const faultsOf = ({ checks }: Pick<Examination, 'checks'>): readonly DoctorCheck[] =>
  checks.filter(({ status }) => status === 'fault');

export async function anExaminedShop(): Promise<AnExaminedShop> {
  const certs = await mkdtemp(path.join(os.tmpdir(), 'doctor-certs-'));
  const cybersource = await startCybersourceSandbox({ keysDirectory: certs });
  await writeAppleFiles(certs, new Date());
  const old = path.join(certs, 'old');
  await mkdir(old);
  const longAgo = new Date(Date.now() - 60 * DAY_MS);
  await writeAppleFiles(old, new Date(Date.now() - 1000 * DAY_MS));
  await writeKeyFiles(old, {
    gateway: await createIdentity(GATEWAY, longAgo),
    merchant: await createIdentity(TESTREST_SUBJECT, longAgo),
  });

  let extension: Assembled | undefined;
  let lines: Line[] = [];
  const shop = { journalOf: undefined as AnExaminedShop['journalOf'] };
  const server = createServer((req, res) => {
    const url = (req.url ?? '').slice(MOUNT.length);
    if (extension === undefined) res.writeHead(503).end();
    else if (shop.journalOf !== undefined && url.includes('/operations/journal'))
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(shop.journalOf(url)));
    else extension.answer(Object.assign(req, { url }), res);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const extensionUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const occ = await startOccSandbox({
    extensionUrl,
    gatewayPackage: inRepository('gateway-settings', 'extension'),
  });
  const cli = await aCommandLine({ test: { adminUrl: occ.url, storeUrl: occ.url, extensionUrl } });

  async function end(): Promise<void> {
    await extension?.stop();
    extension = undefined;
  }

  async function begin(environment: Environment = {}): Promise<void> {
    await end();
    lines = [];
    extension = assemble({
      config: readConfig({
        version: '2.0.0',
        environment: {
          ATG_SERVER_URL: occ.url,
          ATG_SERVER_ADMIN_URL: occ.url,
          ATG_APPLICATION_TOKEN: 'sandbox-application-key',
          PAYMENTS_SECRET_KEY: occ.tenant.webhooks.secrets().secretKeySHA512,
          CRYPTO_SERVICE_KEY: 'abcdefghijklmnopqrstuvwxyz0123456789',
          CYBERSOURCE_INTERMEDIATE_HOST: cybersource.url,
          CERTS_FOLDER: certs,
          JOURNAL: 'memory:',
          ...environment,
        },
      }),
      log: createLog(
        (_level, line) => lines.push(JSON.parse(line) as Line),
        () => new Date(),
      ),
      methods: paymentMethods,
    });
  }

  return Object.assign(shop, {
    cybersource,
    occ,
    cli,
    certs,
    extensionUrl,
    lines: () => lines,
    begin,
    end,
    async examine(environment: Environment = {}, ...flags: readonly string[]) {
      await begin(environment);
      const { code, json } = await cli.run('doctor', '--tenant', 'test', '--json', ...flags);
      return { code, checks: json['checks'] as DoctorCheck[] };
    },
    plant(
      values: Readonly<Record<string, unknown>>,
      { site = 'siteUS', channel = 'storefront' }: { site?: string; channel?: 'storefront' | 'agent' } = {},
    ) {
      const stored = occ.tenant.settings.read(GATEWAY_ID, site)[channel] as Record<string, unknown>;
      const before = { ...stored };
      Object.assign(stored, values);
      return () => {
        for (const id of Object.keys(values)) Reflect.deleteProperty(stored, id);
        Object.assign(stored, before);
      };
    },
    async pay(site = 'siteUS') {
      const { items } = await jsonOf(
        await fetch(`${occ.url}/ccstore/v1/products`, { headers: { 'x-ccsite': site } }),
      );
      const [product] = items as { id: string }[];
      const address = {
        firstName: 'Ada',
        lastName: 'Buyer',
        address1: '1 Road',
        city: 'Town',
        state: 'MA',
        country: 'US',
        postalCode: '01234',
        email: 'ada@shop.test',
      };
      const placed = await fetch(`${occ.url}/ccstore/v1/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-ccsite': site },
        body: JSON.stringify({
          op: 'complete',
          shoppingCart: { items: [{ productId: product?.id, quantity: 1 }] },
          shippingAddress: address,
          billingAddress: address,
          email: address.email,
          payments: [
            {
              type: 'generic',
              customProperties: {
                paymentType: 'googlepay',
                paymentToken: aGooglePayPayload().replaceAll('=', '~W!C@O#n'),
              },
            },
          ],
        }),
      });
      const [payment] = ((await jsonOf(placed))['payments'] ?? []) as { paymentState: string }[];
      return payment?.paymentState ?? `HTTP ${placed.status}`;
    },
    async ask(route: string, body?: object) {
      const answer = await fetch(`${extensionUrl}${MOUNT}/isv-payment/v2${route}`, {
        headers: { 'content-type': 'application/json', 'x-ccsite': 'siteUS' },
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      });
      await answer.arrayBuffer();
      return answer.status;
    },
    async close() {
      await end();
      server.close();
      await Promise.all([occ.close(), cybersource.close(), cli.close(), rm(certs, { recursive: true })]);
    },
  });
}

async function jsonOf(answer: Response): Promise<Record<string, unknown>> {
  return (await answer.json()) as Record<string, unknown>;
}

async function writeAppleFiles(folder: string, now: Date): Promise<void> {
  const { merchant } = await createAppleIdentities(String(TEST_MERCHANT['applePayMerchantId']), now);
  await writeFile(path.join(folder, 'applePayIdentityCert.pem'), merchant.cert);
  await writeFile(path.join(folder, 'applePayIdentityKey.key'), merchant.key);
}
