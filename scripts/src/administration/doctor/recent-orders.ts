import * as z from 'zod';
import type { AdminClient } from '../occ/admin-client.ts';

const order = z.looseObject({
  id: z.string(),
  state: z.string().nullish(),
  channel: z.string().nullish(),
  originOfOrder: z.string().nullish(),
  creationDate: z.string().nullish(),
  paymentGroups: z
    .array(
      z.looseObject({
        id: z.string(),
        amount: z.number().nullish(),
        currencyCode: z.string().nullish(),
      }),
    )
    .default([]),
});
const orders = z.object({ items: z.array(order) });

/** An order of OCC's, as far as the doctor reads it. */
export type ListedOrder = z.output<typeof order>;

/** How many orders of a site are read. */
const READ = 50;

/** The latest orders of a site, the youngest first. OCC: orders, admin API. */
export async function recentOrders(site: string, occ: AdminClient): Promise<readonly ListedOrder[]> {
  const { items } = await occ.read('/ccadmin/v1/orders', orders, {
    site,
    query: { q: `siteId eq "${site}"`, limit: String(READ), sort: 'creationDate:desc' },
  });
  return items.toSorted((one, other) => (other.creationDate ?? '').localeCompare(one.creationDate ?? ''));
}
