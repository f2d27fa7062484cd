import * as z from 'zod';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import type { AdminClient } from '../occ/admin-client.ts';
import { listVariables, removeVariable, setVariable } from '../occ/variables.ts';

/**
 * What a deployment made and what was there before, kept on the tenant itself as an environment variable of its
 * extensions: `undeploy` may run on another machine than `deploy`. It holds no secret.
 */
export const RECORD_VARIABLE = 'OCC_CYBERSOURCE_DEPLOYMENT';

/** SHA-256 of each zip, hexadecimal. */
const digests = z.strictObject({ extension: z.string(), gateway: z.string(), widget: z.string() });

const record = z.strictObject({
  version: z.string(),
  at: z.string(),
  /** False from the first step of a deployment to its last: the next one finishes it. */
  complete: z.boolean(),
  /** Ids that the tenant gave out for gateway and widgets. */
  ids: z.strictObject({ gateway: z.string(), widget: z.string() }),
  /** What is installed, part by part. */
  installed: digests.partial(),
  /** What was installed before that: where rollback leads. */
  previous: z.strictObject({ version: z.string(), installed: digests }).optional(),
  /** Variables that deployments created; those that were there before are left alone. */
  variables: z.array(z.string()),
  /** Parts that were installed before the first deployment, by hand or by another tool: undeploying leaves them. */
  foundBefore: z.array(z.enum(['extension', 'gateway', 'widget'])).default([]),
  /** Merchant accounts whose notifications were subscribed to: ids of the signing keys, newest first, and of the subscription. */
  notifications: z
    .array(
      z.strictObject({
        merchantId: z.string(),
        host: z.string(),
        keyIds: z.array(z.string()),
        subscriptionId: z.string().optional(),
      }),
    )
    .default([]),
  /** Addresses of the payment webhooks before the first deployment, by the webhook's id. */
  webhooksBefore: z.record(z.string(), z.string()),
});

export type DeploymentRecord = z.output<typeof record>;

/** What a record knows of one merchant's notifications. */
export type RecordedNotifications = DeploymentRecord['notifications'][number];

/** The record as it is now, kept on the tenant. */
export interface KeptRecord {
  read(): DeploymentRecord;
  write(change: Partial<DeploymentRecord>): Promise<void>;
}

/** @param now for the time that stands in the record */
export function keepRecord(occ: AdminClient, first: DeploymentRecord, now: () => Date): KeptRecord {
  let current = first;
  return {
    read: () => current,
    async write(change) {
      current = { ...current, ...change, at: now().toISOString() };
      await writeRecord(occ, current);
    },
  };
}

/**
 * Undefined where nothing of ours was deployed.
 *
 * @throws CommandProblem for a record that a newer release wrote or that is damaged: it is not the same as none, since what was on the
 * tenant before the first deployment stands nowhere else
 */
export async function readRecord(occ: AdminClient): Promise<DeploymentRecord | undefined> {
  const found = (await listVariables(occ)).find(({ name }) => name === RECORD_VARIABLE);
  return found === undefined ? undefined : parseRecord(found.value);
}

/** @param value base64 of JSON, as `writeRecord` writes it */
function parseRecord(value: string): DeploymentRecord {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(value, 'base64').toString('utf8'));
  } catch (error) {
    throw unreadable(['It is not JSON in base64.'], error);
  }
  const parsed = record.safeParse(json);
  if (!parsed.success)
    throw unreadable(
      parsed.error.issues.map(({ path, message }) => [...path.map(String), message].join(': ')),
      parsed.error,
    );
  return parsed.data;
}

function unreadable(details: readonly string[], cause: unknown): CommandProblem {
  return new CommandProblem(
    'unreadable-record',
    `The record of the tenant’s deployment (variable ${RECORD_VARIABLE}) cannot be read.`,
    { details, cause },
  );
}

/** In base64: a variable's value is a plain word then, whatever OCC does with quotes and equals signs inside. */
export async function writeRecord(occ: AdminClient, written: DeploymentRecord): Promise<void> {
  await setVariable(occ, RECORD_VARIABLE, Buffer.from(JSON.stringify(written)).toString('base64'));
}

export async function removeRecord(occ: AdminClient): Promise<void> {
  await removeVariable(occ, RECORD_VARIABLE);
}
