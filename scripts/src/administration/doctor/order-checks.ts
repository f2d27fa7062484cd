import * as z from 'zod';
import { askExtension } from '../tenant/extension-client.ts';
import type { DoctorCheck } from './doctor-check.ts';
import type { DoctorTask } from './doctor-task.ts';

const group = z.looseObject({
  id: z.string(),
  amount: z.number().nullish(),
  currencyCode: z.string().nullish(),
});
const orders = z.object({
  items: z.array(
    z.looseObject({
      id: z.string(),
      channel: z.string().nullish(),
      originOfOrder: z.string().nullish(),
      paymentGroups: z.array(group).default([]),
    }),
  ),
});
const attempts = z.array(
  z.looseObject({
    type: z.string(),
    channel: z.string(),
    paymentId: z.string().optional(),
    amount: z.string(),
  }),
);

/** How many recent orders of a site are looked at. */
const RECENT = 5;

/** Whether amounts arrive as the setting says: OCC's own order against what its webhook asked for. */
export async function orderChecks(task: DoctorTask): Promise<readonly DoctorCheck[]> {
  const checks: DoctorCheck[] = [];
  for (const { id: site } of task.settings?.sites ?? []) checks.push(...(await ordersOfSite(site, task)));
  return checks;
}

async function ordersOfSite(site: string, { tenant, occ }: DoctorTask): Promise<readonly DoctorCheck[]> {
  const { items } = await occ.read('/ccadmin/v1/orders', orders, {
    site,
    query: { q: `siteId eq "${site}"`, limit: String(RECENT) },
  });
  for (const order of items) {
    const { json } = await askExtension(
      tenant,
      `/operations/journal?orderId=${encodeURIComponent(order.id)}`,
      {
        token: await occ.token(),
      },
    ).catch(() => ({ json: undefined }));
    for (const attempt of attempts.safeParse(json).data ?? []) {
      const stated = order.paymentGroups.find(({ id }) => id === attempt.paymentId)?.amount;
      if (attempt.type !== 'authorize' || typeof stated !== 'number' || stated === 0) continue;
      const quotient = Number(attempt.amount) / stated;
      if (!isPowerOfTen(quotient)) continue;
      return [
        {
          id: 'amount-convention',
          site,
          channel: attempt.channel,
          setting: 'amountConvention',
          status: 'fault',
          problem: `Order ${order.id} is about ${stated} ${order.paymentGroups[0]?.currencyCode ?? ''}, and its webhook was read as ${attempt.amount}: OCC writes amounts in another way than the setting says.`,
          remedy:
            'Choose the other value of amountConvention (iso or two-digits) for this site, and try an order.',
        },
      ];
    }
  }
  return items.length === 0 ? [] : [{ id: 'amount-convention', site, status: 'ok' }];
}

/** 0.01, 0.1, 10, 100 …: not 1. */
function isPowerOfTen(quotient: number): boolean {
  const exponent = Math.round(Math.log10(quotient));
  return exponent !== 0 && Math.abs(quotient / 10 ** exponent - 1) < 1e-9;
}
