import { within } from '../../domain/time/within.ts';
import type { OccApi } from '../api/admin-api.ts';
import type { Webhook } from '../webhook/webhook.ts';

/** The order of a webhook in OCC's own words: as the webhook includes it, else as OCC has it. OCC is asked once at most. */
export interface OrderInOcc {
  /** What `look` finds in the order that the webhook includes. */
  included<Found>(look: OrderRead<Found>): OrderFound<Found>;
  /**
   * What `look` finds in the included order, else in the one that OCC has. Waits for OCC no longer than `withinMs`
   * milliseconds. Never rejects.
   */
  find<Found>(look: OrderRead<Found>, withinMs: number): Promise<OrderFound<Found>>;
}

/** Takes what it wants out of raw JSON; undefined when it is not there. */
export type OrderRead<Found> = (order: unknown) => Found | undefined;

/** `unreadable`: OCC did not answer in time, or not with an order. `absent`: the order does not say. */
export type OrderFound<Found> =
  { readonly found: Found } | { readonly found?: undefined; readonly because: 'unreadable' | 'absent' };

export function orderInOcc({ order, orderId, siteId }: Webhook, api: Pick<OccApi, 'order'>): OrderInOcc {
  let reading: Reading | undefined;

  // Whatever went wrong, an order that was not read is unreadable; one that OCC is still placing may not be visible yet.
  const read = (): Reading =>
    api.order(orderId, siteId).then(
      (answer) => ({ order: answer }),
      () => undefined,
    );

  return {
    included: (look) => findingOf(look(order), order),
    async find(look, withinMs) {
      const found = look(order);
      if (found !== undefined) return { found };
      const answer = await within((reading ??= read()), withinMs);
      return answer === undefined ? { because: 'unreadable' } : findingOf(look(answer.order), answer.order);
    },
  };
}

type Reading = Promise<{ readonly order: unknown } | undefined>;

function findingOf<Found>(found: Found | undefined, order: unknown): OrderFound<Found> {
  if (found !== undefined) return { found };
  return { because: order === undefined || order === null ? 'unreadable' : 'absent' };
}
