import type { AdminClient } from '../occ/admin-client.ts';
import { createExtensionId } from '../occ/extensions.ts';
import { parts } from '../../package/package-kind.ts';
import type { ExtensionIds } from '../../package/packages.ts';
import type { ChannelSettings } from '../settings/channel-settings.ts';
import type { TenantProfile } from '../tenant/tenant.ts';
import { type DeploymentRecord, keepRecord, removeRecord, writeRecord } from './record.ts';
import { type DeploymentStep, runSteps } from './step.ts';
import type { DeploymentTask } from './deployment-task.ts';
import { installPart } from './install-part.ts';
import { KEYS_VARIABLE } from '../notifications/signing-keys.ts';
import { makeSigningKeys } from './make-signing-keys.ts';
import { notifiedMerchants } from './notified-merchants.ts';
import { pointWebhooks } from './point-webhooks.ts';
import { setVariables } from './set-variables.ts';
import { smokeTest } from './smoke-test.ts';
import { subscribeToNotifications } from './subscribe-to-notifications.ts';
import { uploadExtension } from './upload-extension.ts';
import { writeSettings } from './write-settings.ts';
import { EXTENSION_NAMES, readTenantState, type TenantState } from './tenant-state.ts';
import type { DeploymentZips, ZipStore } from './zips.ts';

export interface DeploymentRequest {
  readonly tenant: TenantProfile;
  readonly occ: AdminClient;
  readonly zipsFor: (ids: ExtensionIds) => DeploymentZips;
  readonly archive: ZipStore;
  readonly variables?: Readonly<Record<string, string>>;
  readonly settings?: readonly ChannelSettings[];
  /** Subscribe to CyberSource's notifications although no setting asks for it. @default false */
  readonly notifications?: boolean;
  readonly dryRun: boolean;
  readonly progress: (text: string) => void;
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => Date;
}

/** What a deployment did, or would do. */
export interface DeploymentReport {
  readonly version: string;
  readonly steps: readonly { readonly id: string; readonly title: string; readonly needed: boolean }[];
  /** Ids of the steps that were carried out. */
  readonly done: readonly string[];
}

/**
 * Brings a tenant to the given packages. Twice is the same as once; a failure takes back what this run has changed; what
 * was interrupted without a chance to do so, the next run finishes.
 */
export async function deploy(request: DeploymentRequest): Promise<DeploymentReport> {
  const { occ, dryRun, progress } = request;
  const state = await readTenantState(occ);
  const ids = await idsFor(state, occ, dryRun);
  const packages = request.zipsFor(ids);
  const task = toTask(request, state, ids, packages);
  const steps = await stepsOf(task);
  const isNeeded = steps.some(({ needed }) => needed);
  const report = {
    version: packages.version,
    steps: steps.map(({ id, title, needed }) => ({ id, title, needed })),
  };
  if (dryRun || !isNeeded) return { ...report, done: [] };
  // Before anything is changed: what cannot be packaged leaves the tenant alone.
  await Promise.all(parts.map((part) => packages.zip(part)));

  const atFirst = task.record.read();
  await task.record.write({ complete: false });
  try {
    const done = await runSteps(steps, progress);
    await task.record.write({ ...(await finished(task, atFirst)), complete: true });
    return { ...report, done };
  } catch (error) {
    if (state.record === undefined) await removeRecord(occ).catch(() => undefined);
    else await writeRecord(occ, state.record).catch(() => undefined);
    throw error;
  }
}

async function idsFor(state: TenantState, occ: AdminClient, dryRun: boolean): Promise<ExtensionIds> {
  if (state.record !== undefined) return state.record.ids;
  const create = (name: string): Promise<string> | string => (dryRun ? '' : createExtensionId(occ, name));
  return {
    gateway: state.gateway.extensionId ?? (await create(EXTENSION_NAMES.gateway)),
    widget: state.widget.extensionId ?? (await create(EXTENSION_NAMES.widget)),
  };
}

function toTask(
  request: DeploymentRequest,
  state: TenantState,
  ids: ExtensionIds,
  packages: DeploymentZips,
): DeploymentTask {
  const { tenant, occ, archive, variables = {}, settings, notifications = false } = request;
  const { progress, wait, now } = request;
  const atFirst: DeploymentRecord = state.record ?? {
    version: packages.version,
    at: now().toISOString(),
    complete: true,
    ids,
    installed: {},
    foundBefore: (['extension', 'gateway', 'widget'] as const).filter((part) => state[part].installed),
    variables: [],
    notifications: [],
    webhooksBefore: Object.fromEntries(state.webhooks.map(({ id, url }) => [id, url])),
  };
  return {
    tenant,
    occ,
    state,
    packages,
    archive,
    variables,
    ...(settings !== undefined && { settings }),
    progress,
    wait,
    notifications,
    record: keepRecord(occ, atFirst, now),
  };
}

/** In the order in which nothing half is ever in use: OCC sends payments here only when everything behind is in place. */
async function stepsOf(task: DeploymentTask): Promise<readonly DeploymentStep[]> {
  const variables = await setVariables(task);
  const merchants = await notifiedMerchants(task);
  const keys = makeSigningKeys(task, task.variables[KEYS_VARIABLE] === undefined ? merchants : []);
  const changes = [
    await installPart('gateway', task),
    await installPart('widget', task),
    variables,
    await writeSettings(task),
    keys,
    await uploadExtension(task, variables.needed || keys.needed),
    pointWebhooks(task),
    subscribeToNotifications(task, merchants),
  ];
  const isInterrupted = task.state.record?.complete === false;
  return [...changes, smokeTest(task, isInterrupted || changes.some(({ needed }) => needed))];
}

/** A new release remembers the one before it. */
async function finished(
  { packages, state }: DeploymentTask,
  atFirst: DeploymentRecord,
): Promise<Partial<DeploymentRecord>> {
  const before = state.record;
  const isOther = before !== undefined && before.installed.extension !== (await packages.digest('extension'));
  const { extension, gateway, widget } = before?.installed ?? {};
  const isWhole = extension !== undefined && gateway !== undefined && widget !== undefined;
  return {
    version: packages.version,
    ...(isOther && isWhole
      ? { previous: { version: before.version, installed: { extension, gateway, widget } } }
      : atFirst.previous !== undefined && { previous: atFirst.previous }),
  };
}
