import type { SettingValues } from './settings.ts';

/** Rules that look at several settings. @throws Error with the setting and its remedy. */
export function refuseWhatDoesNotFit(production: boolean, values: SettingValues): void {
  refuseWorkersWithoutSharedJournal(values);
  refuseHalfAnEmail(values);
  refuseInProduction(production, values);
  refuseDeadlinesThatDoNotFit(values);
}

function refuseInProduction(production: boolean, values: SettingValues): void {
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
  for (const [name, variable, address] of [
    ['atg.server.url', 'ATG_SERVER_URL', values.storeUrl],
    ['atg.server.admin.url', 'ATG_SERVER_ADMIN_URL', values.adminUrl],
  ] as const) {
    if (new URL(address).protocol === 'https:') continue;
    throw new Error(
      `${name} (environment: ${variable}) has to be an https:// address when NODE_ENV=production: the application key and shoppers' data go there.`,
    );
  }
  if (values.alertsWebhookUrl !== undefined) {
    const isSafe =
      new URL(values.alertsWebhookUrl).protocol === 'https:' || isThisMachine(values.alertsWebhookUrl);
    if (!isSafe)
      throw new Error(
        'alerts.webhook.url (environment: ALERTS_WEBHOOK_URL) has to be an https:// address when NODE_ENV=production, or one of this machine.',
      );
  }
  for (const complaint of weakSecrets(values)) throw new Error(complaint);
  if (values.sealingKey === undefined) {
    throw new Error(
      'The extension cannot start in production without crypto.service.key (environment: CRYPTO_SERVICE_KEY): set the same random text of at least 32 characters on every instance.',
    );
  }
}

/** A key of fewer bytes could be guessed: 128 bits are the least that NIST SP 800-107 (5.3.2) leaves an HMAC. */
const KEY_BYTES_MIN = 16;
/** Different characters that a secret must have at least; a random one of 32 characters has more. */
const DIFFERENT_CHARACTERS_MIN = 8;

/** Secrets that are there and protect nothing: one sentence each, without the value. */
function weakSecrets(values: SettingValues): readonly string[] {
  const webhookKeys = [
    ['payments.secret.key', 'PAYMENTS_SECRET_KEY', values.secretKey],
    ['payments.secret.previousKey', 'PAYMENTS_SECRET_PREVIOUS_KEY', values.previousSecretKey],
    ['payments.secret.sha1Key', 'PAYMENTS_SECRET_SHA1_KEY', values.allowSha1 ? values.sha1Key : undefined],
  ] as const;
  const weak: string[] = [];
  for (const [name, variable, key] of webhookKeys) {
    const bytes = key === undefined ? undefined : Buffer.from(key, 'base64');
    if (
      bytes !== undefined &&
      (bytes.length < KEY_BYTES_MIN || new Set(bytes).size < DIFFERENT_CHARACTERS_MIN)
    )
      weak.push(
        `${name} (environment: ${variable}) is too weak: take the secret that OCC shows for this webhook, at least ${KEY_BYTES_MIN} random bytes in base64.`,
      );
  }
  for (const [name, variable, key] of [
    ['crypto.service.key', 'CRYPTO_SERVICE_KEY', values.sealingKey],
    ['crypto.service.previousKey', 'CRYPTO_SERVICE_PREVIOUS_KEY', values.previousSealingKey],
    ['crypto.naming.key', 'CRYPTO_NAMING_KEY', values.namingKey],
  ] as const) {
    if (key === undefined || new Set(key.trim()).size >= DIFFERENT_CHARACTERS_MIN) continue;
    weak.push(
      `${name} (environment: ${variable}) is too weak: set a random text of at least 32 characters, the same on every instance.`,
    );
  }
  return weak;
}

/** Each process would have a journal of its own, and a repeated delivery could reach one that does not know the first. */
function refuseWorkersWithoutSharedJournal({ workers, journal }: SettingValues): void {
  if (workers === 1 || journal !== 'memory:') return;
  throw new Error(
    `The extension cannot start: workers (environment: WORKERS) is ${workers}, and with the journal memory: each of them would know its own payments only. Set JOURNAL to sqlite:<file> or postgres://..., or WORKERS to 1.`,
  );
}

/** A message without one of them could not be sent, which would be noticed only when one is needed. */
function refuseHalfAnEmail(values: SettingValues): void {
  const parts = [
    ['alerts.email.server (environment: ALERTS_EMAIL_SERVER)', values.alertsEmailServer],
    ['alerts.email.to (environment: ALERTS_EMAIL_TO)', values.alertsEmailTo],
    ['alerts.email.from (environment: ALERTS_EMAIL_FROM)', values.alertsEmailFrom],
  ] as const;
  const missing = parts.filter(([, value]) => value === undefined).map(([name]) => name);
  if (missing.length === 0 || missing.length === parts.length) return;
  throw new Error(
    `The extension cannot start: e-mails about alerts need ${missing.join(' and ')} as well. Set all three, or none.`,
  );
}

/** Whether what is sent there stays on this machine. */
export function isThisMachine(address: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(new URL(address).hostname);
}

/** OCC gets no answer when it has stopped waiting: look-up, call and margin have to fit into its deadline. */
function refuseDeadlinesThatDoNotFit(values: SettingValues): void {
  const needed = values.lookUpDeadline + values.cybersourceDeadline + values.margin;
  if (needed <= values.occDeadline) return;
  throw new Error(
    `The extension cannot start: deadline.lookUp.ms, deadline.cybersource.ms and deadline.margin.ms add up to ${needed} ms and have to fit into deadline.occ.ms (${values.occDeadline} ms).`,
  );
}

/** Where the program runs, as far as a warning depends on it. */
export interface RuntimeEnvironment {
  /** The environment's `NODE_ENV` as it is written. */
  readonly nodeEnv: string | undefined;
  /** True in a server of our own, false inside OCC. */
  readonly isStandalone: boolean;
}

/** What an administrator should correct although everything starts: a sentence each, with the setting and the remedy. */
export function warningsOf(
  values: SettingValues,
  { nodeEnv, isStandalone }: RuntimeEnvironment,
): readonly string[] {
  const production = nodeEnv === 'production';
  const warnings: string[] = [];
  if (values.secretKey === undefined && !(values.allowSha1 && values.sha1Key !== undefined)) {
    warnings.push('payments.secret.key is not set: the payment webhook answers 503 until it is');
  }
  if (values.secretRotating) {
    warnings.push(
      'payments.secret.rotating is set: the webhook’s secret is asked of OCC where no key fits (occ-cybersource secrets rotate webhook unsets it at its end)',
    );
  }
  if (values.sealingKey === undefined) {
    warnings.push('crypto.service.key is not set: a random one is used, so nothing outlives a restart');
  }
  if (!production) warnings.push(...weakSecrets(values));
  if (!production && values.intermediateHost !== undefined) {
    warnings.push(
      `PAYMENTS DO NOT REACH CYBERSOURCE: CYBERSOURCE_INTERMEDIATE_HOST sends them elsewhere, and NODE_ENV is ${nodeEnv === undefined || nodeEnv === '' ? 'not set' : 'not production'} (in a shop: unset the first, set the second to production)`,
    );
  }
  if (isStandalone && values.journal === 'memory:') {
    warnings.push(
      'journal is memory: and this is a server of its own: what is under way is forgotten when it ends (set JOURNAL to sqlite:<file> or postgres://...)',
    );
  }
  if (!isStandalone && values.alertsEmailServer !== undefined) {
    warnings.push(
      'alerts.email.server is set inside OCC, where no e-mail about alerts can be sent (use alerts.webhook.url)',
    );
  }
  if (values.clientAddressHeader === undefined) {
    warnings.push(
      'client.address.header is not set: behind a proxy the addresses of shoppers are unknown, and one shopper who asks too often slows all of a site down (set CLIENT_ADDRESS_HEADER, for example x-forwarded-for, and CLIENT_ADDRESS_PROXIES)',
    );
  }
  return warnings;
}
