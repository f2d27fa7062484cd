import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { problemWithValue } from '../../../../gateway-settings/rules/check-value.ts';
import { normalized, settingOf } from '../../../../gateway-settings/rules/effective-values.ts';
import { settings } from '../../../../gateway-settings/settings.ts';
import type { CommandContext } from '../../commands/frame/command.ts';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import { isSecretReference, readSecret } from '../tenant/secret-reference.ts';
import { CHANNEL_IDS, type ChannelId, type ChannelSettings } from './channel-settings.ts';

const value = z.union([z.string(), z.boolean(), z.number().transform(String), z.array(z.string()), z.null()]);
const values = z.record(z.string(), value);
const channelNames = ['*', ...CHANNEL_IDS] as const;
const channels = z.partialRecord(z.enum(channelNames), values);
const document = z.strictObject({ sites: z.record(z.string(), channels) });

/** Settings of a tenant as its file says them: `*` stands for all sites or channels, and what is more specific wins. */
type SettingsDocument = z.output<typeof document>;

/**
 * Reads a settings file and the secrets that it names.
 *
 * @param siteIds the sites of the tenant; without them the file's own
 * @throws CommandProblem that names each wrong setting by site and channel
 */
export async function readSettingsFile(
  file: string,
  context: CommandContext,
  siteIds?: readonly string[],
): Promise<readonly ChannelSettings[]> {
  const location = path.resolve(context.workingDirectory, file);
  const read = await readDocument(location);
  const named = Object.keys(read.sites).filter((site) => site !== '*');
  const unknown = siteIds === undefined ? [] : named.filter((site) => !siteIds.includes(site));
  if (unknown.length > 0) {
    throw new CommandProblem(
      'settings-file',
      `${file} names sites that the tenant does not have: ${unknown.join(', ')}.`,
      {
        remedy: `the tenant's sites are ${siteIds?.join(', ') ?? ''}.`,
      },
    );
  }
  const secrets = new Map<string, Promise<string>>();
  const resolved: ChannelSettings[] = [];
  for (const site of siteIds ?? (named.length === 0 ? ['*'] : named)) {
    for (const channel of CHANNEL_IDS) {
      const merged = valuesFor(read, site, channel);
      resolved.push({
        site,
        channel,
        values: await resolve(merged, { site, channel }, location, context, secrets),
      });
    }
  }
  return resolved.filter((each) => Object.keys(each.values).length > 0);
}

function valuesFor({ sites }: SettingsDocument, site: string, channel: ChannelId): z.output<typeof values> {
  return {
    ...sites['*']?.['*'],
    ...sites['*']?.[channel],
    ...(site === '*' ? {} : { ...sites[site]?.['*'], ...sites[site]?.[channel] }),
  };
}

async function readDocument(location: string): Promise<SettingsDocument> {
  let raw: unknown;
  try {
    raw = parse(await readFile(location, 'utf8')) as unknown;
  } catch (error) {
    throw new CommandProblem(
      'settings-file',
      `${location} cannot be read: ${(error as Error).message.split('\n')[0] ?? ''}`,
    );
  }
  const parsed = document.safeParse(raw);
  if (parsed.success) return requireSettings(parsed.data, location);
  throw new CommandProblem('settings-file', `${location} is no settings file.`, {
    details: parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`),
    remedy: 'occ-cybersource settings export writes one that fits.',
  });
}

/** @throws CommandProblem for settings that do not exist, and for secrets that stand in the file themselves. */
function requireSettings(read: SettingsDocument, location: string): SettingsDocument {
  const details = Object.entries(read.sites).flatMap(([site, ofSite]) =>
    Object.entries(ofSite).flatMap(([channel, ofChannel]) =>
      Object.entries(ofChannel).flatMap(([id, given]) => {
        const problem = problemInFile(id, given);
        return problem === undefined ? [] : [`site ${site}, channel ${channel}, ${id}: ${problem}`];
      }),
    ),
  );
  if (details.length === 0) return read;
  throw new CommandProblem('settings-file', `${location} has values that cannot be saved.`, { details });
}

function problemInFile(id: string, given: unknown): string | undefined {
  if (settingOf(id)?.type !== 'passwordType') return problemWithValue(id, given);
  const isReference =
    given === null || given === '' || (typeof given === 'string' && isSecretReference(given));
  return isReference ? undefined : 'a secret does not stand in the file: write env:NAME, file:PATH or prompt';
}

async function resolve(
  given: z.output<typeof values>,
  { site, channel }: { site: string; channel: ChannelId },
  location: string,
  context: CommandContext,
  secrets: Map<string, Promise<string>>,
): Promise<Record<string, unknown>> {
  const resolved: Record<string, unknown> = {};
  for (const [id, text] of Object.entries(given)) {
    if (settingOf(id)?.type === 'passwordType' && typeof text === 'string' && isSecretReference(text)) {
      const key = text === 'prompt' ? `${site} ${channel} ${id}` : text;
      const reading =
        secrets.get(key) ??
        readSecret(text, `${id} of site ${site}, channel ${channel}`, context, path.dirname(location));
      secrets.set(key, reading);
      resolved[id] = await reading;
    } else resolved[id] = text;
  }
  return resolved;
}

/** The file for what a tenant has now. Secrets become names of environment variables; what is the default is left out. */
export function toSettingsFile(tenant: string, current: readonly ChannelSettings[]): string {
  const sites: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const { site, channel, values: stored } of current) {
    const written: Record<string, unknown> = {};
    for (const setting of settings) {
      if (setting.type === 'sectionTitleType') continue;
      const text = normalized(setting.id, stored[setting.id]);
      if (text === normalized(setting.id, undefined)) continue;
      written[setting.id] =
        setting.type === 'passwordType'
          ? `env:${secretVariable(site, channel, setting.id)}`
          : typed(setting.type, text);
    }
    (sites[site] ??= {})[channel] = written;
  }
  return `# Gateway settings of ${tenant}. Secrets are read from where they are named: env:NAME, file:PATH or prompt.\n${stringify({ sites })}`;
}

function secretVariable(site: string, channel: string, setting: string): string {
  return `${site}_${channel}_${setting}`.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase();
}

function typed(type: string, text: string): unknown {
  return type === 'booleanType' ? text === 'true' : text;
}
