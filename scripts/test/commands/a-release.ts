/** Packages of a release for tests of deployments, and what a deployment may touch on a tenant. */
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { CyberSourceSandbox } from '../../../sandbox/cybersource/start.ts';
import type { OccSandbox } from '../../../sandbox/occ/start.ts';
import type { DeploymentRequest } from '../../src/administration/deployment/deploy.ts';
import { RECORD_VARIABLE } from '../../src/administration/deployment/record.ts';
import { createZipStore, type DeploymentZips, makeZips } from '../../src/administration/deployment/zips.ts';
import { createAdminClient } from '../../src/administration/occ/admin-client.ts';
import type { TenantProfile } from '../../src/administration/tenant/tenant.ts';
import { makePackage, zipPath } from '../../src/package/packages.ts';

type ExtensionIds = Parameters<DeploymentRequest['makeZips']>[0];

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
      .map(({ name, value }) => [name, name === RECORD_VARIABLE ? '' : value])
      .sort(),
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
export function requestFor(tenant: TenantProfile, folder: string): Omit<DeploymentRequest, 'makeZips'> {
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
export function createReleases(
  folder: string,
): (version: string, ids: ExtensionIds, comment?: string) => Promise<DeploymentZips> {
  let first: DeploymentZips | undefined;
  const made = new Map<string, DeploymentZips['zips']>();

  async function zipsFor(version: string, ids: ExtensionIds): Promise<DeploymentZips['zips']> {
    first ??= await makeZips(ids, version, () => undefined);
    const build = `${folder}/build`;
    await makePackage('gateway', { ids, build });
    await makePackage('widget', { ids, build });
    return {
      ...first.zips,
      gateway: await readFile(zipPath(build, 'gateway')),
      widget: await readFile(zipPath(build, 'widget')),
    };
  }

  return async (version, ids, comment = '') => {
    const key = JSON.stringify(ids);
    const zips = made.get(key) ?? (await zipsFor(version, ids));
    made.set(key, zips);
    if (comment === '') return { version, zips };
    const { extension, gateway, widget } = zips;
    return {
      version,
      zips: {
        extension: withComment(extension, comment),
        gateway: withComment(gateway, comment),
        widget: withComment(widget, comment),
      },
    };
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
