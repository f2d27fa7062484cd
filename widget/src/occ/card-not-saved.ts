import { dig } from '../values/dig.ts';
import type { OccTopics } from './occ-widget.ts';
import { isCardNotSaved } from '../payment/order-answer.ts';

/**
 * Calls back on the page after the checkout where the order is placed and its card was not kept. The confirmation page
 * needs no widget for that.
 *
 * @param completed OCC: `ORDER_COMPLETED`, with the order's payments.
 * @param pageReady OCC: `PAGE_READY`, which follows it.
 */
export function onCardNotSaved(
  topic: OccTopics,
  completed: string,
  pageReady: string,
  tell: () => void,
): void {
  let isToBeAnnounced = false;
  topic(completed).subscribe((order) => {
    isToBeAnnounced = isCardNotSaved(dig(order, ['payment']));
  });
  topic(pageReady).subscribe(() => {
    // After OCC has finished with the page.
    if (isToBeAnnounced) setTimeout(tell);
    isToBeAnnounced = false;
  });
}
