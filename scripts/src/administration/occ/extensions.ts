import * as z from 'zod';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import type { AdminClient } from './admin-client.ts';
import { uploadFile } from './files.ts';

const PATH = '/ccadmin/v1/extensions';

const extension = z.looseObject({
  id: z.string().optional(),
  repositoryId: z.string().optional(),
  extensionID: z.string().optional(),
  name: z.string().optional(),
  version: z.union([z.string(), z.number()]).optional(),
  status: z.string().optional(),
  enabled: z.boolean().optional(),
});
const list = z.object({ items: z.array(extension).default([]) });
const installation = z.looseObject({
  success: z.boolean(),
  errors: z.array(z.unknown()).default([]),
  warnings: z.array(z.unknown()).default([]),
});

/** An extension with widgets or gateways that a tenant has installed. */
export interface InstalledExtension {
  /** OCC's own id of the installation, by which it is deactivated and removed. */
  readonly id: string;
  /** The id that the tenant gave out and `ext.json` carries. */
  readonly extensionId: string;
  readonly name: string;
  readonly version: string;
  readonly active: boolean;
}

export async function listExtensions(occ: AdminClient): Promise<readonly InstalledExtension[]> {
  const { items } = await occ.read(PATH, list);
  return items.map(({ id, repositoryId, extensionID, name = '', version = '', status, enabled }) => ({
    id: id ?? repositoryId ?? '',
    extensionId: extensionID ?? id ?? '',
    name,
    version: String(version),
    active: enabled ?? status !== 'deactivated',
  }));
}

/** An id for an extension: a tenant installs only what carries one of its own. OCC: `applicationIds`. */
export async function createExtensionId(occ: AdminClient, name: string): Promise<string> {
  const { id } = await occ.read('/ccadmin/v1/applicationIds', z.looseObject({ id: z.string() }), {
    method: 'POST',
    json: { name, type: 'extension' },
  });
  return id;
}

/** Uploads a zip in segments and installs it. @throws CommandProblem with OCC's own errors */
export async function installExtension(occ: AdminClient, fileName: string, zip: Buffer): Promise<void> {
  await uploadFile(occ, `/extensions/${fileName}`, zip, 'extensions');
  const { success, errors } = await occ.read(PATH, installation, {
    method: 'POST',
    json: { name: fileName },
  });
  if (success) return;
  throw new CommandProblem('extension-refused', `OCC refused ${fileName}.`, {
    details: errors.map((error) => (typeof error === 'string' ? error : JSON.stringify(error))),
  });
}

export async function deactivateExtension(occ: AdminClient, id: string): Promise<void> {
  await occ.send(`${PATH}/${encodeURIComponent(id)}`, {
    method: 'POST',
    json: { op: 'deactivate' },
    alsoGood: [404],
  });
}

export async function activateExtension(occ: AdminClient, id: string): Promise<void> {
  await occ.send(`${PATH}/${encodeURIComponent(id)}`, { method: 'POST', json: { op: 'activate' } });
}

/** Deactivates and removes; twice is the same as once. */
export async function removeExtension(occ: AdminClient, id: string): Promise<void> {
  await deactivateExtension(occ, id);
  await occ.send(`${PATH}/${encodeURIComponent(id)}`, { method: 'DELETE', alsoGood: [404] });
}
