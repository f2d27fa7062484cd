import * as z from 'zod';
import { isDeployed, readTenantState } from '../../administration/deployment/tenant-state.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { listUnpublishedChanges } from '../../administration/occ/publishing.ts';
import { askExtension } from '../../administration/tenant/extension-client.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import type { TenantProfile } from '../../administration/tenant/tenant.ts';
import { columns } from '../frame/columns.ts';
import { defineCommand } from '../frame/command.ts';

const part = z.strictObject({ installed: z.boolean(), version: z.string().optional() });

const result = z.strictObject({
  tenant: z.string(),
  deployed: z.boolean().meta({ description: 'Extension, gateway and payment webhook are in place' }),
  complete: z
    .boolean()
    .meta({ description: 'False while a deployment is under way, or after one was interrupted' }),
  extension: part,
  gateway: part,
  widget: part,
  webhooks: z.array(
    z.strictObject({ server: z.enum(['production', 'preview']), url: z.string(), ours: z.boolean() }),
  ),
  previewServers: z
    .enum(['not-enabled', 'empty', 'as-live', 'other'])
    .meta({ description: 'What the extension servers of the preview have beside the live ones' }),
  unpublished: z
    .array(z.string())
    .meta({ description: 'Changes of layouts, widgets and ways to pay that only the preview shows' }),
  ready: z
    .enum(['ready', 'not-ready', 'unreachable', 'not-deployed'])
    .meta({ description: 'What the extension itself says' }),
  reasons: z.array(z.string()).meta({ description: 'Why it is not ready' }),
});

export const status = defineCommand({
  name: 'status',
  summary: 'what of ours is on a tenant, and whether it can take payments',
  description: 'Where nothing of ours is, that is an answer too: deployed is false, and the exit code 0.',
  options: [...tenantOptions],
  examples: ['status --tenant live', 'status --tenant live --json'],
  input: z.object({ ...tenantInput }),
  result,
  async run(input, context) {
    const tenant = await chooseTenant(input, context);
    const occ = createAdminClient(tenant);
    const state = await readTenantState(occ);
    const readiness = state.extension.installed
      ? await readinessOf(tenant)
      : { ready: 'not-deployed' as const, reasons: [] };
    return {
      result: {
        tenant: tenant.name,
        deployed: isDeployed(state),
        complete: state.record?.complete ?? true,
        extension: withoutId(state.extension),
        gateway: withoutId(state.gateway),
        widget: withoutId(state.widget),
        webhooks: state.webhooks.map(({ server, url, ours }) => ({ server, url, ours })),
        previewServers: state.previewServers,
        unpublished: [...(await listUnpublishedChanges(occ))],
        ...readiness,
      },
    };
  },
  show: (state) => {
    const partRow = (name: string, { installed, version }: z.output<typeof part>): string[] => [
      name,
      installed ? `installed${version === undefined ? '' : ` (${version})`}` : 'not installed',
    ];
    return columns([
      ['Tenant', state.tenant],
      ['Deployed', state.deployed ? 'yes' : 'no'],
      ...(state.complete ? [] : [['Deployment', 'interrupted: run occ-cybersource deploy again']]),
      partRow('Extension', state.extension),
      partRow('Gateway', state.gateway),
      partRow('Widgets', state.widget),
      ...state.webhooks.map(({ server, url }) => [`Webhook, ${server}`, url || '(none)']),
      ...(state.previewServers === 'not-enabled' ? [] : [['Preview servers', PREVIEW[state.previewServers]]]),
      ...(state.unpublished.length === 0 ? [] : [['Not published', state.unpublished.join(', ')]]),
      ['Payments', state.ready],
      ...state.reasons.map((reason) => ['', reason]),
    ]);
  },
});

const PREVIEW = {
  empty: 'without the extension',
  'as-live': 'the same package as the live ones',
  other: 'another package than the live ones',
} as const;

function withoutId({ installed, version }: { installed: boolean; version?: string }): z.output<typeof part> {
  return { installed, ...(version !== undefined && { version }) };
}

const readiness = z.object({
  status: z.enum(['ready', 'not-ready']),
  reasons: z.array(z.object({ message: z.string() })),
});

async function readinessOf(
  tenant: TenantProfile,
): Promise<{ ready: 'ready' | 'not-ready' | 'unreachable'; reasons: string[] }> {
  try {
    const { json, status } = await askExtension(tenant, '/ready');
    const said = readiness.safeParse(json).data;
    if (said === undefined) return { ready: 'unreachable', reasons: [`/ready answers HTTP ${status}`] };
    return { ready: said.status, reasons: said.reasons.map(({ message }) => message) };
  } catch (error) {
    return { ready: 'unreachable', reasons: [error instanceof Error ? error.message : String(error)] };
  }
}
