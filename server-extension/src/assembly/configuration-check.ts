import type { Config } from '../config/config.ts';
import { otherHostOf } from '../cybersource/client/hosts.ts';
import type { ReachGateway } from '../cybersource/client/reachability.ts';
import { createCertificatesOf } from '../cybersource/client/certificate-expiry.ts';
import type { ReadKeyFile } from '../cybersource/keys/key-files.ts';
import type { OccApi } from '../occ/api/admin-api.ts';
import { createFindSettingProblems } from '../occ/settings/setting-findings.ts';
import type { SiteDetails } from '../occ/settings/site-details.ts';
import { requireSiteIds } from '../occ/settings/site-list.ts';
import { type CheckConfiguration, createConfigurationCheck } from '../payments/health/configuration-check.ts';
import type { Journal, SettingsFor } from '../payments/ports/ports.ts';

export interface AssembleConfigurationCheckDeps {
  readonly config: Config;
  readonly occ: OccApi;
  readonly sites: SiteDetails;
  /** Read anew: a doctor is called after a change. */
  readonly settingsFor: SettingsFor;
  readonly reachGateway: ReachGateway;
  readonly readKeyFile: ReadKeyFile;
  readonly journal: Journal;
  readonly offsetMs: () => number | undefined;
  readonly now: () => Date;
}

/** What `GET /operations/check` looks at, with the real parts behind it. */
export function assembleConfigurationCheck({
  config,
  occ,
  sites,
  readKeyFile,
  ...deps
}: AssembleConfigurationCheckDeps): CheckConfiguration {
  return createConfigurationCheck({
    ...deps,
    sites: async () => requireSiteIds(await occ.sites()),
    findSettingProblems: createFindSettingProblems({ api: occ, sites, production: config.production }),
    otherHostOf,
    certificatesOf: createCertificatesOf(readKeyFile),
    hasWebhookKey: config.webhookKeys.sha512.length > 0 || config.webhookKeys.sha1 !== undefined,
    warnings: config.warnings,
    deadlineMs: config.deadlines.lookUp,
  });
}
