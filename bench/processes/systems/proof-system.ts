import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from '../../../scripts/src/package/bundle.ts';
import { inRepository } from '../../../scripts/src/program/repository.ts';
import { createHistoryLog, type HistoryLog } from '../../history/history-log.ts';
import { FORMAT_VERSION } from '../../history/record-fields.ts';
import { createRandom } from '../../simulation/world/random.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { startFront, type LoadBalancer } from './load-balancer.ts';
import { type InstanceGroup, startInstanceGroup } from './instance-group.ts';
import { createLogin, type Login } from './login.ts';
import { type RunProgress, toEnvironment } from './pace.ts';
import { createPrograms } from './programs.ts';
import { openShop, type ShopClient, SITES } from './shop.ts';
import type { Store } from './store.ts';
import { createWebhooks, type WebhookClient } from './webhooks.ts';

/** Everything real and apart: both outside worlds, the network between, and several instances of the extension. */
export interface ProofSystem {
  readonly instanceGroup: InstanceGroup;
  readonly front: LoadBalancer;
  readonly faults: FaultProxy;
  readonly shop: ShopClient;
  readonly webhooks: WebhookClient;
  /** The control API of CyberSource's sandbox. */
  readonly controlUrl: string;
  /** The extension's routes, through the front. */
  readonly api: string;
  readonly admin: Login;
  /** What was asked and answered since the start, in the format of docs/proofs/history-format.md. */
  readonly history: HistoryLog;
  stop(): Promise<void>;
}

export interface ProofSystemOptions {
  /** For logs, certificates and journals. */
  readonly folder: string;
  readonly store: Store;
  readonly instances: number;
  readonly seed: string;
  readonly pace: RunProgress;
}

const API = '/ccstorex/custom/isv-payment/v2';

/** What the work gives; the system is stopped whatever comes of it. */
export async function stopAfter<T>(system: ProofSystem, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    await system.stop();
  }
}

export async function startMachine(options: ProofSystemOptions): Promise<ProofSystem> {
  const { folder, store, instances, pace } = options;
  const random = createRandom(options.seed);
  const key = randomBytes(64).toString('base64');
  const programs = createPrograms(folder);
  const closing = [() => programs.endAll(), () => store.end()];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0)) await close();
  };
  try {
    const [file, settings] = await Promise.all([builtExtension(folder), writtenSettings(folder)]);
    const cybersource = await programs.start({
      name: 'cybersource',
      file: inRepository('sandbox/cybersource/main.ts'),
      // What the gateway would refuse by itself proves nothing about us: it takes captures and refunds above what is there.
      environment: { ...NO_FIXED_PORTS, CYBERSOURCE_LENIENT: '1' },
      awaits: 'CyberSource sandbox control',
    });
    const gatewayUrl = addressOf(cybersource, 'CyberSource sandbox');
    const faults = await startFaultProxy({
      target: gatewayUrl,
      random: random.fork('gateway faults'),
      lateMs: pace.deadlineMs,
    });
    closing.push(() => faults.close());
    const backends: { url: string | undefined }[] = Array.from({ length: instances }, () => ({
      url: undefined,
    }));
    const history = startHistory(options);
    const front = await startFront(backends, random.fork('front'), history);
    closing.push(() => front.close());
    const occ = await programs.start({
      name: 'occ',
      file: inRepository('sandbox/occ/main.ts'),
      environment: {
        ...NO_FIXED_PORTS,
        EXTENSION_URL: front.url,
        WEBHOOK_SECRET: key,
        SITE_SETTINGS: settings,
      },
      awaits: 'OCC sandbox',
    });
    const occUrl = addressOf(occ, 'OCC sandbox');
    const instanceGroup = await startInstanceGroup({
      programs,
      file,
      backends,
      random: random.fork('herd'),
      environment: {
        ...toEnvironment(pace),
        EXTENSION_PORT: '0',
        JOURNAL: store.location,
        PAYMENTS_SECRET_KEY: key,
        WARM_UP_MS: '0',
        CRYPTO_SERVICE_KEY: randomBytes(32).toString('base64'),
        ATG_SERVER_URL: occUrl,
        ATG_SERVER_ADMIN_URL: occUrl,
        ATG_APPLICATION_TOKEN: 'sandbox-application-key',
        CYBERSOURCE_INTERMEDIATE_HOST: faults.url,
      },
    });
    const shop = await openShop(occUrl, gatewayUrl);
    const [us] = SITES;
    if (us === undefined) throw new Error('There is no site.');
    const first = await shop.place(us, [1_000]);
    const webhooks = createWebhooks({
      template: await shop.webhookOf(first.id),
      key,
      origin: front.url,
      run: randomBytes(3).toString('hex'),
    });
    closing.push(() => webhooks.close());
    return {
      instanceGroup,
      front,
      faults,
      shop,
      webhooks,
      controlUrl: addressOf(cybersource, 'CyberSource sandbox control'),
      api: front.url + API,
      admin: createLogin(`${occUrl}/ccadmin/v1/login`, 'admin@example.com', 'admin'),
      history,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const MINUTE_MS = 60_000;

/** Waits are shortened by one factor, and so is what is promised of them (P2, P4). */
function startHistory({ seed, store, pace }: ProofSystemOptions): HistoryLog {
  const history = createHistoryLog(Date.now);
  history.add({
    record: 'history',
    version: FORMAT_VERSION,
    source: 'processes',
    seed,
    at: Date.now(),
    journal: store.isShared ? 'shared' : 'own',
    doubleHoldMs: Math.ceil(15 * MINUTE_MS * pace.factor),
    settledWithinMs: Math.ceil(120 * MINUTE_MS * pace.factor),
    callersRepeat: false,
  });
  return history;
}

const NO_FIXED_PORTS = {
  SHOP_PORT: '0',
  CYBERSOURCE_PORT: '0',
  CYBERSOURCE_TLS_PORT: '0',
  CYBERSOURCE_CONTROL_PORT: '0',
  APPLE_PAY_PORT: '0',
};

async function builtExtension(folder: string): Promise<string> {
  const file = path.join(folder, 'extension.cjs');
  await bundle('server-extension/src/standalone.ts', file);
  return file;
}

/** Some sites hold money, others take it at once; all sign with tokens that CyberSource takes once. */
async function writtenSettings(folder: string): Promise<string> {
  const file = path.join(folder, 'site-settings.json');
  const sites = SITES.map(({ id, capturesAtOnce }) => [
    id,
    { '*': { authenticationType: 'JWT', ...(capturesAtOnce && { saleEnabled: 'card' }) } },
  ]);
  await writeFile(file, JSON.stringify({ 'isv-occ-gateway': Object.fromEntries(sites) as unknown }));
  return file;
}

function addressOf({ addresses }: { readonly addresses: ReadonlyMap<string, string> }, name: string): string {
  const address = addresses.get(name);
  if (address === undefined) throw new Error(`${name} was not announced.`);
  return address;
}
