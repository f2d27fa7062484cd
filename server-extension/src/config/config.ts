import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../domain/secret.ts';
import { type RecoveryTimings, scaledTimings } from '../payments/recovery/recovery-task.ts';
import { isThisMachine, refuseWhatDoesNotFit, warningsOf } from './rules.ts';
import type { SettingValues } from './settings.ts';
import { type ReadSetting, requireValues } from './values.ts';
import { present } from '../domain/present.ts';

export interface Config {
  readonly production: boolean;
  readonly webhookKeys: WebhookKeys;
  /** The secret of the payment webhook is being replaced: what OCC signs with now is asked for where no key fits. */
  readonly isWebhookSecretRotating: boolean;
  /** Seals what the browser carries. */
  readonly sealingSecret: Secret;
  /** The one before: what it has sealed still opens. */
  readonly previousSealingSecret?: Secret;
  /** Names attempts and counts them. It stays when the sealing secret is replaced, so that attempts keep their names. */
  readonly namingSecret: Secret;
  readonly notifications: {
    /** CyberSource's signing keys in base64, by their ids; without one there are no notifications. */
    readonly keys: ReadonlyMap<string, Secret>;
    /** The last day on which CyberSource signs with a key, by its id, as CyberSource told it when the key was made. */
    readonly expiry: ReadonlyMap<string, Date>;
    /** How far the time of a signature may be from now, in milliseconds. */
    readonly windowMs: number;
    /** The file in {@link Config.keyFolder} with the private key of encrypted notifications, in PEM. */
    readonly decryptionKeyFile?: string;
  };
  readonly settingsTtlMs: number;
  readonly occ: {
    readonly storeUrl: string;
    readonly adminUrl: string;
    readonly applicationKey: Secret;
  };
  /** The package.json that OCC unpacked the extension with; undefined on a server of our own. */
  readonly packageFile?: string;
  /** Where the key files are that gateway settings name. */
  readonly keyFolder: string;
  readonly intermediateHost?: string;
  readonly clientAddress: ClientAddressSetting;
  /** Origin that serves the scripts of Google, Apple and ThreatMetrix on a developer's machine. */
  readonly walletScriptOrigin?: string;
  /** Origin that stands in for Apple's hosts on a developer's machine. */
  readonly appleIntermediateHost?: string;
  readonly partner: { readonly developerId?: string; readonly solutionId?: string };
  readonly application: { readonly name: string; readonly version: string };
  readonly journal: JournalLocation;
  readonly deadlines: Deadlines;
  /** How long a connection to CyberSource may be idle before it is closed, in milliseconds. */
  readonly connectionIdleMs: number;
  /** How long a server of our own warms up before `/ready` answers that it is ready, in milliseconds; 0: not at all. */
  readonly warmUpMs: number;
  /** How long lost answers and unplaced orders are left alone. */
  readonly timings: RecoveryTimings;
  readonly settlement: {
    /** Milliseconds from one look for days that are not compared yet to the next; 0: only on request. */
    readonly everyMs: number;
  };
  readonly reviews: {
    /** Milliseconds from one look at reviewers' decisions to the next; 0: none. */
    readonly everyMs: number;
  };
  readonly reconciliation: {
    /** Milliseconds from one to the next; 0: only on request. */
    readonly everyMs: number;
    readonly mostUndone: number;
    readonly dryRun: boolean;
  };
  /** Names this process among those of the installation. */
  readonly instance: string;
  /** How many processes serve the port of a server of our own. */
  readonly workers: number;
  readonly monitoring: {
    /** What a monitoring program may send in the place of an OCC admin token. */
    readonly token?: Secret;
    /** Where a server of our own offers its metrics to scrapers. */
    readonly metrics?: { readonly host: string; readonly port: number };
  };
  /** Whom this process itself tells of alerts; undefined where Prometheus alone does. */
  readonly alerts?: AlertsConfig;
  /** What an administrator should correct although everything starts. */
  readonly warnings: readonly string[];
}

/** Where messages about alerts go, and how often alerts are judged. */
export interface AlertsConfig {
  /** Milliseconds from one look at the metrics to the next. */
  readonly everyMs: number;
  /** Below which address the runbooks stand. */
  readonly runbooks?: string;
  readonly webhook?: { readonly url: Secret; readonly token?: Secret };
  readonly email?: {
    readonly server: Secret;
    readonly to: string;
    readonly from: string;
    readonly isEncrypted: boolean;
  };
}

/** OCC: webhook security. Keys are base64 text; the first of `sha512` is the current one, the second its predecessor. */
export interface WebhookKeys {
  readonly sha512: readonly Secret[];
  /** Only when SHA-1 is allowed at all. */
  readonly sha1?: Secret;
}

export type JournalLocation =
  | { readonly kind: 'memory'; readonly capacity: number }
  | { readonly kind: 'sqlite'; readonly file: string; readonly unwrittenFolder: string }
  /** The address may hold a password. */
  | { readonly kind: 'postgres'; readonly url: Secret; readonly unwrittenFolder: string };

/** Which header of a request names the shopper's address, and how many proxies of ours have written into it. */
export interface ClientAddressSetting {
  /** Lower case. Without one only the address of the connection counts. */
  readonly header?: string;
  readonly proxies: number;
}

/** Milliseconds. OCC waits longest, a call to CyberSource has to end before, and a margin is left for the answer. */
export interface Deadlines {
  readonly occ: number;
  readonly cybersource: number;
  readonly lookUp: number;
  readonly margin: number;
}

/** How often authorizations are reconciled where the journal does not outlive the process. */
const RECONCILE_SECONDS = 300;

export interface ConfigSources {
  /** Default: this process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly read?: ReadSetting;
  readonly version: string;
  /** The folder of the program, for the files that travel with it. Default: the working directory. */
  readonly home?: string;
  /** True in a server of our own. Default: inside OCC. */
  readonly isStandalone?: boolean;
}

/**
 * Reads the configuration once; the environment wins over nconf. Frozen.
 *
 * @throws Error with one sentence a wrong setting that names it and its remedy, never its value.
 */
export function readConfig({
  environment = process.env,
  read = () => undefined,
  version,
  home = process.cwd(),
  isStandalone = false,
}: ConfigSources): Config {
  const values = requireValues(environment, read);
  const production = environment['NODE_ENV'] === 'production';
  refuseWhatDoesNotFit(production, values);

  const sealingKey = values.sealingKey ?? randomBytes(32).toString('base64');
  const alerts = toAlertsConfig(values, production);
  const config: Config = {
    production,
    webhookKeys: toWebhookKeys(values),
    isWebhookSecretRotating: values.secretRotating,
    sealingSecret: new Secret(sealingKey),
    ...(values.previousSealingKey !== undefined && {
      previousSealingSecret: new Secret(values.previousSealingKey),
    }),
    namingSecret: new Secret(values.namingKey ?? sealingKey),
    notifications: {
      keys: new Map(Object.entries(values.notificationKeys ?? {}).map(([id, key]) => [id, new Secret(key)])),
      expiry: new Map(
        Object.entries(values.notificationKeysExpire ?? {}).map(([id, day]) => [id, new Date(day)]),
      ),
      windowMs: values.notificationWindowSeconds * 1000,
      ...present({ decryptionKeyFile: values.notificationDecryptionKeyFile }),
    },
    settingsTtlMs: values.settingsTtlSeconds * 1000,
    occ: {
      storeUrl: withoutSlash(values.storeUrl),
      adminUrl: withoutSlash(values.adminUrl),
      applicationKey: new Secret(values.applicationKey),
    },
    keyFolder: values.keyFolder ?? join(home, 'certs'),
    ...(!isStandalone && { packageFile: join(home, 'package.json') }),
    partner: {
      ...present({ developerId: values.developerId }),
      solutionId: values.solutionId,
    },
    application: { name: 'OCC CyberSource', version },
    journal: toJournalLocation(values),
    deadlines: {
      occ: values.occDeadline,
      cybersource: values.cybersourceDeadline,
      lookUp: values.lookUpDeadline,
      margin: values.margin,
    },
    connectionIdleMs: values.connectionIdle,
    warmUpMs: values.warmUp,
    timings: scaledTimings(values.pace),
    settlement: { everyMs: values.settlementSeconds * 1000 },
    reviews: { everyMs: values.reviewSeconds * 1000 },
    reconciliation: {
      everyMs: (values.reconcileSeconds ?? (values.journal === 'memory:' ? RECONCILE_SECONDS : 0)) * 1000,
      mostUndone: values.reconcileMost,
      dryRun: values.reconcileDryRun,
    },
    workers: values.workers,
    instance: values.instance ?? hostname(),
    monitoring: {
      ...(values.monitoringToken !== undefined && { token: new Secret(values.monitoringToken) }),
      ...(values.metricsPort !== undefined && {
        metrics: { host: values.metricsHost, port: values.metricsPort },
      }),
    },
    ...(alerts && { alerts }),
    warnings: warningsOf(values, { nodeEnv: environment['NODE_ENV'], isStandalone }),
    ...(values.intermediateHost !== undefined && { intermediateHost: withoutSlash(values.intermediateHost) }),
    clientAddress: {
      proxies: values.clientAddressProxies,
      ...(values.clientAddressHeader !== undefined && { header: values.clientAddressHeader.toLowerCase() }),
    },
    ...(values.walletScriptOrigin !== undefined && {
      walletScriptOrigin: withoutSlash(values.walletScriptOrigin),
    }),
    ...(values.appleIntermediateHost !== undefined && {
      appleIntermediateHost: withoutSlash(values.appleIntermediateHost),
    }),
  };
  return Object.freeze(config);
}

/** Undefined unless a receiver is named. In production an e-mail server has to offer encryption, unless it is this machine. */
function toAlertsConfig(values: SettingValues, production: boolean): AlertsConfig | undefined {
  const { alertsWebhookUrl: url, alertsWebhookToken: token, alertsRunbooks: runbooks } = values;
  const { alertsEmailServer: server, alertsEmailTo: to, alertsEmailFrom: from } = values;
  const hasEmail = server !== undefined && to !== undefined && from !== undefined;
  if (url === undefined && !hasEmail) return undefined;
  return {
    everyMs: values.alertsSeconds * 1000,
    ...present({ runbooks }),
    ...(url !== undefined && {
      webhook: { url: new Secret(url), ...(token !== undefined && { token: new Secret(token) }) },
    }),
    ...(hasEmail && {
      email: { server: new Secret(server), to, from, isEncrypted: production && !isThisMachine(server) },
    }),
  };
}

function toWebhookKeys(values: SettingValues): WebhookKeys {
  const sha512 = [values.secretKey, values.previousSecretKey].filter((key) => key !== undefined);
  return {
    sha512: sha512.map((key) => new Secret(key)),
    ...(values.allowSha1 && values.sha1Key !== undefined && { sha1: new Secret(values.sha1Key) }),
  };
}

function toJournalLocation({ journal, journalCapacity, unwrittenFolder }: SettingValues): JournalLocation {
  if (journal === 'memory:') return { kind: 'memory', capacity: journalCapacity };
  if (journal.startsWith('postgres')) {
    const folder = unwrittenFolder ?? 'occ-cybersource.unwritten';
    return { kind: 'postgres', url: new Secret(journal), unwrittenFolder: folder };
  }
  const file = journal.slice('sqlite:'.length);
  return { kind: 'sqlite', file, unwrittenFolder: unwrittenFolder ?? `${file}.unwritten` };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
