import { randomBits } from '../values/random-bits.ts';
import type { BrowserStore } from './browser-store.ts';

/** A payment that was sent, or is about to be, and of which no tab has seen the end. */
export interface SentPayment {
  /** Milliseconds since 1970 */
  readonly at: number;
  readonly checkoutId: string;
}

/** What a browser's tabs share about a checkout, so that all of them together place one order. */
export interface CheckoutRecord {
  /** The form has appeared: from now on its id is the one that the tabs share. */
  open(): void;
  /** 128 random bits, and a digest of the cart and its total: another cart has another id. */
  id(): string;
  /** This tab is about to pay. */
  begin(): void;
  /** No other tab has begun to pay since this one did. */
  isMine(): boolean;
  /** Another tab has seen the confirmation of this checkout while this tab's form was open. */
  wasEnded(): boolean;
  /** Undefined when there is none, or it is older than a day. */
  sent(): SentPayment | undefined;
  /** It ended without an order; the next payment of the cart has the same id. */
  forget(): void;
  /** The confirmation has been seen: the next checkout has another id. */
  end(): void;
}

interface Deps {
  readonly store: BrowserStore;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  /** Whatever changes with the cart and with what it costs. */
  readonly cart: () => unknown;
}

const ID = 'isv-occ-gateway.checkout';
const SENT = 'isv-occ-gateway.sent';

/** The extension tells for so long how an order went. */
const MOST_MS = 24 * 60 * 60_000;

export function createCheckoutRecord({ store, now, cart }: Deps): CheckoutRecord {
  const tab = randomBits();
  let bits = '';

  const fresh = (name: string): readonly string[] => {
    const [at = '', ...words] = store.read(name).split(' ');
    return now() - Number(at) < MOST_MS ? [at, ...words] : [];
  };
  const open = (): void => {
    [, bits = ''] = fresh(ID);
    if (bits !== '') return;
    bits = randomBits();
    store.write(ID, `${now()} ${bits}`);
  };
  const id = (): string => {
    if (bits === '') open();
    return `${bits}-${digestOf(JSON.stringify(cart()))}`;
  };

  return {
    open,
    id,
    begin: () => {
      store.write(SENT, `${now()} ${id()} ${tab}`);
    },
    wasEnded: () => bits !== '' && fresh(ID)[1] !== bits,
    isMine: () => fresh(SENT)[2] === tab,
    sent: () => {
      const [at = '', checkoutId] = fresh(SENT);
      return checkoutId === undefined ? undefined : { at: Number(at), checkoutId };
    },
    forget: () => {
      store.write(SENT, '');
    },
    end: () => {
      store.write(SENT, '');
      // Another tab may have begun another checkout.
      if (fresh(ID)[1] === bits) store.write(ID, '');
      bits = '';
    },
  };
}

/** FNV-1a, 32 bits: it tells carts apart; nothing has to be safe from being guessed. */
function digestOf(text: string): string {
  let digest = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) digest = Math.imul(digest ^ text.charCodeAt(at), 0x01000193);
  return (digest >>> 0).toString(36);
}
