import * as z from 'zod';
import type { AdminClient } from './admin-client.ts';

const PATH = '/ccadmin/v1/extensionEnvironmentVariables';

const variable = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).transform(String).default(''),
});
const list = z.object({ items: z.array(variable).default([]) });

/** A variable that the tenant's extension servers find in their environment, once they have been restarted. */
export interface ExtensionVariable {
  readonly id: string;
  readonly name: string;
  readonly value: string;
}

export async function listVariables(occ: AdminClient): Promise<readonly ExtensionVariable[]> {
  const { items } = await occ.read(PATH, list);
  return items.map(({ id, name, value }) => ({ id, name, value }));
}

/** Those of the named variables that the tenant has. */
export async function readVariables<Name extends string>(
  occ: AdminClient,
  names: readonly Name[],
): Promise<Readonly<Partial<Record<Name, string>>>> {
  const listed = await listVariables(occ);
  const found = names.flatMap((name) => {
    const value = listed.find((each) => each.name === name)?.value;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found) as Partial<Record<Name, string>>;
}

/** Creates or changes one. @returns whether anything changed */
export async function setVariable(occ: AdminClient, name: string, value: string): Promise<boolean> {
  const known = (await listVariables(occ)).find((each) => each.name === name);
  if (known?.value === value) return false;
  // Releases differ in the name of the preview's value: both are written.
  const json = { name, value, previewValue: value, preview: value };
  if (known === undefined) await occ.send(PATH, { method: 'POST', json });
  else await occ.send(`${PATH}/${encodeURIComponent(known.id)}`, { method: 'PUT', json });
  return true;
}

/** @returns whether there was one */
export async function removeVariable(occ: AdminClient, name: string): Promise<boolean> {
  const known = (await listVariables(occ)).find((each) => each.name === name);
  if (known === undefined) return false;
  await occ.send(`${PATH}/${encodeURIComponent(known.id)}`, { method: 'DELETE', alsoGood: [404] });
  return true;
}
