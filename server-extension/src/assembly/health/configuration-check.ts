import type { Config } from '../../config/config.ts';
import { createCertificatesOf } from '../../cybersource/client/certificate-expiry.ts';
import { otherHostOf } from '../../cybersource/client/hosts.ts';
import type { RehearseMandate } from '../../cybersource/client/mandate-rehearsal.ts';
import type { ReachGateway } from '../../cybersource/client/reachability.ts';
import type { ReadKeyFile } from '../../cybersource/keys/key-files.ts';
import { present } from '../../domain/present.ts';
import type { PaymentMethod } from '../../methods/method/payment-method.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { createFindSettingProblems } from '../../occ/settings/setting-findings.ts';
import type { SiteDetails } from '../../occ/settings/site-details.ts';
import { requireSiteIds } from '../../occ/settings/site-list.ts';
import { createSettingsFor } from '../../occ/settings/site-settings.ts';
import { MANDATED_VALUES } from '../../payments/health/configuration/mandate.ts';
import {
  type CheckConfiguration,
  createConfigurationCheck,
} from '../../payments/health/configuration-check.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import { declareRoutes } from '../../routes/routes.ts';
import { readPackageUrls } from './listed-urls.ts';

export interface AssembleConfigurationCheckDeps {
  readonly config: Config;
  readonly methods: readonly PaymentMethod[];
  readonly occ: OccApi;
  readonly sites: SiteDetails;
  readonly reachGateway: ReachGateway;
  readonly rehearseMandate: RehearseMandate;
  readonly readKeyFile: ReadKeyFile;
  readonly journal: Journal;
  readonly offsetMs: () => number | undefined;
  readonly now: () => Date;
}

/** What `GET /operations/check` looks at, with the real parts behind it. */
export function assembleConfigurationCheck({
  config,
  methods,
  occ,
  sites,
  readKeyFile,
  ...deps
}: AssembleConfigurationCheckDeps): CheckConfiguration {
  const { production, webhookKeys, notifications, packageFile, warnings, deadlines } = config;
  const findSettingProblems = createFindSettingProblems({ api: occ, sites, production });
  // Read anew: a doctor is called after a change.
  const unkept = { ttlMs: 0, capacity: 1, now: deps.now };
  const mandatedSettingsFor = createSettingsFor(occ, methods, unkept, MANDATED_VALUES);
  return createConfigurationCheck({
    ...deps,
    sites: async () => requireSiteIds(await occ.sites()),
    findSettingProblems,
    settingsFor: createSettingsFor(occ, methods, unkept),
    findMandatedProblems: ({ site, channel }) => findSettingProblems(site, channel, MANDATED_VALUES),
    mandatedSettings: ({ site, channel }) => mandatedSettingsFor(site, channel),
    otherHostOf,
    certificatesOf: createCertificatesOf(readKeyFile),
    methodCertificates: async ({ enabledTypes }) => {
      const needed = methods.filter(({ type }) => enabledTypes.has(type));
      return (
        await Promise.all(needed.map((method) => method.certificates?.(readKeyFile) ?? Promise.resolve([])))
      ).flat();
    },
    hasWebhookKey: webhookKeys.sha512.length > 0 || webhookKeys.sha1 !== undefined,
    notificationKeys: [...notifications.keys.keys()].map((keyId) => {
      const validUntil = notifications.expiry.get(keyId);
      return { keyId, ...present({ validUntil }) };
    }),
    packageUrls: () => readPackageUrls(packageFile, declareRoutes(methods)),
    warnings,
    deadlineMs: deadlines.lookUp,
  });
}
