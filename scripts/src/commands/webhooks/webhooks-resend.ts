import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import {
  type FailedMessage,
  listFailedMessages,
  resendFailedMessage,
} from '../../administration/occ/failed-messages.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { columns } from '../frame/columns.ts';
import { defineCommand } from '../frame/command.ts';
import { wrongUse } from '../frame/command-problem.ts';

const failed = z.strictObject({
  id: z.string(),
  webhook: z.string().optional(),
  order: z.string().optional(),
  url: z.string().optional(),
  at: z.string().optional(),
  reason: z.string().optional(),
  resent: z.boolean(),
});

export const webhooksResend = defineCommand({
  name: 'webhooks resend',
  summary: 'have OCC send webhooks again that were not answered',
  description:
    'OCC keeps what its webhooks could not deliver. A payment that has been made is not made twice: the extension answers a repeated delivery with its first result. One that has never arrived is made now, and reversed by itself where OCC’s order does not stand on it. ' +
    'Exit code 3 when something still waits after --list.',
  arguments: [{ name: '[ids...]', description: 'ids of failed messages; without them all' }],
  options: [...tenantOptions, { flags: '--list', description: 'show them; send nothing' }],
  examples: ['webhooks resend --list --tenant live', 'webhooks resend wh42 --tenant live'],
  input: z.object({
    ...tenantInput,
    ids: z.array(z.string()).default([]),
    list: z.boolean().default(false),
  }),
  result: z.strictObject({ tenant: z.string(), messages: z.array(failed) }),
  async run({ ids, list, ...choice }, context) {
    const tenant = await chooseTenant(choice, context);
    const occ = createAdminClient(tenant);
    const all = await listFailedMessages(occ);
    const unknown = ids.filter((id) => all.every((each) => each.id !== id));
    if (unknown.length > 0)
      throw wrongUse(
        `OCC keeps no failed message ${unknown.join(', ')}.`,
        'webhooks resend --list shows them.',
      );
    const chosen = all.filter(({ id }) => ids.length === 0 || ids.includes(id));
    for (const { id } of list ? [] : chosen) {
      context.progress(`Sending ${id} again …`);
      await resendFailedMessage(occ, id);
    }
    return {
      result: { tenant: tenant.name, messages: chosen.map((each) => toRow(each, !list)) },
      found: list && chosen.length > 0,
    };
  },
  show: ({ messages }) =>
    messages.length === 0
      ? 'OCC keeps no failed message.'
      : columns(
          messages.map(({ id, order = '', at = '', reason = '', resent }) => [
            resent ? 'sent again' : 'waits',
            id,
            order,
            at,
            reason,
          ]),
        ),
});

function toRow(
  { id, webhookId, orderId, url, savedTime, failureReason }: FailedMessage,
  resent: boolean,
): z.output<typeof failed> {
  return {
    id,
    ...(webhookId !== undefined && { webhook: webhookId }),
    ...(orderId !== undefined && { order: orderId }),
    ...(url !== undefined && { url }),
    ...(savedTime !== undefined && { at: savedTime }),
    ...(failureReason !== undefined && { reason: failureReason }),
    resent,
  };
}
