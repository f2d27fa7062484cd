import * as z from 'zod';
import { problemWithValue } from '../../../../gateway-settings/rules/check-value.ts';
import { settingOf } from '../../../../gateway-settings/rules/effective-values.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { CHANNEL_IDS, type ChannelSettings } from '../../administration/settings/channel-settings.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { isSecretReference, readSecret } from '../../administration/tenant/secret-reference.ts';
import { type CommandContext, defineCommand } from '../frame/command.ts';
import { wrongUse } from '../frame/command-problem.ts';
import { applySettings } from './apply-settings.ts';
import { chosenChannels, placeInput, placeOptions } from './places.ts';
import { changeResult } from './result-schemas.ts';
import { showChange } from './show-changes.ts';

export const settingsSet = defineCommand({
  name: 'settings set',
  summary: 'change gateway settings',
  description:
    'A secret is never an argument: give env:NAME, file:PATH or prompt. A combination that cannot work is refused, and nothing is written.',
  arguments: [{ name: '<assignments...>', description: 'ID=VALUE, one or more' }],
  options: [...tenantOptions, ...placeOptions, { flags: '--dry-run', description: 'show what would change' }],
  examples: [
    'settings set payerAuthEnabled=true scaEnabled=true --tenant live --site siteUS',
    'settings set merchantsecretKey=env:NEW_SECRET merchantKeyId=… --tenant live',
  ],
  input: z.object({
    ...tenantInput,
    ...placeInput,
    assignments: z.array(z.string()),
    dryRun: z.boolean().default(false),
  }),
  result: changeResult,
  async run(input, context) {
    const values = await readAssignments(input.assignments, context);
    const tenant = await chooseTenant(input, context);
    const wanted = async (siteIds: readonly string[]): Promise<readonly ChannelSettings[]> =>
      chosenChannels(
        siteIds.flatMap((site) => CHANNEL_IDS.map((channel) => ({ site, channel, values }))),
        input,
      );
    const { dryRun } = input;
    return { result: await applySettings({ tenant, occ: createAdminClient(tenant), wanted, dryRun }) };
  },
  show: showChange,
});

async function readAssignments(
  assignments: readonly string[],
  context: CommandContext,
): Promise<Readonly<Record<string, unknown>>> {
  const values: Record<string, unknown> = {};
  for (const assignment of assignments) {
    const [, id = '', given = ''] = /^(\w+)=(.*)$/s.exec(assignment) ?? [];
    if (id === '') throw wrongUse(`“${assignment}” is no assignment: write ID=VALUE.`);
    values[id] = await readValue(id, given, context);
  }
  return values;
}

async function readValue(id: string, given: string, context: CommandContext): Promise<unknown> {
  const setting = settingOf(id);
  if (setting?.type === 'passwordType') {
    if (given === '') return '';
    if (!isSecretReference(given))
      throw wrongUse(
        `${id} is a secret and no argument: it would stay in the history of the shell.`,
        `write ${id}=env:NAME, ${id}=file:PATH or ${id}=prompt.`,
      );
    return readSecret(given, id, context, context.workingDirectory);
  }
  const problem = problemWithValue(id, given);
  if (problem !== undefined) throw wrongUse(`${id}: ${problem}.`);
  return setting?.type === 'booleanType' ? given === 'true' : given;
}
