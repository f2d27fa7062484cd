import type { AdminClient } from '../occ/admin-client.ts';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import { listExtensions } from '../occ/extensions.ts';
import { listPaymentWebhooks } from '../occ/function-webhooks.ts';
import { hasPreviewServers } from '../occ/preview-servers.ts';
import { listServerExtensions, type ExtensionFile } from '../occ/server-extensions.ts';
import { EXTENSION_PATH } from '../tenant/extension-client.ts';
import type { TenantProfile } from '../tenant/tenant.ts';
import { readRecord, type DeploymentRecord } from './record.ts';

/** The server extension's zip on the tenant. OCC wants the name of its package.json. */
export const EXTENSION_ZIP = 'occ-cybersource-extension.zip';

export interface DeployedPart {
  readonly installed: boolean;
  readonly version?: string;
  /** OCC's id of the installation. */
  readonly id?: string;
  /** The id that the tenant gave out for it. */
  readonly extensionId?: string;
}

export interface WebhookPlace {
  readonly id: string;
  readonly server: 'production' | 'preview';
  readonly url: string;
  /** Whether it leads to our extension. */
  readonly ours: boolean;
}

/** What of ours is on a tenant now. */
export interface TenantState {
  readonly extension: DeployedPart;
  readonly gateway: DeployedPart;
  readonly widget: DeployedPart;
  readonly webhooks: readonly WebhookPlace[];
  /** What the extension servers of the preview have beside the live ones: nothing, the same package, or another one. */
  readonly previewServers: 'not-enabled' | 'empty' | 'as-live' | 'other';
  readonly record: DeploymentRecord | undefined;
}

/** For commands that only look: a record that cannot be read is a finding like others, and `record` is undefined. */
export interface ObservedTenantState extends TenantState {
  readonly recordProblem?: CommandProblem;
}

/** Names under which the parts are installed, as their `ext.json` says. */
export const EXTENSION_NAMES = {
  gateway: 'CyberSource payment gateway',
  widget: 'CyberSource card payment',
} as const;

/** @throws CommandProblem for a record that cannot be read: what is not known cannot be changed */
export async function readTenantState(occ: AdminClient): Promise<TenantState> {
  const { recordProblem, ...state } = await observeTenantState(occ);
  if (recordProblem !== undefined) throw recordProblem;
  return state;
}

export async function observeTenantState(occ: AdminClient): Promise<ObservedTenantState> {
  const [zips, preview, extensions, webhooks, read] = await Promise.all([
    listServerExtensions(occ),
    hasPreviewServers(occ).then((has) => (has ? listServerExtensions(occ, 'preview') : undefined)),
    listExtensions(occ),
    listPaymentWebhooks(occ),
    readRecord(occ).catch((error: unknown) => {
      if (error instanceof CommandProblem && error.code === 'unreadable-record') return error;
      throw error;
    }),
  ]);
  const recordProblem = read instanceof CommandProblem ? read : undefined;
  const record = read instanceof CommandProblem ? undefined : read;
  const live = zips.find(({ name }) => name === EXTENSION_ZIP);
  const partOf = (part: 'gateway' | 'widget'): DeployedPart => {
    const recorded = record?.ids[part];
    const found = extensions.find(
      ({ extensionId, name }) => extensionId === recorded || name === EXTENSION_NAMES[part],
    );
    return found === undefined
      ? { installed: false }
      : { installed: true, version: found.version, id: found.id, extensionId: found.extensionId };
  };
  return {
    extension: {
      installed: live !== undefined,
      ...(record !== undefined && { version: record.version }),
    },
    gateway: partOf('gateway'),
    widget: partOf('widget'),
    webhooks: webhooks.map((webhook) => ({ ...webhook, ours: leadsToUs(webhook.url) })),
    previewServers: previewOf(preview, live),
    record,
    ...(recordProblem !== undefined && { recordProblem }),
  };
}

function previewOf(
  preview: readonly ExtensionFile[] | undefined,
  live: ExtensionFile | undefined,
): TenantState['previewServers'] {
  if (preview === undefined) return 'not-enabled';
  const found = preview.find(({ name }) => name === EXTENSION_ZIP);
  if (found === undefined) return 'empty';
  return live !== undefined && found.checksum === live.checksum ? 'as-live' : 'other';
}

/** The address that the payment webhook has to have. */
export function webhookUrlOf({ extensionUrl }: Pick<TenantProfile, 'extensionUrl'>): string {
  return `${extensionUrl}${EXTENSION_PATH}/payments`;
}

/** The replaced plugin has the same path: that, too, is where our extension answers. */
function leadsToUs(url: string): boolean {
  return url.endsWith(`${EXTENSION_PATH}/payments`);
}

/** Everything that a shop needs is there. The widgets are not: a storefront may have its own. */
export function isDeployed({ extension, gateway, webhooks }: TenantState): boolean {
  return (
    extension.installed &&
    gateway.installed &&
    webhooks.some(({ server, ours }) => server === 'production' && ours)
  );
}
