import type { Config } from '../../config/config.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { requireSiteIds } from '../../occ/settings/site-list.ts';
import { type CheckReadiness, createReadiness } from '../../payments/health/readiness.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import { toErrorFields } from '../../telemetry/log/error-fields.ts';
import type { Log } from '../../telemetry/log/log.ts';

export interface AssembleReadinessDeps {
  readonly config: Pick<Config, 'webhookKeys'>;
  readonly journal: Journal;
  readonly occ: Pick<OccApi, 'sites'>;
  readonly settingsFor: SettingsFor;
  readonly isWarm: () => boolean;
  readonly now: () => Date;
  readonly log: Log;
}

/** Whether payments can be taken; a line says when that changes. */
export function assembleReadiness({
  config: { webhookKeys },
  journal,
  occ,
  settingsFor,
  isWarm,
  now,
  log,
}: AssembleReadinessDeps): CheckReadiness {
  return createReadiness({
    journal,
    hasWebhookKey: webhookKeys.sha512.length > 0 || webhookKeys.sha1 !== undefined,
    sites: async () => requireSiteIds(await occ.sites()),
    settingsFor,
    now,
    isWarm,
    onChange: (reasons, cause) => {
      const [first] = reasons;
      if (first === undefined) log('readiness.regained', {});
      else log('readiness.lost', { reason: first.code, ...toErrorFields(cause) });
    },
  });
}
