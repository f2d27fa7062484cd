import type { OccRestClient } from './occ-widget.ts';

/** The order whose payment waits for the issuer, kept so that a shopper who comes back hears how it went. */
export interface InterruptedOrder {
  keep(orderId: string): void;
  forget(): void;
  /** What OCC says now of the order that is kept; it resolves to undefined when nobody knows. Undefined: none is kept. */
  read(): Promise<unknown> | undefined;
}

interface Deps {
  readonly store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly rest: OccRestClient;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const KEY = 'isv-occ-gateway.order';

/** A challenge that is older has long run out. */
const MOST_MS = 60 * 60_000;

export function createInterruptedOrder({ store, rest, now }: Deps): InterruptedOrder {
  return {
    keep: (orderId) => {
      store.setItem(KEY, `${now()} ${orderId}`);
    },
    forget: () => {
      store.removeItem(KEY);
    },
    read: () => {
      const [at, orderId = ''] = (store.getItem(KEY) ?? '').split(' ');
      if (orderId === '' || now() - Number(at) > MOST_MS) return undefined;
      return new Promise((resolve) => {
        rest.request(
          'getOrder',
          {},
          resolve,
          () => {
            resolve(undefined);
          },
          orderId,
        );
      });
    },
  };
}
