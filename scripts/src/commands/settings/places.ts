import * as z from 'zod';
import type { CommandOption } from '../frame/command.ts';
import { wrongUse } from '../frame/command-problem.ts';
import {
  CHANNEL_IDS,
  type ChannelId,
  type ChannelSettings,
} from '../../administration/settings/channel-settings.ts';

/** Options that choose sites and channels; without them all. */
export const placeOptions: readonly CommandOption[] = [
  { flags: '--site <id>', description: 'one site; default: all' },
  { flags: '--channel <name>', description: `one of ${CHANNEL_IDS.join(', ')}; default: all` },
];

export const placeInput = { site: z.string().optional(), channel: z.enum(CHANNEL_IDS).optional() };

export interface PlaceChoice {
  readonly site?: string | undefined;
  readonly channel?: ChannelId | undefined;
}

/** The channels that were chosen. @throws CommandProblem for a site that the tenant does not have */
export function chosenChannels(
  channels: readonly ChannelSettings[],
  { site, channel }: PlaceChoice,
): readonly ChannelSettings[] {
  const ids = [...new Set(channels.map((each) => each.site))];
  if (site !== undefined && !ids.includes(site)) {
    throw wrongUse(`The tenant has no site ${site}. It has: ${ids.join(', ')}.`);
  }
  return channels.filter(
    (each) => (site ?? each.site) === each.site && (channel ?? each.channel) === each.channel,
  );
}
