import type { Journal } from '../../ports/journal.ts';
import { type ConfigurationCheck, failureOf } from './check.ts';
import { checkNotificationKeys, type NotificationKeyExpiry } from './expiry.ts';

/** What the package that OCC was given lists, and what the extension needs. */
export interface PackageUrls {
  /** Addresses of the extension that no list of the package has: OCC answers them itself, with 404. */
  readonly unlistedRoutes: readonly string[];
  /** Origins that the package lists: OCC lets the extension call those alone. */
  readonly callable: readonly string[];
}

export interface ProcessCheckDeps {
  readonly hasWebhookKey: boolean;
  readonly journal: Pick<Journal, 'keepCheckpoint'>;
  /** Milliseconds by which this machine's clock was behind CyberSource's. */
  readonly offsetMs: () => number | undefined;
  readonly notificationKeys: readonly NotificationKeyExpiry[];
  /** Undefined on a server of our own, where there are no such lists. */
  readonly packageUrls: () => Promise<PackageUrls | undefined>;
  readonly warnings: readonly string[];
  readonly now: () => Date;
}

const CHECKPOINT = 'check';
/** Answers show whole seconds and are under way for a while. */
const TOLERATED_OFFSET_MS = 60_000;

/** What belongs to the process and to no site. */
export async function checkProcess(deps: ProcessCheckDeps): Promise<readonly ConfigurationCheck[]> {
  return [
    await checkJournal(deps),
    checkWebhookKey(deps),
    ...checkNotificationKeys(deps.notificationKeys, deps.now()),
    ...deps.warnings.map((problem) => ({
      id: 'configuration',
      status: 'warning' as const,
      problem,
      remedy: 'The operators’ guide explains each variable.',
    })),
  ];
}

async function checkJournal({ journal, now }: ProcessCheckDeps): Promise<ConfigurationCheck> {
  if ((await failureOf(journal.keepCheckpoint(CHECKPOINT, now()))) === undefined)
    return { id: 'journal', status: 'ok' };
  return {
    id: 'journal',
    status: 'fault',
    setting: 'JOURNAL',
    problem: 'The journal cannot be written.',
    remedy: 'The extension’s log says which one, and why.',
  };
}

function checkWebhookKey({ hasWebhookKey }: ProcessCheckDeps): ConfigurationCheck {
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

export function checkClock({ offsetMs }: Pick<ProcessCheckDeps, 'offsetMs'>): ConfigurationCheck {
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

/** @param hosts of the merchants' settings, each with the place that names it */
export function checkListedUrls(
  lists: PackageUrls | undefined,
  hosts: readonly { readonly site: string; readonly channel: string; readonly host: string }[],
): readonly ConfigurationCheck[] {
  if (lists === undefined) return [];
  const faults: ConfigurationCheck[] = [];
  if (lists.unlistedRoutes.length > 0) {
    faults.push({
      id: 'listed-urls',
      setting: 'publicUrls',
      status: 'fault',
      problem: `package.json of the uploaded extension does not list ${lists.unlistedRoutes.join(', ')}: OCC answers there with 404.`,
      remedy: 'Build the package with npm run package, which writes the lists, and deploy it.',
    });
  }
  for (const { site, channel, host } of hosts) {
    if (lists.callable.includes(`https://${host}`)) continue;
    faults.push({
      id: 'listed-urls',
      site,
      channel,
      setting: 'runEnvironment',
      status: 'fault',
      problem: `package.json of the uploaded extension does not list https://${host} among whitelistUrls: OCC does not let it be called.`,
      remedy: 'Build the package with npm run package, which writes the lists, and deploy it.',
    });
  }
  return faults.length === 0 ? [{ id: 'listed-urls', status: 'ok' }] : faults;
}
