import { effectiveValues } from '../../../../gateway-settings/rules/effective-values.ts';
import type { ChannelSettings } from '../settings/channel-settings.ts';
import type { DoctorFinding } from './doctor-check.ts';
import type { ListedOrder } from './recent-orders.ts';

/** OCC: `originOfOrder` of what a person orders, in the shop and through an agent. */
const PEOPLE = new Set(['default', 'contactCenter']);

/**
 * Whether runs of schedules are known as such: the origin of a recent one is in `scheduledOrderOrigins` of its channel. One
 * that is not is held to what is asked of a shopper, and declined; one without the property is not sent at all.
 */
export function originChecks(
  site: string,
  orders: readonly ListedOrder[],
  channels: readonly ChannelSettings[],
): readonly DoctorFinding[] {
  const about = { id: 'scheduled-origin', site, setting: 'scheduledOrderOrigins' };
  const listed = (channel: string): readonly string[] => {
    const values = channels.find((each) => each.site === site && each.channel === channel)?.values ?? {};
    return effectiveValues(values)
      .text('scheduledOrderOrigins')
      .split(',')
      .map((origin) => origin.trim());
  };
  let hasRun = false;
  const findings = new Map<string, DoctorFinding>();
  for (const { id, channel: given, originOfOrder, state } of orders) {
    if (state === 'TEMPLATE') continue;
    const channel = given ?? 'storefront';
    const key = `${channel} ${originOfOrder ?? ''}`;
    if (originOfOrder === undefined || originOfOrder === null || originOfOrder === '') {
      findings.set(key, {
        ...about,
        channel,
        setting: 'includeOrderInWebhookPayload',
        status: 'warning',
        problem: `OCC’s list shows order ${id} without originOfOrder. If its webhook has none either, payments with saved cards are not sent: whether a shopper is there is not known.`,
        remedy:
          'Switch includeOrderInWebhookPayload on, and ask Oracle to show originOfOrder in the orders API of this release.',
      });
    } else if (listed(channel).includes(originOfOrder)) hasRun = true;
    else if (!PEOPLE.has(originOfOrder)) {
      findings.set(key, {
        ...about,
        channel,
        status: 'fault',
        problem: `Order ${id} has the origin ${originOfOrder}, which scheduledOrderOrigins does not list: as a run of a schedule it is declined.`,
        remedy: `Add ${originOfOrder} to scheduledOrderOrigins, if orders with it are placed without a shopper.`,
      });
    }
  }
  if (findings.size > 0) return [...findings.values()];
  if (hasRun) return [{ ...about, status: 'ok' }];
  const template = orders.find(({ state }) => state === 'TEMPLATE');
  if (template === undefined) return [];
  return [
    {
      ...about,
      status: 'warning',
      problem: `Schedules exist (order ${template.id}), and none of their runs is among the latest orders: the origin that OCC gives them is not known yet.`,
      remedy: 'Run the doctor again after the first run.',
    },
  ];
}
