import type { SiteId } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import { type Channel, channels, type GatewayAccount } from '../../domain/settings.ts';
import type { Journal, SettingsFor } from '../ports/ports.ts';

/** One thing that was looked at: fine, a decision to look at, or a fault that keeps payments from working. */
export interface ConfigurationCheck {
  /** What was looked at: `credentials`, `clock`, or the name of a rule for settings. */
  readonly id: string;
  readonly site?: string;
  readonly channel?: string;
  /** The setting or variable to put right. */
  readonly setting?: string;
  readonly status: 'ok' | 'warning' | 'fault';
  readonly problem?: string;
  readonly remedy?: string;
}

/** A rule's finding about the settings of one channel. */
type ChannelFinding = Required<Pick<ConfigurationCheck, 'id' | 'setting' | 'problem' | 'remedy'>> & {
  readonly status: 'warning' | 'fault';
};

/** A file with a certificate, and until when it is valid. */
export interface CertificateExpiry {
  readonly file: string;
  readonly setting: string;
  readonly validUntil: Date;
}

export interface ConfigurationCheckDeps {
  readonly sites: () => Promise<readonly SiteId[]>;
  readonly findSettingProblems: (site: SiteId, channel: Channel) => Promise<readonly ChannelFinding[]>;
  readonly settingsFor: SettingsFor;
  /** One signed call that moves nothing. Rejects with a Problem that says what is wrong. */
  readonly reachGateway: (account: GatewayAccount, deadlineMs: number) => Promise<void>;
  /** The host of the same API for the other kind of account, test or live; undefined where there is none. */
  readonly otherHostOf: (host: string) => string | undefined;
  readonly certificatesOf: (account: GatewayAccount) => Promise<readonly CertificateExpiry[]>;
  readonly hasWebhookKey: boolean;
  readonly journal: Pick<Journal, 'keepCheckpoint'>;
  /** Milliseconds by which this machine's clock was behind CyberSource's. */
  readonly offsetMs: () => number | undefined;
  readonly warnings: readonly string[];
  readonly deadlineMs: number;
  readonly now: () => Date;
}

/** Looks at everything that this process can see of its configuration. */
export type CheckConfiguration = () => Promise<readonly ConfigurationCheck[]>;

/** A doctor may be called often: everything is looked at no more often than that. */
const KEPT_MS = 30_000;
const CHECKPOINT = 'check';
/** Answers show whole seconds and are under way for a while. */
const TOLERATED_OFFSET_MS = 60_000;
/** How long before its end a certificate becomes a warning: renewing takes people. */
const WARNED_DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

export function createConfigurationCheck(deps: ConfigurationCheckDeps): CheckConfiguration {
  let checking: Promise<readonly ConfigurationCheck[]> | undefined;
  let checkedAt = 0;
  return () => {
    const at = deps.now().getTime();
    if (checking === undefined || Math.abs(at - checkedAt) >= KEPT_MS) {
      checkedAt = at;
      checking = check(deps);
    }
    return checking;
  };
}

async function check(deps: ConfigurationCheckDeps): Promise<readonly ConfigurationCheck[]> {
  const found: ConfigurationCheck[] = [await checkJournal(deps), checkWebhookKey(deps)];
  for (const problem of deps.warnings) {
    found.push({
      id: 'configuration',
      status: 'warning',
      problem,
      remedy: 'The operators’ guide explains each variable.',
    });
  }
  const sites = await deps.sites().catch(() => undefined);
  if (sites === undefined) {
    found.push({
      id: 'occ',
      status: 'fault',
      setting: 'ATG_SERVER_ADMIN_URL',
      problem: 'The extension cannot read OCC’s sites.',
      remedy: 'Check ATG_SERVER_ADMIN_URL and the application key of the extension.',
    });
    return found;
  }
  for (const site of sites) {
    for (const channel of channels) found.push(...(await checkChannel(site, channel, deps)));
  }
  // After the calls above: each of them compares the clocks.
  return [...found, checkClock(deps)];
}

async function checkJournal({ journal, now }: ConfigurationCheckDeps): Promise<ConfigurationCheck> {
  try {
    await journal.keepCheckpoint(CHECKPOINT, now());
    return { id: 'journal', status: 'ok' };
  } catch {
    return {
      id: 'journal',
      status: 'fault',
      setting: 'JOURNAL',
      problem: 'The journal cannot be written.',
      remedy: 'The extension’s log says which one, and why.',
    };
  }
}

function checkWebhookKey({ hasWebhookKey }: ConfigurationCheckDeps): ConfigurationCheck {
  if (hasWebhookKey) return { id: 'webhook-secret', status: 'ok' };
  return {
    id: 'webhook-secret',
    status: 'fault',
    setting: 'PAYMENTS_SECRET_KEY',
    problem: 'The extension has no webhook secret: no payment of OCC’s is believed.',
    remedy:
      'Set it to the SHA-512 secret of OCC’s Generic Payment webhook: occ-cybersource webhooks configure does.',
  };
}

function checkClock({ offsetMs }: ConfigurationCheckDeps): ConfigurationCheck {
  const offset = offsetMs();
  if (offset === undefined || Math.abs(offset) <= TOLERATED_OFFSET_MS) return { id: 'clock', status: 'ok' };
  const minutes = Math.round(Math.abs(offset) / 60_000);
  return {
    id: 'clock',
    status: 'fault',
    setting: 'clock',
    problem: `This machine’s clock is ${minutes} minutes ${offset > 0 ? 'behind' : 'ahead of'} CyberSource’s.`,
    remedy:
      'Let the machine keep its time by NTP. Up to an hour is corrected for signatures until then; more is refused.',
  };
}

async function checkChannel(
  site: SiteId,
  channel: Channel,
  deps: ConfigurationCheckDeps,
): Promise<readonly ConfigurationCheck[]> {
  const place = { site, channel };
  let findings: readonly ConfigurationCheck[];
  try {
    findings = (await deps.findSettingProblems(site, channel)).map((finding) => ({ ...place, ...finding }));
  } catch (error) {
    return [
      {
        ...place,
        id: 'settings',
        status: 'fault',
        problem: wordsOf(error),
        remedy: 'Check the gateway in OCC.',
      },
    ];
  }
  if (findings.some(({ id, status }) => status === 'fault' && ACCOUNT_RULES.has(id))) return findings;
  return [...findings, ...(await checkAccount(place, deps))];
}

/** Faults with which no call to CyberSource can be signed. */
const ACCOUNT_RULES: ReadonlySet<string> = new Set([
  'channel',
  'host',
  'merchant-id',
  'key-id',
  'secret',
  'key-file',
  'message-encryption',
  'value',
]);

type Place = Pick<ConfigurationCheck, 'channel'> & { readonly site: SiteId; readonly channel: Channel };

async function checkAccount(
  place: Place,
  deps: ConfigurationCheckDeps,
): Promise<readonly ConfigurationCheck[]> {
  try {
    const { account } = await deps.settingsFor(place.site, place.channel);
    const certificates = await deps.certificatesOf(account);
    return [
      ...certificates.map((certificate) => checkExpiry(place, certificate, deps.now())),
      await checkCredentials(place, account, deps),
    ];
  } catch (error) {
    const problem = wordsOf(error);
    return [
      {
        ...place,
        id: 'key-file',
        status: 'fault',
        // Problems of key files name theirs in parentheses; others begin with it.
        setting: /setting (\w+)/.exec(problem)?.[1] ?? 'keyFileName',
        problem,
        remedy: 'Correct the setting, or put the right file into server-extension/certs and deploy again.',
      },
    ];
  }
}

function checkExpiry(
  place: Place,
  { file, setting, validUntil }: CertificateExpiry,
  now: Date,
): ConfigurationCheck {
  const days = Math.floor((validUntil.getTime() - now.getTime()) / DAY_MS);
  const about = { ...place, id: 'certificate', setting };
  const date = validUntil.toISOString().slice(0, 10);
  const remedy =
    'Make a new one in Business Center (Payment Configuration > Key Management), put it into server-extension/certs, and deploy.';
  if (days < 0)
    return {
      ...about,
      status: 'fault',
      problem: `The certificate in certs/${file} expired on ${date}.`,
      remedy,
    };
  if (days <= WARNED_DAYS)
    return {
      ...about,
      status: 'warning',
      problem: `The certificate in certs/${file} expires on ${date}, in ${days} days.`,
      remedy,
    };
  return { ...about, status: 'ok' };
}

async function checkCredentials(
  place: Place,
  account: GatewayAccount,
  { reachGateway, otherHostOf, deadlineMs }: ConfigurationCheckDeps,
): Promise<ConfigurationCheck> {
  const about = { ...place, id: 'credentials' };
  const reached = await failureOf(reachGateway(account, deadlineMs));
  if (reached === undefined) return { ...about, status: 'ok' };
  if (!isRefusal(reached)) {
    return {
      ...place,
      id: 'reachability',
      status: 'fault',
      setting: 'runEnvironment',
      problem: `${wordsOf(reached)} Host: ${account.host}.`,
      remedy:
        'Check that the host is listed in whitelistUrls of the extension’s package.json and that OCC’s servers may call it.',
    };
  }
  const other = otherHostOf(account.host);
  if (
    other !== undefined &&
    (await failureOf(reachGateway({ ...account, host: other }, deadlineMs))) === undefined
  ) {
    return {
      ...about,
      id: 'host',
      status: 'fault',
      setting: 'runEnvironment',
      problem: `${account.host} does not know these keys, and ${other} does: keys belong to one of them.`,
      remedy: `Set runEnvironment to ${other}, or enter the keys of ${account.host}.`,
    };
  }
  const isKeyFile = account.credential.kind === 'certificate-jwt';
  return {
    ...about,
    status: 'fault',
    setting: isKeyFile ? 'merchantID, keyFileName, keyAlias' : 'merchantID, merchantKeyId, merchantsecretKey',
    problem: `CyberSource at ${account.host} does not accept this merchant with this key: one of them is wrong, or the key has expired.`,
    remedy: isKeyFile
      ? 'Check the merchant ID, and that the certificate belongs to it and is active in Business Center.'
      : 'Check the merchant ID, and enter key ID and shared secret of one active key of it (Business Center: Payment Configuration > Key Management).',
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof Problem && /HTTP 40[13]/.test(error.message);
}

async function failureOf(work: Promise<void>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error ?? new Error('It failed without a reason.');
  }
}

/** A problem's own words are safe to show. */
function wordsOf(error: unknown): string {
  return error instanceof Problem ? error.message : 'It could not be looked at.';
}
