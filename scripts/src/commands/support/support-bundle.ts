import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import * as z from 'zod';
import { toSafeText } from '../../../../server-extension/src/telemetry/log/masking.ts';
import { settings as declared } from '../../../../gateway-settings/settings.ts';
import { observeTenantState } from '../../administration/deployment/tenant-state.ts';
import { examine } from '../../administration/doctor/examine.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { type ExtensionVariable, listVariables } from '../../administration/occ/variables.ts';
import { version } from '../../program/repository.ts';
import type { ChannelSettings } from '../../administration/settings/channel-settings.ts';
import { shownValue } from '../../administration/settings/differences.ts';
import { findTenantSettings } from '../../administration/settings/tenant-settings.ts';
import { askExtension } from '../../administration/tenant/extension-client.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import type { TenantProfile } from '../../administration/tenant/tenant.ts';
import { defineCommand } from '../frame/command.ts';
import { CommandProblem } from '../frame/command-problem.ts';
import { shownVariable } from '../variables/variables-list.ts';

export const supportBundle = defineCommand({
  name: 'support-bundle',
  summary: 'one zip for support: settings without secrets, versions, doctor, last log lines, one order',
  description:
    'No secret and no card number is inside: both are looked for once more before the file is written.',
  options: [
    ...tenantOptions,
    { flags: '--order <id>', description: 'the order that it is about' },
    { flags: '--out <file>', description: 'where to (default: support-<tenant>.zip)' },
  ],
  examples: ['support-bundle --tenant live --order o30446'],
  input: z.object({ ...tenantInput, order: z.string().optional(), out: z.string().optional() }),
  result: z.strictObject({ tenant: z.string(), file: z.string(), contents: z.array(z.string()) }),
  async run({ order, out, ...choice }, context) {
    const tenant = await chooseTenant(choice, context);
    const occ = createAdminClient(tenant);
    const { progress } = context;
    const stored = await findTenantSettings(occ);
    const variables = await listVariables(occ);
    const ids = declared.flatMap((setting) => (setting.type === 'sectionTitleType' ? [] : [setting.id]));
    const log = await occ
      .send('/ccadminx/custom/v1/logs/tail', {
        query: { loggingLevel: 'info', date: context.now().toISOString().slice(0, 10).replaceAll('-', '') },
      })
      .then(({ body }) => body.toString('utf8'))
      .catch((error: unknown) => `The log cannot be read: ${error instanceof Error ? error.message : ''}`);
    const state = await observeTenantState(occ);
    const contents: Record<string, unknown> = {
      'versions.json': {
        commandLine: version,
        deployed: state.record?.version,
        extension: state.extension,
        gateway: state.gateway,
        widget: state.widget,
        webhooks: state.webhooks,
      },
      'settings.json': stored?.channels.map(({ site, channel, values }) => ({
        site,
        channel,
        values: Object.fromEntries(ids.map((id) => [id, shownValue(id, values[id])])),
      })),
      'variables.json': variables.map(({ name, value }) => ({ name, value: shownVariable(name, value) })),
      'doctor.json': await examine(tenant, occ, { progress }),
      'log.txt': log,
    };
    if (order !== undefined) contents['order.json'] = await storyOf(order, tenant, await occ.token());
    const secrets = secretsIn(variables, stored?.channels ?? []);
    const files = Object.fromEntries(
      Object.entries(contents).map(([name, content]) => [
        name,
        redacted(
          typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`,
          secrets,
        ),
      ]),
    );
    const file = path.resolve(context.workingDirectory, out ?? `support-${tenant.name}.zip`);
    const zip = zipSync(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
    );
    await writeFile(file, zip, { flag: 'wx', mode: 0o600 }).catch(() => {
      throw new CommandProblem('file-exists', `${file} cannot be written, or is there already.`, {
        remedy: 'name another file with --out.',
      });
    });
    return { result: { tenant: tenant.name, file, contents: Object.keys(files) } };
  },
  show: ({ file, contents }) => `Written: ${file}\nInside: ${contents.join(', ')}`,
});

/** Every attempt of the journal, and what CyberSource's own records add to it. */
async function storyOf(order: string, tenant: TenantProfile, token: string): Promise<object> {
  const ask = async (path: string): Promise<unknown> =>
    askExtension(tenant, `${path}?orderId=${encodeURIComponent(order)}`, { token }).then(
      ({ json }) => json,
      (error: unknown) => `It cannot be read: ${error instanceof Error ? error.message : ''}`,
    );
  return { journal: await ask('/operations/journal'), payments: await ask('/operations/payments') };
}

/** Shorter ones would be found in ordinary words. */
const SECRET_LENGTH_MIN = 6;

/** Every secret that the tenant has, for looking for it once more; one variable may list several. */
function secretsIn(
  variables: readonly ExtensionVariable[],
  channels: readonly ChannelSettings[],
): readonly string[] {
  const passwords = declared.flatMap((setting) => (setting.type === 'passwordType' ? [setting.id] : []));
  return [
    ...variables
      .filter(({ name, value }) => shownVariable(name, value) !== value)
      .flatMap(({ value }) => [value, ...value.split(/[,:]/)]),
    ...channels.flatMap(({ values }) => passwords.map((id) => values[id])),
  ].filter((secret): secret is string => typeof secret === 'string' && secret.length >= SECRET_LENGTH_MIN);
}

/** What a program has put into its log against all rules leaves it here at last. */
function redacted(text: string, secrets: readonly string[]): string {
  return toSafeText(
    secrets.reduce((left, secret) => left.replaceAll(secret, '***'), text),
    'us',
  );
}
