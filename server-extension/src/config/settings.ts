import { parseDatabaseAddress } from '../journal/postgres/connection/address.ts';
import * as z from 'zod';

const base64 = z
  .string()
  .regex(/^[A-Za-z0-9+/]{16,}={0,2}$/, 'must be base64 text of at least 16 characters');
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) address' });
const milliseconds = z.coerce.number().int().min(1).max(600_000);
const port = z.coerce.number().int().min(0).max(65_535);
const yes = z.preprocess((value) => value === true || value === 'true' || value === '1', z.boolean());

const NOTIFICATION_KEYS =
  'must list keys as <keyId>:<key in base64>, with commas between them, each key of at least 16 bytes';

/** In a file of settings an object, in the environment `<keyId>:<key>,<keyId>:<key>`. */
const notificationKeys = z
  .preprocess(
    toKeys,
    z.record(
      z.string().regex(/^[\w-]{1,64}$/, NOTIFICATION_KEYS),
      z.string(NOTIFICATION_KEYS).regex(/^[A-Za-z0-9+/]{22,}={0,2}$/, NOTIFICATION_KEYS),
      NOTIFICATION_KEYS,
    ),
  )
  .optional();

const emailAddresses = z
  .string()
  .refine(
    (value) => value.split(',').every((each) => z.email().safeParse(each.trim()).success),
    'must be e-mail addresses with commas between them',
  );

const NOTIFICATION_DAYS = 'must list days as <keyId>:<yyyy-mm-dd>, with commas between them';

/** In a file of settings an object, in the environment `<keyId>:<day>,<keyId>:<day>`. */
const notificationKeysExpire = z
  .preprocess(toKeys, z.record(z.string(), z.iso.date(NOTIFICATION_DAYS), NOTIFICATION_DAYS))
  .optional();

function toKeys(value: unknown): unknown {
  return typeof value === 'string' ? Object.fromEntries(value.split(',').map(toPair)) : value;
}

function toPair(listed: string): readonly [id: string, key: string] {
  const [id = '', ...key] = listed.trim().split(':');
  return [id, key.join(':')];
}

/** Every setting once: nconf name, environment variable and what it must look like. Empty text counts as not set. */
export const SETTINGS = {
  secretKey: { name: 'payments.secret.key', schema: base64.optional() },
  previousSecretKey: { name: 'payments.secret.previousKey', schema: base64.optional() },
  secretRotating: { name: 'payments.secret.rotating', schema: yes },
  sha1Key: { name: 'payments.secret.sha1Key', schema: base64.optional() },
  allowSha1: { name: 'payments.secret.allowSha1', schema: yes },
  sealingKey: {
    name: 'crypto.service.key',
    schema: z.string().min(32, 'must have at least 32 characters').optional(),
  },
  previousSealingKey: {
    name: 'crypto.service.previousKey',
    schema: z.string().min(32, 'must have at least 32 characters').optional(),
  },
  namingKey: {
    name: 'crypto.naming.key',
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
    schema: z.string('is missing'),
  },
  keyFolder: { name: 'certs.folder', schema: z.string().optional() },
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
  // CyberSource's own id for its OCC integration: the merchant's reports there go by it.
  solutionId: { name: 'partner.solutionId', schema: z.string().max(8).default('D9W5TBWU') },
  notificationKeys: { name: 'notifications.keys', schema: notificationKeys },
  notificationKeysExpire: { name: 'notifications.keysExpire', schema: notificationKeysExpire },
  notificationWindowSeconds: {
    name: 'notifications.window.secs',
    schema: z.coerce.number().int().min(1).max(86_400).default(300),
  },
  notificationDecryptionKeyFile: {
    name: 'notifications.decryptionKeyFile',
    schema: z
      .string()
      .regex(/^[\w-][\w.-]{0,99}$/, 'must be the name of a file in certs, without a folder')
      .optional(),
  },
  journal: {
    name: 'journal',
    schema: z
      .string()
      .regex(
        /^(memory:|sqlite:.+|postgres(ql)?:\/\/.+)$/,
        'must be memory:, sqlite:<file> or postgres://<user>@<host>/<database>',
      )
      .superRefine((value, context) => {
        const message = value.startsWith('postgres') ? problemOfAddress(value) : undefined;
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      })
      .default('memory:'),
  },
  unwrittenFolder: { name: 'journal.unwrittenFolder', schema: z.string().optional() },
  journalCapacity: { name: 'journal.capacity', schema: z.coerce.number().int().min(100).default(50_000) },
  occDeadline: { name: 'deadline.occ.ms', schema: milliseconds.default(25_000) },
  cybersourceDeadline: { name: 'deadline.cybersource.ms', schema: milliseconds.default(18_000) },
  lookUpDeadline: { name: 'deadline.lookUp.ms', schema: milliseconds.default(4_000) },
  margin: { name: 'deadline.margin.ms', schema: milliseconds.default(3_000) },
  connectionIdle: { name: 'connection.idle.ms', schema: milliseconds.default(55_000) },
  warmUp: { name: 'warmUp.ms', schema: z.coerce.number().int().min(0).max(10_000).default(1_000) },
  pace: { name: 'reconcile.pace', schema: z.coerce.number().min(0.001).max(1).default(1) },
  reconcileSeconds: { name: 'sweep.secs', schema: z.coerce.number().int().min(0).max(86_400).optional() },
  reconcileMost: { name: 'sweep.mostUndone', schema: z.coerce.number().int().min(1).max(1_000).default(20) },
  settlementSeconds: {
    name: 'settlement.secs',
    schema: z.coerce.number().int().min(0).max(86_400).default(3600),
  },
  reviewSeconds: { name: 'reviews.secs', schema: z.coerce.number().int().min(0).max(86_400).default(300) },
  instance: {
    name: 'instance.name',
    schema: z
      .string()
      .regex(/^[\w.:/-]{1,100}$/, 'must be letters, digits and . : / - only')
      .optional(),
  },
  monitoringToken: {
    name: 'monitoring.token',
    schema: z.string().min(16, 'must have at least 16 characters').optional(),
  },
  workers: { name: 'workers', schema: z.coerce.number().int().min(1).max(64).default(1) },
  metricsPort: { name: 'metrics.port', schema: port.optional() },
  metricsHost: { name: 'metrics.host', schema: z.string().default('127.0.0.1') },
  alertsWebhookUrl: { name: 'alerts.webhook.url', schema: httpUrl.optional() },
  alertsWebhookToken: {
    name: 'alerts.webhook.token',
    schema: z
      .string()
      .regex(/^[\x21-\x7e]+$/, 'must be characters of ASCII without blanks')
      .optional(),
  },
  alertsEmailTo: { name: 'alerts.email.to', schema: emailAddresses.optional() },
  alertsEmailFrom: { name: 'alerts.email.from', schema: z.email('must be an e-mail address').optional() },
  alertsEmailServer: {
    name: 'alerts.email.server',
    schema: z
      .url({ protocol: /^smtps?$/, error: 'must be smtps://<user>:<password>@<host>, or smtp://…' })
      .optional(),
  },
  alertsRunbooks: { name: 'alerts.runbooks.url', schema: httpUrl.optional() },
  alertsSeconds: { name: 'alerts.secs', schema: z.coerce.number().int().min(1).max(300).default(30) },
  reconcileDryRun: { name: 'sweep.dryRun', schema: yes },
} as const satisfies Readonly<Record<string, ExtensionSetting>>;

/** How one setting is called and what it must look like. */
export interface ExtensionSetting {
  readonly name: string;
  /** Where it differs from {@link toVariableName}. */
  readonly variable?: string;
  readonly schema: z.ZodType;
}

type Key = keyof typeof SETTINGS;
/** Every setting's value, parsed. */
export type SettingValues = { readonly [K in Key]: z.output<(typeof SETTINGS)[K]['schema']> };

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
  return Object.values<ExtensionSetting>(SETTINGS).map(({ name, variable, schema }) => ({
    name,
    variable: variable ?? toVariableName(name),
    otherwise: schema.safeParse(undefined).data,
  }));
}

/** `payments.secret.previousKey` is `PAYMENTS_SECRET_PREVIOUS_KEY` in the environment. */
export function toVariableName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/\./g, '_')
    .toUpperCase();
}

/** What is wrong with the address of a database; undefined when nothing is. */
function problemOfAddress(value: string): string | undefined {
  try {
    parseDatabaseAddress(value);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'is not a postgres: address';
  }
}
