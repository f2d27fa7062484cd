import * as z from 'zod';
import { settingOf } from '../../../../gateway-settings/rules/effective-values.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { shownValue } from '../../administration/settings/differences.ts';
import { readTenantSettings } from '../../administration/settings/tenant-settings.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { columns } from '../frame/columns.ts';
import { defineCommand } from '../frame/command.ts';
import { wrongUse } from '../frame/command-problem.ts';
import { chosenChannels, placeInput, placeOptions } from './places.ts';
import { valueRow } from './result-schemas.ts';

export const settingsGet = defineCommand({
  name: 'settings get',
  summary: 'one gateway setting of every site and channel',
  arguments: [{ name: '<setting>', description: 'its id, for example merchantID' }],
  options: [...tenantOptions, ...placeOptions],
  examples: ['settings get runEnvironment --tenant live'],
  input: z.object({ ...tenantInput, ...placeInput, setting: z.string() }),
  result: z.strictObject({ tenant: z.string(), settings: z.array(valueRow) }),
  async run(input, context) {
    const { setting } = input;
    if (settingOf(setting) === undefined)
      throw wrongUse(`There is no setting ${setting}.`, 'occ-cybersource settings list shows all.');
    const tenant = await chooseTenant(input, context);
    const { channels } = await readTenantSettings(createAdminClient(tenant));
    const rows = chosenChannels(channels, input).map(({ site, channel, values }) => ({
      site,
      channel,
      setting,
      value: shownValue(setting, values[setting]),
    }));
    return { result: { tenant: tenant.name, settings: rows } };
  },
  show: ({ settings }) =>
    columns(settings.map(({ site, channel, value }) => [site, channel, value || '(empty)'])),
});
