import type { Checkout } from '../../payment/checkout.ts';
import type { OfferedMethod } from '../../payment/payment-api.ts';
import { dig } from '../../values/dig.ts';

/**
 * Whether the shopper types the security code of a saved card: where the extension says so of the site, which declines what
 * comes without, and where the page wants it anyway.
 */
export function needsSecurityCode(
  offered: Pick<OfferedMethod, 'config'> | undefined,
  { isScheduled, needsSecurityCode: pageWantsIt }: Pick<Checkout, 'isScheduled' | 'needsSecurityCode'>,
): boolean {
  const subject = isScheduled() ? 'scheduledOrders' : 'savedCards';
  return pageWantsIt?.() === true || dig(offered?.config, ['securityCode', subject]) === true;
}
