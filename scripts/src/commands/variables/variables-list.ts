import * as z from 'zod';
import { RECORD_VARIABLE } from '../../administration/deployment/record.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { listVariables } from '../../administration/occ/variables.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { columns } from '../frame/columns.ts';
import { defineCommand } from '../frame/command.ts';

/** By the names of our own variables, and by what others usually call theirs. */
const SECRET = /SECRET|KEY|TOKEN|PASSWORD|CREDENTIAL/i;

export const variablesList = defineCommand({
  name: 'variables list',
  summary: 'the environment variables of the tenant’s extensions',
  description:
    'Values whose name sounds like a secret are shown as (set); passwords inside addresses are left out.',
  options: [...tenantOptions],
  examples: ['variables list --tenant live'],
  input: z.object({ ...tenantInput }),
  result: z.strictObject({
    tenant: z.string(),
    variables: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  }),
  async run(input, context) {
    const tenant = await chooseTenant(input, context);
    const variables = (await listVariables(createAdminClient(tenant))).map(({ name, value }) => ({
      name,
      value: shownVariable(name, value),
    }));
    return { result: { tenant: tenant.name, variables } };
  },
  show: ({ variables }) =>
    columns(
      variables.map(({ name, value }) => [
        name,
        name === RECORD_VARIABLE ? '(what deploy has made; for undeploy)' : value,
      ]),
    ),
});

/** A variable's value as it may be shown. */
export function shownVariable(name: string, value: string): string {
  if (SECRET.test(name)) return value === '' ? '(empty)' : '(set)';
  return value.replace(/:\/\/[^@/\s]+@/, '://***@');
}
