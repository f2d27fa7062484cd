import { checkSettings } from '../../../../gateway-settings/rules/check-settings.ts';
import type { SettingFinding } from '../../../../gateway-settings/rules/setting-finding.ts';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import type { TenantSite } from '../occ/sites.ts';
import type { ChannelId, ChannelSettings } from './channel-settings.ts';

/** A finding with its place. */
export interface PlacedFinding extends SettingFinding {
  readonly site: string;
  readonly channel: ChannelId;
}

export interface ChannelContext {
  readonly production: boolean;
  /** Absent where no tenant was asked. */
  readonly sites?: readonly TenantSite[];
}

/** What the rules find in each site and channel. */
export function checkChannels(
  channels: readonly ChannelSettings[],
  { production, sites }: ChannelContext,
): readonly PlacedFinding[] {
  return channels.flatMap(({ site, channel, values }) => {
    const found = sites?.find(({ id }) => id === site);
    const surroundings = {
      // A preview shows what is not live yet: it may go to the test host.
      production: production && channel !== 'preview',
      ...(found !== undefined && { siteCountry: found.country }),
    };
    return checkSettings(values, surroundings).map((finding) => ({ site, channel, ...finding }));
  });
}

/**
 * Refuses a change that makes a combination that cannot work. What was wrong before is not held against it, so that
 * faults can be corrected one by one.
 *
 * @throws CommandProblem with a sentence for each new fault: site, channel, setting and remedy
 */
export function requireNoNewFault(
  before: readonly ChannelSettings[],
  after: readonly ChannelSettings[],
  surroundings: ChannelContext,
): void {
  const keyOf = ({ site, channel, id, setting, problem }: PlacedFinding): string =>
    [site, channel, id, setting, problem].join(' ');
  const known = new Set(checkChannels(before, surroundings).map(keyOf));
  const fresh = checkChannels(after, surroundings).filter(
    (finding) => finding.status === 'fault' && !known.has(keyOf(finding)),
  );
  if (fresh.length === 0) return;
  throw new CommandProblem('settings-refused', 'Nothing was changed: these settings cannot work together.', {
    details: fresh.map(toSentence),
  });
}

export function toSentence({ site, channel, setting, problem, remedy }: PlacedFinding): string {
  return `site ${site}, channel ${channel}, setting ${setting}: ${problem} ${remedy}`;
}
