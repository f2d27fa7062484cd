/** How an earlier payment ended, as the module that the widget loads after a reload, in a second tab, or when an answer was lost. */
import type { OccRestClient } from '../occ/occ-widget.ts';
import { createCheckEarlierOrder, type CheckEarlierOrderDeps } from '../one-order/check-earlier-order.ts';
import type { CheckEarlierOrder } from '../one-order/earlier-order.ts';
import { isTypingElsewhere } from '../panel/surrounding-page.ts';

interface Deps extends Pick<CheckEarlierOrderDeps, 'api' | 'record' | 'show'> {
  /** What the cart costs now. */
  readonly total: () => number;
}

/** In OCC's checkout, where orders are read as OCC's own storefront does. */
export function createOccCheck(deps: Deps & { readonly rest: OccRestClient }): CheckEarlierOrder {
  return createPageCheck({
    ...deps,
    readOrder: (orderId) =>
      new Promise((resolve, reject) => {
        const fail = (): void => {
          reject(new Error(`OCC does not show order ${orderId}`));
        };
        deps.rest.request('getOrder', {}, resolve, fail, orderId);
      }),
  });
}

/** On a page that runs its own checkout. */
export function createPageCheck(
  deps: Deps & { readonly readOrder?: CheckEarlierOrderDeps['readOrder'] | undefined },
): CheckEarlierOrder {
  return createCheckEarlierOrder({
    ...deps,
    readOrder: deps.readOrder ?? (() => Promise.reject(new Error('The page does not read orders'))),
    isCartEmpty: () => deps.total() === 0,
    isTypingElsewhere: () => isTypingElsewhere(document),
    now: Date.now,
    wait: (ms) => new Promise((done) => setTimeout(done, ms)),
  });
}
