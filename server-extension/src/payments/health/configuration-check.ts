import type { SiteId } from '../../domain/ids.ts';
import { type Channel, channels, type GatewaySettings } from '../../domain/settings.ts';
import type { SettingsFor } from '../ports/settings-for.ts';
import { type AccountCheckDeps, checkAccount, keyFileFault, SIGNING_RULES } from './configuration/account.ts';
import { type ChannelPlace, type ConfigurationCheck, wordsOf } from './configuration/check.ts';
import { type CertificateExpiry, checkCertificate } from './configuration/expiry.ts';
import { checkMandate, MANDATE_DAY, type MandateCheckDeps } from './configuration/mandate.ts';
import { checkClock, checkListedUrls, checkProcess, type ProcessCheckDeps } from './configuration/process.ts';

/** A rule's finding about the settings of one channel. */
type ChannelFinding = Required<Pick<ConfigurationCheck, 'id' | 'setting' | 'problem' | 'remedy'>> & {
  readonly status: 'warning' | 'fault';
};

export interface ConfigurationCheckDeps extends AccountCheckDeps, MandateCheckDeps, ProcessCheckDeps {
  readonly sites: () => Promise<readonly SiteId[]>;
  readonly findSettingProblems: (site: SiteId, channel: Channel) => Promise<readonly ChannelFinding[]>;
  readonly settingsFor: SettingsFor;
  /** Certificates that the channel's payment methods need of the merchant. Rejects with a Problem that names the file. */
  readonly methodCertificates: (settings: GatewaySettings) => Promise<readonly CertificateExpiry[]>;
}

/**
 * Looks at everything that this process can see of its configuration.
 *
 * @param asOf a day (`2027-03-01`): what would be wrong then
 */
export type CheckConfiguration = (asOf?: string) => Promise<readonly ConfigurationCheck[]>;

/** A doctor may be called often: everything is looked at no more often than that. */
const KEPT_MS = 30_000;

export function createConfigurationCheck(deps: ConfigurationCheckDeps): CheckConfiguration {
  let kept:
    | { readonly asOf: string; readonly at: number; readonly checks: ReturnType<CheckConfiguration> }
    | undefined;
  return (asOf = '') => {
    const at = deps.now().getTime();
    if (kept?.asOf !== asOf || Math.abs(at - kept.at) >= KEPT_MS)
      kept = { asOf, at, checks: check(deps, asOf) };
    return kept.checks;
  };
}

async function check(deps: ConfigurationCheckDeps, asOf: string): Promise<readonly ConfigurationCheck[]> {
  const found = [...(await checkProcess(deps))];
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
  const hosts: (ChannelPlace & { readonly host: string })[] = [];
  for (const site of sites) {
    for (const channel of channels) {
      const place = { site, channel };
      const settings = await deps
        .settingsFor(site, channel)
        .catch((error: unknown) => keyFileFault(place, error));
      if ('account' in settings) hosts.push({ ...place, host: settings.account.host });
      found.push(...(await checkChannel(place, settings, deps)));
      if (asOf >= MANDATE_DAY)
        found.push(...(await rehearse(place, 'account' in settings ? settings : undefined, asOf, deps)));
    }
  }
  // After the calls above: each of them compares the clocks.
  return [...found, ...checkListedUrls(await deps.packageUrls(), hosts), checkClock(deps)];
}

/** @param settings or the fault that keeps them from being read */
async function checkChannel(
  place: ChannelPlace,
  settings: GatewaySettings | ConfigurationCheck,
  deps: ConfigurationCheckDeps,
): Promise<readonly ConfigurationCheck[]> {
  let findings: readonly ConfigurationCheck[];
  try {
    findings = (await deps.findSettingProblems(place.site, place.channel)).map((finding) => ({
      ...place,
      ...finding,
    }));
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
  if (!('account' in settings)) return [...findings, settings];
  return [
    ...findings,
    ...(await checkAccount(place, settings.account, deps)),
    ...(await checkMethodCertificates(place, settings, deps)),
  ];
}

/** Faults with which no call to CyberSource can be signed. */
const ACCOUNT_RULES: ReadonlySet<string> = new Set([...SIGNING_RULES, 'value']);

const NEW_WALLET_CERTIFICATE =
  'Make a new one with the wallet’s owner (Apple Developer > Merchant IDs > Merchant Identity certificate), put certificate and key into server-extension/certs, and deploy.';

async function checkMethodCertificates(
  place: ChannelPlace,
  settings: GatewaySettings,
  { methodCertificates, now }: ConfigurationCheckDeps,
): Promise<readonly ConfigurationCheck[]> {
  const id = 'wallet-certificate';
  try {
    return (await methodCertificates(settings)).map((certificate) =>
      checkCertificate(place, id, certificate, { now: now(), remedy: NEW_WALLET_CERTIFICATE }),
    );
  } catch (error) {
    return [
      {
        ...place,
        id,
        setting: 'paymentOptions',
        status: 'fault',
        problem: wordsOf(error),
        remedy: `${NEW_WALLET_CERTIFICATE} Or take the wallet out of paymentOptions.`,
      },
    ];
  }
}

/** What cannot be read today has a check of its own. */
async function rehearse(
  place: ChannelPlace,
  settings: GatewaySettings | undefined,
  asOf: string,
  deps: ConfigurationCheckDeps,
): Promise<readonly ConfigurationCheck[]> {
  try {
    return await checkMandate(place, settings?.account, asOf, deps);
  } catch (error) {
    return [
      {
        ...place,
        id: 'mandate',
        status: 'fault',
        problem: wordsOf(error),
        remedy: 'Check the gateway in OCC.',
      },
    ];
  }
}
