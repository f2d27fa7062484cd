import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { checkSettings } from '../../../../gateway-settings/rules/check-settings.ts';
import type { SettingFinding } from '../../../../gateway-settings/rules/setting-finding.ts';
import { gatewayId } from '../../../../gateway-settings/settings.ts';
import type { SiteId } from '../../domain/ids.ts';
import type { Channel } from '../../domain/settings.ts';
import type { OccApi } from '../api/admin-api.ts';
import { parseOrigins } from '../../domain/network/origins.ts';
import type { SiteSettingValues } from './settings-reading.ts';
import type { SiteDetails } from './site-details.ts';

const answer = lazy(() => z.object({ data: z.record(z.string(), z.record(z.string(), z.unknown())) }));

/** What is wrong in the settings of one site and channel, as OCC has them now; nothing is asked of CyberSource. */
export type FindSettingProblems = (
  site: SiteId,
  channel: Channel,
  /** Values that count instead of those that OCC has. */
  asIf?: SiteSettingValues,
) => Promise<readonly SettingFinding[]>;

export interface FindSettingProblemsDeps {
  readonly api: Pick<OccApi, 'siteSettings'>;
  readonly sites: Pick<SiteDetails, 'country' | 'origins'>;
  readonly production: boolean;
}

/** The rules that the command line refuses changes by, over what is stored. */
export function createFindSettingProblems({
  api,
  sites,
  production,
}: FindSettingProblemsDeps): FindSettingProblems {
  return async (site, channel, asIf) => {
    const raw = answer().safeParse(await api.siteSettings(gatewayId, site));
    const stored = raw.success ? raw.data.data[channel] : undefined;
    const values = stored && { ...stored, ...asIf };
    if (
      values === undefined ||
      !['merchantID', 'merchantKeyId', 'keyFileName'].some((id) => isGiven(values[id]))
    )
      return [notConfigured];
    const siteCountry = (await sites.country(site)) ?? null;
    const findings = checkSettings(values, {
      production: production && channel !== 'preview',
      isProductionGuessed: true,
      siteCountry,
    });
    return [...findings, ...foreignOrigins(values['allowedOrigins'], await sites.origins(site))];
  };
}

const notConfigured: SettingFinding = {
  id: 'channel',
  setting: 'merchantID',
  status: 'fault',
  problem: 'This channel is not configured: it has neither a merchant nor a key.',
  remedy:
    'Fill in its tab in OCC (Settings > Payment Processing > Payment Gateways), or import a settings file.',
};

function isGiven(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** A list of origins that leaves out the site's own address keeps its shoppers from paying. */
function foreignOrigins(listed: unknown, own: readonly string[]): readonly SettingFinding[] {
  const origins = typeof listed === 'string' ? (parseOrigins(listed) ?? []) : [];
  if (origins.length === 0 || own.every((origin) => origins.includes(origin))) return [];
  return [
    {
      id: 'origins',
      setting: 'allowedOrigins',
      status: 'fault',
      problem: `allowedOrigins leaves out the site’s own address, ${own.join(', ')}: its pages are refused.`,
      remedy: 'Add it, or leave allowedOrigins empty.',
    },
  ];
}
