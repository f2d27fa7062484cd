import * as z from 'zod';
import type { AdminClient } from './admin-client.ts';

const PATH = '/ccadmin/v1/webhookFailedMessages';

const text = z.union([z.string(), z.number()]).transform(String).optional();
const message = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
  webhookId: text,
  url: text,
  orderId: text,
  savedTime: text,
  failureReason: text,
});
const list = z.object({ items: z.array(message).default([]) });

/** A call of a webhook that was not answered with 2xx, as OCC keeps it. What a release of OCC does not tell is absent. */
export type FailedMessage = z.output<typeof message>;

/** OCC: webhook failed messages. */
export async function listFailedMessages(occ: AdminClient): Promise<readonly FailedMessage[]> {
  return (await occ.read(PATH, list)).items;
}

/** OCC sends the same message once more. */
export async function resendFailedMessage(occ: AdminClient, id: string): Promise<void> {
  await occ.send(`${PATH}/${encodeURIComponent(id)}`, { method: 'PUT', json: { resend: true } });
}
