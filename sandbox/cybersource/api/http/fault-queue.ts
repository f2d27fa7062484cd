/** Which fault strikes next: those that a test ordered, and those that a cardholder's name asks for. */
import type { Fault, LedgerOperation } from '../../../triggers.ts';

/** Where a fault can strike. */
export type FaultTarget =
  LedgerOperation | 'authentication' | 'search' | 'tokens' | 'reports' | 'decisions' | 'notifications';

/** An order: the next `times` calls of this kind (of any kind when `on` is left out) meet this fault. */
export interface FaultOrder {
  readonly fault: Fault;
  readonly on?: FaultTarget | undefined;
  readonly times?: number | undefined;
}

/** Hands faults out, each as often as it was ordered. */
export interface FaultQueue {
  readonly order: (order: FaultOrder) => void;
  readonly take: (place: FaultTarget) => Fault | undefined;
  /** True the first time it is asked about this payment and operation. */
  readonly strikesNow: (paymentId: string, operation: LedgerOperation) => boolean;
  readonly pending: () => readonly FaultOrder[];
  readonly clear: () => void;
}

/** No faults ordered yet. */
export function createFaultDesk(): FaultQueue {
  let orders: readonly (FaultOrder & { readonly times: number })[] = [];
  const struck = new Set<string>();

  return {
    order: ({ fault, on, times = 1 }) => {
      orders = [...orders, { fault, on, times }];
    },
    take: (place) => {
      const next = orders.find(({ on }) => on === undefined || on === place);
      if (!next) return undefined;
      orders = orders
        .map((order) => (order === next ? { ...order, times: order.times - 1 } : order))
        .filter(({ times }) => times > 0);
      return next.fault;
    },
    strikesNow: (paymentId, operation) => {
      const key = `${paymentId} ${operation}`;
      if (struck.has(key)) return false;
      struck.add(key);
      return true;
    },
    pending: () => orders,
    clear: () => {
      orders = [];
      struck.clear();
    },
  };
}
