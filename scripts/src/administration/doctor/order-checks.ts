import * as z from 'zod';
import { askExtension } from '../tenant/extension-client.ts';
import type { DoctorFinding } from './doctor-check.ts';
import type { DoctorTask } from './doctor-task.ts';
import { originChecks } from './origin-checks.ts';
import { type ListedOrder, recentOrders } from './recent-orders.ts';

const attempts = z.array(
  z.looseObject({
    type: z.string(),
    channel: z.string(),
    paymentId: z.string().optional(),
    amount: z.string(),
    currency: z.string().optional(),
  }),
);

/** How many recent orders of a site are compared with the journal. */
const COMPARED = 5;

/** What recent orders tell of each site: amounts, currencies, origins of scheduled runs. */
export async function orderChecks(task: DoctorTask): Promise<readonly DoctorFinding[]> {
  const checks: DoctorFinding[] = [];
  for (const { id: site } of task.settings?.sites ?? []) {
    const orders = await recentOrders(site, task.occ);
    checks.push(...(await compareWithJournal(site, orders.slice(0, COMPARED), task)));
    checks.push(...originChecks(site, orders, task.settings?.channels ?? []));
  }
  return checks;
}

/** Whether amounts arrive as the setting says: OCC's own order against what its webhook asked for. */
async function compareWithJournal(
  site: string,
  orders: readonly ListedOrder[],
  { tenant, occ }: DoctorTask,
): Promise<readonly DoctorFinding[]> {
  for (const order of orders) {
    const path = `/operations/journal?orderId=${encodeURIComponent(order.id)}`;
    const { json } = await askExtension(tenant, path, { token: await occ.token() }).catch(() => ({
      json: undefined,
    }));
    for (const attempt of attempts.safeParse(json).data ?? []) {
      const group = order.paymentGroups.find(({ id }) => id === attempt.paymentId);
      if (attempt.type !== 'authorize' || group === undefined) continue;
      const { amount: stated, currencyCode } = group;
      const about = { site, channel: attempt.channel };
      if (typeof currencyCode === 'string' && (attempt.currency ?? currencyCode) !== currencyCode) {
        return [
          {
            ...about,
            id: 'currency',
            setting: 'currency',
            status: 'fault',
            problem: `Order ${order.id} is in ${currencyCode}, and its webhook asked for ${attempt.currency ?? ''}.`,
            remedy:
              'Check the price list groups of the site in OCC: payments in another currency are refused.',
          },
        ];
      }
      if (typeof stated !== 'number' || stated === 0) continue;
      if (!isPowerOfTen(Number(attempt.amount) / stated)) continue;
      return [
        {
          ...about,
          id: 'amount-convention',
          setting: 'amountConvention',
          status: 'fault',
          problem: `Order ${order.id} is about ${stated} ${currencyCode ?? ''}, and its webhook was read as ${attempt.amount}: OCC writes amounts in another way than the setting says.`,
          remedy:
            'Choose the other value of amountConvention (iso or two-digits) for this site, and try an order.',
        },
      ];
    }
  }
  if (orders.length === 0) return [];
  return (['amount-convention', 'currency'] as const).map((id) => ({ id, site, status: 'ok' as const }));
}

/** 0.01, 0.1, 10, 100 …: not 1. */
function isPowerOfTen(quotient: number): boolean {
  const exponent = Math.round(Math.log10(quotient));
  return exponent !== 0 && Math.abs(quotient / 10 ** exponent - 1) < 1e-9;
}
