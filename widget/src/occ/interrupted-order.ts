import type { OccRestClient } from './occ-widget.ts';

/** The order whose payment waits for the issuer, kept so that a shopper who comes back hears how it went. */
export interface InterruptedOrder {
  keep(orderId: string): void;
  forget(): void;
  /** Whether it was kept so shortly before that the shopper is still about it. */
  isRecent(): boolean;
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

/** After an hour a challenge has long run out, and the cart may hold other things. */
const RECENT_MS = 60 * 60_000;

const MOST_MS = 24 * RECENT_MS;

export function createInterruptedOrder({ store, rest, now }: Deps): InterruptedOrder {
  /** When it was kept, and its id. */
  const kept = (): readonly [at: number, orderId: string] => {
    const [at, orderId = ''] = (store.getItem(KEY) ?? '').split(' ');
    return [Number(at), orderId];
  };

  return {
    isRecent: () => now() - kept()[0] <= RECENT_MS,
    keep: (orderId) => {
      store.setItem(KEY, `${now()} ${orderId}`);
    },
    forget: () => {
      store.removeItem(KEY);
    },
    read: () => {
      const [at, orderId] = kept();
      if (orderId === '' || now() - at > MOST_MS) return undefined;
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
