import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { Secret } from './domain/secret.ts';
import { type Pace, paced } from './payments/reconcile/duties.ts';

/** Reads one setting by its nconf name: OCC's nconf, a file in `config/`, or nothing. */
export type ReadSetting = (name: string) => unknown;

export interface Config {
  readonly production: boolean;
  readonly webhookKeys: WebhookKeys;
  /** Seals what the browser carries and names attempts. */
  readonly sealingSecret: Secret;
  readonly settingsTtlMs: number;
  readonly occ: {
    readonly storeUrl: string;
    readonly adminUrl: string;
    readonly applicationKey: Secret;
  };
  /** Where the key files are that gateway settings name. */
  readonly keyFolder: string;
  readonly intermediateHost?: string;
  readonly clientAddress: ClientAddress;
  /** Origin that serves Google's and Apple's scripts on a developer's machine. */
  readonly walletScriptOrigin?: string;
  /** Origin that stands in for Apple's hosts on a developer's machine. */
  readonly appleIntermediateHost?: string;
  readonly partner: { readonly developerId?: string; readonly solutionId?: string };
  readonly application: { readonly name: string; readonly version: string };
  readonly journal: JournalLocation;
  readonly deadlines: Deadlines;
  /** How long lost answers and unplaced orders are left alone. */
  readonly pace: Pace;
  readonly sweep: {
    /** Milliseconds from one to the next; 0: only when somebody asks for one. */
    readonly everyMs: number;
    readonly mostUndone: number;
    readonly dryRun: boolean;
  };
  /** What somebody should put right although everything starts. */
  readonly warnings: readonly string[];
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
export interface ClientAddress {
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

const base64 = z
  .string()
  .regex(/^[A-Za-z0-9+/]{16,}={0,2}$/, 'must be base64 text of at least 16 characters');
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) address' });
const milliseconds = z.coerce.number().int().min(1).max(600_000);
const yes = z.preprocess((value) => value === true || value === 'true' || value === '1', z.boolean());

/** How often CyberSource's books are gone through where the journal does not outlive the process. */
const SWEEP_SECONDS = 300;

/** Every setting once: nconf name, environment variable and what it must look like. Empty text counts as not set. */
const SETTINGS = {
  secretKey: { name: 'payments.secret.key', schema: base64.optional() },
  previousSecretKey: { name: 'payments.secret.previousKey', schema: base64.optional() },
  sha1Key: { name: 'payments.secret.sha1Key', schema: base64.optional() },
  allowSha1: { name: 'payments.secret.allowSha1', schema: yes },
  sealingKey: {
    name: 'crypto.service.key',
    schema: z.string().min(32, 'must have at least 32 characters').optional(),
  },
  settingsTtlSeconds: {
    name: 'cache.gatewaysettings.ttl.secs',
    schema: z.coerce.number().min(0).max(86_400).default(300),
  },
  storeUrl: { name: 'atg.server.url', schema: httpUrl },
  adminUrl: { name: 'atg.server.admin.url', schema: httpUrl },
  applicationKey: {
    name: 'atg.application.credentials:atg.application.token',
    variable: 'ATG_APPLICATION_TOKEN',
    schema: z.string('is missing').min(1, 'is missing'),
  },
  keyFolder: { name: 'certs.folder', schema: z.string().min(1).optional() },
  intermediateHost: { name: 'cybersource.intermediateHost', schema: httpUrl.optional() },
  clientAddressHeader: {
    name: 'client.address.header',
    schema: z
      .string()
      .regex(/^[A-Za-z][\w-]{0,63}$/, 'must be the name of a header')
      .optional(),
  },
  clientAddressProxies: {
    name: 'client.address.proxies',
    schema: z.coerce.number().int().min(1).max(10).default(1),
  },
  walletScriptOrigin: { name: 'wallet.scriptOrigin', schema: httpUrl.optional() },
  appleIntermediateHost: { name: 'applePay.intermediateHost', schema: httpUrl.optional() },
  developerId: { name: 'partner.developerId', schema: z.string().max(8).optional() },
  solutionId: { name: 'partner.solutionId', schema: z.string().max(8).optional() },
  journal: {
    name: 'journal',
    schema: z
      .string()
      .regex(
        /^(memory:|sqlite:.+|postgres(ql)?:\/\/.+)$/,
        'must be memory:, sqlite:<file> or postgres://<user>@<host>/<database>',
      )
      .refine((value) => !value.startsWith('postgres') || isPostgresUrl(value), 'is not a postgres: address')
      .default('memory:'),
  },
  unwrittenFolder: { name: 'journal.unwrittenFolder', schema: z.string().min(1).optional() },
  journalCapacity: { name: 'journal.capacity', schema: z.coerce.number().int().min(100).default(50_000) },
  occDeadline: { name: 'deadline.occ.ms', schema: milliseconds.default(25_000) },
  cybersourceDeadline: { name: 'deadline.cybersource.ms', schema: milliseconds.default(18_000) },
  lookUpDeadline: { name: 'deadline.lookUp.ms', schema: milliseconds.default(4_000) },
  margin: { name: 'deadline.margin.ms', schema: milliseconds.default(3_000) },
  pace: { name: 'reconcile.pace', schema: z.coerce.number().min(0.001).max(1).default(1) },
  sweepSeconds: { name: 'sweep.secs', schema: z.coerce.number().int().min(0).max(86_400).optional() },
  sweepMost: { name: 'sweep.mostUndone', schema: z.coerce.number().int().min(1).max(1_000).default(20) },
  sweepDryRun: { name: 'sweep.dryRun', schema: yes },
} as const satisfies Readonly<Record<string, SettingOfOurs>>;

interface SettingOfOurs {
  readonly name: string;
  /** Where it differs from {@link toVariableName}. */
  readonly variable?: string;
  readonly schema: z.ZodType;
}

type Key = keyof typeof SETTINGS;
type Values = { readonly [K in Key]: z.output<(typeof SETTINGS)[K]['schema']> };

/** One setting as an operator meets it. */
export interface ListedSetting {
  /** Name in nconf. */
  readonly name: string;
  readonly variable: string;
  /** What holds when it is not set; undefined when it has to be set, or stays unset. */
  readonly otherwise: unknown;
}

/** All settings, for the operators' guide. */
export function listSettings(): readonly ListedSetting[] {
  return Object.values<SettingOfOurs>(SETTINGS).map(({ name, variable, schema }) => ({
    name,
    variable: variable ?? toVariableName(name),
    otherwise: schema.safeParse(undefined).data,
  }));
}

export interface ConfigSources {
  /** Default: this process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly read?: ReadSetting;
  readonly version: string;
  /** The folder of the program, for the files that travel with it. Default: the working directory. */
  readonly home?: string;
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
}: ConfigSources): Config {
  const values = requireValues(environment, read);
  const production = environment['NODE_ENV'] === 'production';
  refuseInProduction(production, values);
  refuseDeadlinesThatDoNotFit(values);

  const config: Config = {
    production,
    webhookKeys: toWebhookKeys(values),
    sealingSecret: new Secret(values.sealingKey ?? randomBytes(32).toString('base64')),
    settingsTtlMs: values.settingsTtlSeconds * 1000,
    occ: {
      storeUrl: withoutSlash(values.storeUrl),
      adminUrl: withoutSlash(values.adminUrl),
      applicationKey: new Secret(values.applicationKey),
    },
    keyFolder: values.keyFolder ?? join(home, 'certs'),
    partner: {
      ...(values.developerId !== undefined && { developerId: values.developerId }),
      ...(values.solutionId !== undefined && { solutionId: values.solutionId }),
    },
    application: { name: 'OCC CyberSource', version },
    journal: toJournalLocation(values),
    deadlines: {
      occ: values.occDeadline,
      cybersource: values.cybersourceDeadline,
      lookUp: values.lookUpDeadline,
      margin: values.margin,
    },
    pace: paced(values.pace),
    sweep: {
      everyMs: (values.sweepSeconds ?? (values.journal === 'memory:' ? SWEEP_SECONDS : 0)) * 1000,
      mostUndone: values.sweepMost,
      dryRun: values.sweepDryRun,
    },
    warnings: warningsOf(values),
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

/** `payments.secret.previousKey` is `PAYMENTS_SECRET_PREVIOUS_KEY` in the environment. */
export function toVariableName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/\./g, '_')
    .toUpperCase();
}

function requireValues(environment: NonNullable<ConfigSources['environment']>, read: ReadSetting): Values {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries<SettingOfOurs>(SETTINGS)) {
    const variable = setting.variable ?? toVariableName(setting.name);
    const parsed = setting.schema.safeParse(present(environment[variable]) ?? present(read(setting.name)));
    if (parsed.success) values[key] = parsed.data;
    else
      problems.push(
        `${setting.name} (environment: ${variable}) ${parsed.error.issues[0]?.message ?? 'is wrong'}`,
      );
  }
  if (problems.length > 0) throw new Error(`The extension cannot start. Set right: ${problems.join('; ')}.`);
  return values as unknown as Values;
}

function refuseInProduction(production: boolean, values: Values): void {
  if (!production) return;
  for (const [variable, value] of [
    ['CYBERSOURCE_INTERMEDIATE_HOST', values.intermediateHost],
    ['APPLE_PAY_INTERMEDIATE_HOST', values.appleIntermediateHost],
    ['WALLET_SCRIPT_ORIGIN', values.walletScriptOrigin],
  ]) {
    if (value === undefined) continue;
    throw new Error(`${variable} is for development: it must not be set when NODE_ENV=production.`);
  }
  if (values.pace !== 1) {
    throw new Error(
      'reconcile.pace (environment: RECONCILE_PACE) is for development: CyberSource wants the ordinary waits in production.',
    );
  }
  if (values.sealingKey === undefined) {
    throw new Error(
      'The extension cannot start in production without crypto.service.key (environment: CRYPTO_SERVICE_KEY): set the same random text of at least 32 characters on every instance.',
    );
  }
}

/** OCC hears nothing when it has stopped waiting: look-up, call and margin have to fit into its deadline. */
function refuseDeadlinesThatDoNotFit(values: Values): void {
  const needed = values.lookUpDeadline + values.cybersourceDeadline + values.margin;
  if (needed <= values.occDeadline) return;
  throw new Error(
    `The extension cannot start: deadline.lookUp.ms, deadline.cybersource.ms and deadline.margin.ms add up to ${needed} ms and have to fit into deadline.occ.ms (${values.occDeadline} ms).`,
  );
}

function warningsOf(values: Values): readonly string[] {
  const warnings: string[] = [];
  if (values.secretKey === undefined && !(values.allowSha1 && values.sha1Key !== undefined)) {
    warnings.push('payments.secret.key is not set: the payment webhook answers 503 until it is');
  }
  if (values.sealingKey === undefined) {
    warnings.push('crypto.service.key is not set: a random one is used, so nothing outlives a restart');
  }
  return warnings;
}

function toWebhookKeys(values: Values): WebhookKeys {
  const sha512 = [values.secretKey, values.previousSecretKey].filter((key) => key !== undefined);
  return {
    sha512: sha512.map((key) => new Secret(key)),
    ...(values.allowSha1 && values.sha1Key !== undefined && { sha1: new Secret(values.sha1Key) }),
  };
}

function toJournalLocation({ journal, journalCapacity, unwrittenFolder }: Values): JournalLocation {
  if (journal === 'memory:') return { kind: 'memory', capacity: journalCapacity };
  if (journal.startsWith('postgres')) {
    const folder = unwrittenFolder ?? 'occ-cybersource.unwritten';
    return { kind: 'postgres', url: new Secret(journal), unwrittenFolder: folder };
  }
  const file = journal.slice('sqlite:'.length);
  return { kind: 'sqlite', file, unwrittenFolder: unwrittenFolder ?? `${file}.unwritten` };
}

/** The host may be missing: then it is this machine, or a socket that `?host=` names. */
function isPostgresUrl(value: string): boolean {
  return URL.canParse(value.replace('@/', '@localhost/'));
}

function present(value: unknown): unknown {
  return value === '' || value === null ? undefined : value;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
