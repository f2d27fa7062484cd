import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'yaml';
import * as z from 'zod';
import type { DeploymentReport, DeploymentRequest } from '../../administration/deployment/deploy.ts';
import { createZipStore } from '../../administration/deployment/zips.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { listSites } from '../../administration/occ/sites.ts';
import { readSettingsFile } from '../../administration/settings/settings-file.ts';
import { chooseTenant, type TenantChoice } from '../../administration/tenant/profiles.ts';
import { isSecretReference, readSecret } from '../../administration/tenant/secret-reference.ts';
import type { CommandContext, CommandOption } from '../frame/command.ts';
import { CommandProblem } from '../frame/command-problem.ts';

/** Options of the commands that change what is deployed. */
export const deploymentOptions: readonly CommandOption[] = [
  { flags: '--settings <file>', description: 'a settings file to write, too' },
  {
    flags: '--variables <file>',
    description:
      'more environment variables of the extension, NAME: VALUE in YAML; secrets as env:NAME or file:PATH',
  },
  {
    flags: '--notifications',
    description:
      'subscribe every merchant account to CyberSource’s notifications; without it only where the setting networkTokenUpdates is on',
  },
];

export const deploymentInput = {
  settings: z.string().optional(),
  variables: z.string().optional(),
  notifications: z.boolean().default(false),
};

export const deploymentResult = z.strictObject({
  tenant: z.string(),
  version: z.string(),
  steps: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      needed: z.boolean().meta({ description: 'False where the tenant has it already' }),
    }),
  ),
  done: z.array(z.string()).meta({ description: 'Ids of the steps that were carried out' }),
});

interface DeploymentChoice extends TenantChoice {
  readonly settings?: string | undefined;
  readonly variables?: string | undefined;
  readonly notifications?: boolean | undefined;
}

/** What every deployment needs, from the command's input. */
export async function deploymentRequest(
  input: DeploymentChoice,
  context: CommandContext,
): Promise<Omit<DeploymentRequest, 'zipsFor' | 'dryRun'>> {
  const tenant = await chooseTenant(input, context);
  const occ = createAdminClient(tenant);
  const siteIds = async (): Promise<readonly string[]> => (await listSites(occ)).map(({ id }) => id);
  return {
    tenant,
    occ,
    archive: createZipStore(path.join(context.workingDirectory, '.occ-cybersource', tenant.name)),
    ...(input.settings !== undefined && {
      settings: await readSettingsFile(input.settings, context, await siteIds()),
    }),
    ...(input.variables !== undefined && { variables: await readVariables(input.variables, context) }),
    notifications: input.notifications ?? false,
    progress: context.progress,
    wait: async (ms) => {
      await wait(ms);
    },
    now: context.now,
  };
}

const variables = z.record(
  z.string().regex(/^[A-Za-z_]\w*$/, 'is no name of a variable'),
  z.union([z.string(), z.number(), z.boolean()]).transform(String),
);

async function readVariables(
  file: string,
  context: CommandContext,
): Promise<Readonly<Record<string, string>>> {
  const location = path.resolve(context.workingDirectory, file);
  let raw: unknown;
  try {
    raw = parse(await readFile(location, 'utf8')) as unknown;
  } catch {
    throw new CommandProblem('variables-file', `${location} cannot be read as YAML.`);
  }
  const parsed = variables.safeParse(raw);
  if (!parsed.success)
    throw new CommandProblem('variables-file', `${location}: ${z.prettifyError(parsed.error)}`);
  const resolved: Record<string, string> = {};
  for (const [name, value] of Object.entries(parsed.data)) {
    resolved[name] = isSecretReference(value)
      ? await readSecret(value, `variable ${name}`, context, path.dirname(location))
      : value;
  }
  return resolved;
}

/** A plan or a report, a line for each step. */
export function showDeployment({ steps, done, version }: DeploymentReport, tenant: string): string {
  const lines = steps.map(
    ({ id, title, needed }) => `  ${done.includes(id) ? 'done' : needed ? 'to do' : 'as is'}  ${title}`,
  );
  const end =
    done.length > 0
      ? `Version ${version} is deployed to tenant ${tenant}.`
      : steps.some(({ needed }) => needed)
        ? 'Nothing was changed.'
        : `Tenant ${tenant} has version ${version} already.`;
  return [...lines, end].join('\n');
}
