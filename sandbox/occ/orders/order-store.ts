import { randomUUID } from 'node:crypto';
import { OccProblem } from '../http/problem.ts';
import type { SandboxOrder } from './order.ts';

/** What a new order begins with; the book adds ids, dates and the first state. */
export type NewOrder = Pick<
  SandboxOrder,
  'siteId' | 'currency' | 'channel' | 'originOfOrder' | 'locale' | 'guest'
> & {
  profileId?: string;
};

/** All orders of the tenant, in memory. */
export interface OrderStore {
  open(order: NewOrder): SandboxOrder;
  /** An order that is not stored: OCC asks a gateway about a card to be saved as if it were one. */
  openUnlisted(order: NewOrder): SandboxOrder;
  /** The order with this id or uuid, or a 404. */
  require(id: string): SandboxOrder;
  /** Newest first. */
  list(): readonly SandboxOrder[];
  readonly nextPaymentGroupId: () => string;
  /** Runs the work unless other work on this order runs already: then 409, so that a double click pays once. */
  exclusively<Result>(order: SandboxOrder, work: () => Promise<Result>): Promise<Result>;
}

/** Order ids count up from `firstOrderNumber` (`o10001`), payment groups likewise (`pg10001`). */
export function createOrderStore({
  firstOrderNumber,
  now,
  newUuid = randomUUID,
}: {
  firstOrderNumber: number;
  now: () => Date;
  /** Random unless every run has to be the same. */
  newUuid?: () => string;
}): OrderStore {
  const orders = new Map<string, SandboxOrder>();
  const byUuid = new Map<string, SandboxOrder>();
  const busy = new Set<string>();
  let orderNumber = firstOrderNumber;
  let groupNumber = firstOrderNumber;

  function openUnlisted({ profileId, ...order }: NewOrder): SandboxOrder {
    const id = `o${orderNumber++}`;
    return {
      ...order,
      id,
      uuid: newUuid(),
      profileId: profileId ?? `guest-${id}`,
      state: 'INCOMPLETE',
      email: '',
      items: [],
      shippingAddress: {},
      billingAddress: {},
      createdAt: now(),
      modifiedAt: now(),
      attempts: 0,
      paymentGroups: [],
      customProperties: {},
      schedules: [],
    };
  }

  return {
    openUnlisted,
    open(order) {
      const opened = openUnlisted(order);
      orders.set(opened.id, opened);
      byUuid.set(opened.uuid, opened);
      return opened;
    },
    require(id) {
      const found = orders.get(id) ?? byUuid.get(id);
      if (found === undefined) throw new OccProblem(404, `There is no order ${id}.`, { errorCode: '28102' });
      return found;
    },
    list: () => [...orders.values()].reverse(),
    nextPaymentGroupId: () => `pg${groupNumber++}`,
    async exclusively(order, work) {
      if (busy.has(order.id)) throw new OccProblem(409, `Order ${order.id} is being changed right now.`);
      busy.add(order.id);
      try {
        return await work();
      } finally {
        order.modifiedAt = now();
        busy.delete(order.id);
      }
    },
  };
}
