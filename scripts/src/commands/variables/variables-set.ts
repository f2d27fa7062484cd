import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { restartAndWait } from '../../administration/deployment/restart.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { setVariable } from '../../administration/occ/variables.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { isSecretReference, readSecret } from '../../administration/tenant/secret-reference.ts';
import { defineCommand } from '../frame/command.ts';
import { wrongUse } from '../frame/command-problem.ts';
import { shownVariable } from './variables-list.ts';

export const variablesSet = defineCommand({
  name: 'variables set',
  summary: 'create or change environment variables of the tenant’s extensions',
  description:
    'A value may be env:NAME, file:PATH or prompt, as a secret has to be. The extension sees it after a restart, which --restart does.',
  arguments: [{ name: '<assignments...>', description: 'NAME=VALUE, one or more' }],
  options: [
    ...tenantOptions,
    { flags: '--restart', description: 'restart the extension servers when something changed' },
  ],
  examples: ['variables set RECONCILE_DRY_RUN=true JOURNAL=env:JOURNAL_URL --tenant live --restart'],
  input: z.object({ ...tenantInput, assignments: z.array(z.string()), restart: z.boolean().default(false) }),
  result: z.strictObject({ tenant: z.string(), changed: z.array(z.string()) }),
  async run({ assignments, restart, ...choice }, context) {
    const wanted: [name: string, value: string][] = [];
    for (const assignment of assignments) {
      const [, name = '', given = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(assignment) ?? [];
      if (name === '')
        throw wrongUse(`“${assignment.split('=')[0] ?? ''}” is no assignment: write NAME=VALUE.`);
      if (!isSecretReference(given) && isSecret(name, given))
        throw wrongUse(
          `${name} is a secret and no argument: it would stay in the history of the shell.`,
          `write ${name}=env:NAME, ${name}=file:PATH or ${name}=prompt.`,
        );
      wanted.push([
        name,
        isSecretReference(given) ? await readSecret(given, name, context, context.workingDirectory) : given,
      ]);
    }
    const tenant = await chooseTenant(choice, context);
    const occ = createAdminClient(tenant);
    const changed: string[] = [];
    for (const [name, value] of wanted) if (await setVariable(occ, name, value)) changed.push(name);
    if (restart && changed.length > 0)
      await restartAndWait(occ, context.progress, async (ms) => {
        await wait(ms);
      });
    return { result: { tenant: tenant.name, changed } };
  },
  show: ({ changed }) => (changed.length === 0 ? 'Nothing changed.' : `Changed: ${changed.join(', ')}`),
});

/** By its name, as `variables list` hides it; or an address with a password in it. A switch, such as PAYMENTS_SECRET_ALLOW_SHA1, is none. */
function isSecret(name: string, value: string): boolean {
  return !['true', 'false'].includes(value) && shownVariable(name, value) !== value;
}
