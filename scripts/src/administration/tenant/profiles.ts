import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { CommandContext, CommandOption } from '../../commands/frame/command.ts';
import { CommandProblem, wrongUse } from '../../commands/frame/command-problem.ts';
import { isSecretReference, readSecret, type SecretReference } from './secret-reference.ts';
import type { TenantCredentials, TenantProfile } from './tenant.ts';

/** The file that is read unless `--profiles` or `OCC_PROFILES` names another one. */
export const PROFILES_FILE = 'occ-tenants.yaml';

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
  .refine(
    (url) => URL.canParse(url) && ['', '/'].includes(new URL(url).pathname),
    'must be an origin, without a path',
  )
  .transform((url) => new URL(url).origin);

const secret = z
  .string()
  .refine(isSecretReference, 'must say where the secret is: env:NAME, file:PATH or prompt')
  .pipe(z.custom<SecretReference>((text) => typeof text === 'string' && isSecretReference(text)));

const profile = z.strictObject({
  adminUrl: origin,
  storeUrl: origin,
  extensionUrl: origin.optional(),
  production: z.boolean().default(true),
  intermediateHost: origin.optional(),
  applicationKey: secret.optional(),
  username: z.string().optional(),
  password: secret.optional(),
  oneTimeCode: secret.optional(),
});

const profiles = z.strictObject({ tenants: z.record(z.string(), profile) });

type Profile = z.output<typeof profile>;

/** Options of every command that speaks to a tenant. */
export const tenantOptions: readonly CommandOption[] = [
  { flags: '--tenant <name>', description: `a tenant of the profiles file; default: the environment` },
  {
    flags: '--profiles <file>',
    description: `the profiles file (default: OCC_PROFILES, else ${PROFILES_FILE})`,
  },
];

/** Their part of a command's input. */
export const tenantInput = { tenant: z.string().optional(), profiles: z.string().optional() };

export interface TenantChoice {
  readonly tenant?: string | undefined;
  readonly profiles?: string | undefined;
}

/** The tenant that a command is about. @throws CommandProblem that names the profile, the variable or the field. */
export async function chooseTenant(choice: TenantChoice, context: CommandContext): Promise<TenantProfile> {
  return choice.tenant === undefined
    ? fromEnvironment(context)
    : fromProfiles(choice.tenant, choice.profiles, context);
}

async function fromProfiles(
  name: string,
  file: string | undefined,
  context: CommandContext,
): Promise<TenantProfile> {
  const location = path.resolve(
    context.workingDirectory,
    file ?? context.environment['OCC_PROFILES'] ?? PROFILES_FILE,
  );
  if (!existsSync(location)) {
    throw wrongUse(
      `There is no profiles file ${location}.`,
      'make one (docs/administrators.md shows it), or name it with --profiles.',
    );
  }
  const parsed = profiles.safeParse(parseYaml(await readFile(location, 'utf8'), location));
  if (!parsed.success) throw wrongUse(`${location}: ${toSentences(parsed.error)}`);
  const found = parsed.data.tenants[name];
  if (found === undefined) {
    const known = Object.keys(parsed.data.tenants).join(', ');
    throw wrongUse(`${location} has no tenant ${name}. It has: ${known || 'none'}.`);
  }
  return toTenant(name, found, context, path.dirname(location));
}

/** `OCC_PRODUCTION=false` allows development hosts; without it a tenant counts as one with real money. */
function fromEnvironment(context: CommandContext): TenantProfile {
  const read = (name: string): string | undefined => {
    const value = context.environment[name];
    return value === '' ? undefined : value;
  };
  const missing = ['OCC_ADMIN_URL', 'OCC_STORE_URL'].filter((name) => read(name) === undefined);
  if (missing.length > 0) {
    throw wrongUse(
      `Which tenant? ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set, and there is no --tenant.`,
      'use --tenant NAME with a profiles file, or set OCC_ADMIN_URL, OCC_STORE_URL and OCC_APPLICATION_KEY.',
    );
  }
  const parsed = profile.safeParse({
    adminUrl: read('OCC_ADMIN_URL'),
    storeUrl: read('OCC_STORE_URL'),
    extensionUrl: read('EXTENSION_URL'),
    production: read('OCC_PRODUCTION') !== 'false',
    intermediateHost: read('CYBERSOURCE_INTERMEDIATE_HOST'),
    ...fromVariables(read),
  });
  if (!parsed.success) throw wrongUse(`The environment: ${toSentences(parsed.error)}`);
  return toTenant('environment', parsed.data, context, context.workingDirectory);
}

function fromVariables(read: (name: string) => string | undefined): Partial<Record<keyof Profile, string>> {
  const username = read('OCC_USERNAME');
  if (username !== undefined) {
    return {
      username,
      password: read('OCC_PASSWORD') === undefined ? 'prompt' : 'env:OCC_PASSWORD',
      ...(read('OCC_ONE_TIME_CODE') !== undefined && { oneTimeCode: 'env:OCC_ONE_TIME_CODE' }),
    };
  }
  const file = read('OCC_APPLICATION_KEY_FILE');
  if (file !== undefined) return { applicationKey: `file:${file}` };
  return { applicationKey: read('OCC_APPLICATION_KEY') === undefined ? 'prompt' : 'env:OCC_APPLICATION_KEY' };
}

function toTenant(name: string, given: Profile, context: CommandContext, folder: string): TenantProfile {
  const { adminUrl, storeUrl, extensionUrl = storeUrl, production, intermediateHost } = given;
  if (production && intermediateHost !== undefined) {
    throw wrongUse(
      `Tenant ${name} is a production tenant and names a development host (CYBERSOURCE_INTERMEDIATE_HOST, intermediateHost).`,
      'leave the host out, or say production: false (OCC_PRODUCTION=false).',
    );
  }
  return {
    name,
    adminUrl,
    storeUrl,
    extensionUrl,
    production,
    ...(intermediateHost !== undefined && { intermediateHost }),
    credentials: toCredentials(name, given, context, folder),
  };
}

function toCredentials(
  name: string,
  { applicationKey, username, password, oneTimeCode }: Profile,
  context: CommandContext,
  folder: string,
): TenantCredentials {
  const read = (reference: SecretReference, what: string) => () =>
    readSecret(reference, `${what} of tenant ${name}`, context, folder);
  if (username !== undefined) {
    return {
      kind: 'user',
      username,
      password: read(password ?? 'prompt', 'password'),
      ...(oneTimeCode !== undefined && { oneTimeCode: read(oneTimeCode, 'one-time code') }),
    };
  }
  return { kind: 'application-key', key: read(applicationKey ?? 'prompt', 'application key') };
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    throw new CommandProblem(
      'file-unreadable',
      `${file} is no YAML: ${(error as Error).message.split('\n')[0] ?? ''}`,
    );
  }
}

function toSentences(error: z.ZodError): string {
  return error.issues.map(({ path: at, message }) => `${at.join('.')} ${message}`).join('; ');
}
