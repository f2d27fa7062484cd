/** Packages of a release for tests of deployments, and what a deployment may touch on a tenant. */
import { setTimeout as pause } from 'node:timers/promises';
import type { CyberSourceSandbox } from '../../../sandbox/cybersource/start.ts';
import type { OccSandbox } from '../../../sandbox/occ/start.ts';
import type { DeploymentRequest } from '../../src/administration/deployment/deploy.ts';
import { RECORD_VARIABLE } from '../../src/administration/deployment/record.ts';
import {
  createZips,
  createZipStore,
  type DeploymentZips,
  zipsOfRepository,
} from '../../src/administration/deployment/zips.ts';
import { createAdminClient } from '../../src/administration/occ/admin-client.ts';
import type { TenantProfile } from '../../src/administration/tenant/tenant.ts';

type ExtensionIds = Parameters<DeploymentRequest['zipsFor']>[0];

/** Everything on the tenant that a deployment may touch. Ids that the tenant has given out stay given out. */
export function snapshot({ tenant }: OccSandbox, cybersource?: CyberSourceSandbox): unknown {
  return {
    extensions: tenant.extensions
      .list()
      .map(({ name, active }) => `${name}: ${active ? 'active' : 'inactive'}`)
      .sort(),
    serverExtensions: tenant.serverExtensions.list().map(({ name, zip }) => [name, zip.byteLength]),
    variables: tenant.variables
      .list()
      .toSorted((one, other) => one.name.localeCompare(other.name))
      .map(({ name, value }) => [name, name === RECORD_VARIABLE ? '' : value]),
    webhooks: tenant.webhooks.list().map(({ id, url }) => [id, url]),
    settings: tenant.settings.gatewayIds().map((id) => tenant.settings.read(id, 'siteUS')),
    subscriptions: cybersource?.control.notifications.subscriptions().map(({ webhookUrl }) => webhookUrl),
  };
}

/** The sandbox's tenant, as a profile would describe it. */
export function profileOf({ url }: OccSandbox, cybersource?: CyberSourceSandbox): TenantProfile {
  return {
    name: 'test',
    adminUrl: url,
    storeUrl: url,
    extensionUrl: url,
    production: false,
    ...(cybersource !== undefined && { intermediateHost: cybersource.url }),
    credentials: { kind: 'application-key', key: () => Promise.resolve('sandbox-application-key') },
  };
}

/** What a deployment to the sandbox's tenant needs, but for its packages. */
export function requestFor(tenant: TenantProfile, folder: string): Omit<DeploymentRequest, 'zipsFor'> {
  return {
    tenant,
    occ: createAdminClient(tenant),
    archive: createZipStore(`${folder}/archive`),
    dryRun: false,
    progress: () => undefined,
    wait: async (ms) => {
      await pause(ms);
    },
    now: () => new Date(),
  };
}

/** Packages of any version; the largest of the three does not depend on the tenant's ids and is made once. */
export function createReleases(): (version: string, ids: ExtensionIds, comment?: string) => DeploymentZips {
  const made = new Map<string, DeploymentZips>();
  let first: DeploymentZips | undefined;

  return (version, ids, comment = '') => {
    const key = JSON.stringify(ids);
    const zips = made.get(key) ?? zipsOfRepository(ids, version, () => undefined);
    made.set(key, zips);
    first ??= zips;
    const { zip: zipOfFirst } = first;
    return createZips(version, async (part) => {
      const zip = await (part === 'extension' ? zipOfFirst(part) : zips.zip(part));
      return comment === '' ? zip : withComment(zip, comment);
    });
  };
}

/** A comment at the end of a zip changes its bytes and nothing else: the zip ends with its length, and the comment. */
export function withComment(zip: Buffer, comment: string): Buffer {
  const changed = Buffer.concat([zip, Buffer.from(comment)]);
  changed.writeUInt16LE(comment.length, zip.length - 2);
  return changed;
}

/** What the sandbox prints of a failure that a test has planted. */
export function muteErrors(): () => void {
  const { error } = console;
  console.error = () => undefined;
  return () => {
    console.error = error;
  };
}
