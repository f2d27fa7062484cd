import * as z from 'zod';
import { CommandProblem, wrongUse } from '../../commands/frame/command-problem.ts';
import type { AdminClient } from './admin-client.ts';
import { askExtension, type ExtensionCallRequest } from '../tenant/extension-client.ts';
import type { TenantProfile } from '../tenant/tenant.ts';

const refusal = z.looseObject({ message: z.string() });

/** A file that a route for operators answers with. @throws CommandProblem with the extension's own words */
export async function downloadFromExtension(
  tenant: TenantProfile,
  occ: AdminClient,
  path: string,
  request: Omit<ExtensionCallRequest, 'token'> = {},
): Promise<string> {
  const { status, json, text } = await askExtension(tenant, path, { ...request, token: await occ.token() });
  if (status >= 200 && status < 300) return text;
  throw refused(status, json);
}

/** What a route for operators answers, held against a schema. @throws CommandProblem with the extension's own words */
export async function askOperations<Schema extends z.ZodType>(
  tenant: TenantProfile,
  occ: AdminClient,
  path: string,
  schema: Schema,
  request: Omit<ExtensionCallRequest, 'token'> = {},
): Promise<z.output<Schema>> {
  const { status, json } = await askExtension(tenant, path, { ...request, token: await occ.token() });
  const parsed = schema.safeParse(json);
  if (status >= 200 && status < 300 && parsed.success) return parsed.data;
  throw refused(status, json);
}

function refused(status: number, json: unknown): CommandProblem {
  const words = refusal.safeParse(json).data?.message;
  // What it finds malformed came from the command's arguments.
  if (status === 400 && words !== undefined)
    return wrongUse(`The extension answers HTTP 400: ${words}`, 'correct what it names.');
  return new CommandProblem(
    'extension-answer',
    `The extension answers HTTP ${status}${words === undefined ? '.' : `: ${words}`}`,
    {
      remedy:
        (words === undefined ? undefined : REMEDIES[status]) ??
        'check with occ-cybersource status that this version is deployed and ready; occ-cybersource logs tail shows what it said.',
    },
  );
}

const NO_RIGHT =
  'use an account that may: the gateway’s setting operatorRoles says which role and application may do what.';

/** By HTTP status, where the extension has said what is wrong. */
const REMEDIES: Readonly<Record<number, string>> = {
  401: NO_RIGHT,
  403: NO_RIGHT,
  404: 'check the id and the tenant.',
  409: 'look with occ-cybersource payments show at what has happened meanwhile.',
};
