import * as z from 'zod';
import { settings } from '../../../../gateway-settings/settings.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { shownValue } from '../../administration/settings/differences.ts';
import { readTenantSettings } from '../../administration/settings/tenant-settings.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { columns } from '../frame/columns.ts';
import { defineCommand } from '../frame/command.ts';
import { chosenChannels, placeInput, placeOptions } from './places.ts';
import { valueRow } from './result-schemas.ts';

const ids = settings.flatMap((setting) => (setting.type === 'sectionTitleType' ? [] : [setting.id]));

export const settingsList = defineCommand({
  name: 'settings list',
  summary: 'every gateway setting of every site and channel',
  description: 'Defaults are filled in. A secret is shown as (set) or (not set).',
  options: [...tenantOptions, ...placeOptions],
  examples: ['settings list --tenant live --site siteUS --channel storefront'],
  input: z.object({ ...tenantInput, ...placeInput }),
  result: z.strictObject({ tenant: z.string(), settings: z.array(valueRow) }),
  async run(input, context) {
    const tenant = await chooseTenant(input, context);
    const { channels } = await readTenantSettings(createAdminClient(tenant));
    const rows = chosenChannels(channels, input).flatMap(({ site, channel, values }) =>
      ids.map((setting) => ({ site, channel, setting, value: shownValue(setting, values[setting]) })),
    );
    return { result: { tenant: tenant.name, settings: rows } };
  },
  show: ({ settings: rows }) =>
    columns(rows.map(({ site, channel, setting, value }) => [site, channel, setting, value || '(empty)'])),
});
