import type { Capture } from '../../domain/payment/command.ts';
import type { PurchaseDetails } from '../../domain/payment/purchase.ts';

/** What the shop's order says of the purchase; undefined where it cannot be read in time. Never rejects. */
export type ReadPurchase = (
  capture: Pick<Capture, 'orderId' | 'site'>,
) => Promise<PurchaseDetails | undefined>;
