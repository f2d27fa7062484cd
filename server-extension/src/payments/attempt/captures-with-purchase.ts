import type { Capture } from '../../domain/payment/command.ts';
import { purchaseOfCapture } from '../../domain/payment/purchase.ts';
import type { Gateway } from '../ports/gateway.ts';
import type { ReadPurchase } from '../ports/purchase.ts';

/** Why a capture was sent without the items that it is for. */
type OnWithoutItems = (
  capture: Capture,
  /** `unreadable`: the order could not be read. `sums`: its items, tax and freight do not come to the amount. */
  reason: 'unreadable' | 'sums',
) => void;

/**
 * The gateway, told with each capture what is shipped: read from the shop's order right before the capture is sent, so that it is there
 * after a restart as well. Facts of the purchase never stop a capture. Only where the site asks for it (`captureDetails`).
 */
export function withPurchase(
  gateway: Gateway,
  readPurchase: ReadPurchase,
  onWithoutItems: OnWithoutItems,
): Gateway {
  return {
    ...gateway,
    async send(command, settings, call) {
      if (command.type !== 'capture' || !settings.captureDetails)
        return gateway.send(command, settings, call);
      const order = await readPurchase(command);
      if (order === undefined) {
        onWithoutItems(command, 'unreadable');
        return gateway.send(command, settings, call);
      }
      const purchase = purchaseOfCapture(order, command.amount, command.lines);
      if (purchase.lineItems.length === 0) onWithoutItems(command, 'sums');
      return gateway.send({ ...command, purchase }, settings, call);
    },
  };
}
