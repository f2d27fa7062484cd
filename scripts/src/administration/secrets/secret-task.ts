import { keepRecord, readRecord } from '../deployment/record.ts';
import { restartAndWait } from '../deployment/restart.ts';
import type { AdminClient } from '../occ/admin-client.ts';
import { listVariables, readVariables, setVariable } from '../occ/variables.ts';
import type { TenantProfile } from '../tenant/tenant.ts';

/** What the replacement of a secret works with. */
export interface SecretTask {
  readonly tenant: TenantProfile;
  readonly occ: AdminClient;
  readonly progress: (text: string) => void;
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => Date;
}

/** Restarts the extension servers, one after the other, so that they read their variables. */
export async function restart({ occ, progress, wait }: SecretTask): Promise<void> {
  await restartAndWait(occ, progress, wait);
}

/** Sets variables; those that were not there before are written into the record of the deployment, so that undeploy knows them. */
export async function setSecretVariables(
  { occ, now }: SecretTask,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const known = new Set((await listVariables(occ)).map(({ name }) => name));
  const created = Object.keys(variables).filter((name) => !known.has(name));
  const record = await readRecord(occ);
  if (record !== undefined && created.length > 0)
    await keepRecord(occ, record, now).write({ variables: [...new Set([...record.variables, ...created])] });
  for (const [name, value] of Object.entries(variables)) await setVariable(occ, name, value);
}

export async function variableOf({ occ }: SecretTask, name: string): Promise<string | undefined> {
  return (await readVariables(occ, [name]))[name];
}
