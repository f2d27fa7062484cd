import * as z from 'zod';
import { CHANNEL_IDS } from '../../administration/settings/channel-settings.ts';

const place = { site: z.string(), channel: z.enum(CHANNEL_IDS), setting: z.string() };

/** A secret is shown as `(set)` or `(not set)`. */
export const valueRow = z.strictObject({ ...place, value: z.string() });

export const differenceRow = z.strictObject({ ...place, before: z.string(), after: z.string() });

export const findingRow = z.strictObject({
  ...place,
  id: z.string().meta({ description: 'The name of the rule' }),
  status: z.enum(['warning', 'fault']),
  problem: z.string(),
  remedy: z.string(),
});

export const changeResult = z.strictObject({
  tenant: z.string(),
  written: z.boolean().meta({ description: 'False for --dry-run, and where nothing differed' }),
  differences: z.array(differenceRow),
});
export type SettingsChangeResult = z.output<typeof changeResult>;
