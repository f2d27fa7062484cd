import type { Computed, StorefrontKnockout, Observable, ObservableArray } from '../values/knockout.ts';
import { sum, times, type StorefrontCurrency } from '../values/money.ts';
import { messageOf, type RestClient } from '../occ-modules/rest-client.ts';
import type { TranslateSentence } from '../values/translate-sentence.ts';
import type { StorageArea } from '../occ-modules/storage.ts';
import type { Topics } from '../occ-modules/topics.ts';
import { topicNames } from '../occ-modules/topic-names.ts';

/** A product as `GET /ccstore/v1/products` lists it. */
export interface CartProduct {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  readonly brand: string;
  readonly type: string;
  readonly listPrice: number;
  readonly currencyCode: string;
}

export interface CartItem {
  readonly product: CartProduct;
  readonly productId: string;
  readonly quantity: Observable<number>;
  readonly itemTotal: Computed<number>;
}

/** OCC's cart view model. Prices are decimals of the site's currency, as in OCC. */
export interface CartViewModel {
  readonly items: ObservableArray<CartItem>;
  readonly numberOfItems: Computed<number>;
  readonly subTotal: Computed<number>;
  readonly total: Computed<number>;
  /** What the coupon takes off, as OCC has priced it. */
  readonly discount: Observable<number>;
  readonly couponCode: Observable<string>;
  readonly couponError: Observable<string>;
  readonly currency: StorefrontCurrency;
  addItem(product: CartProduct): void;
  removeItem(item: CartItem): void;
  /** Says that a quantity was edited on the page; it is kept between 1 and 99,999. */
  quantityEdited(item: CartItem): void;
  emptyCart(): void;
  /** Has the bag priced again with the code that the shopper typed; an empty one takes the coupon off. */
  applyCoupon(): Promise<void>;
  /** The cart as an order carries it. */
  toRequest(): unknown;
  /** Takes up what the browser remembered; goods that the shop no longer has are dropped. */
  restore(products: readonly CartProduct[]): void;
}

export interface CartDeps {
  readonly ko: StorefrontKnockout;
  readonly topics: Topics;
  readonly rest: RestClient;
  readonly storage: StorageArea;
  readonly siteId: string;
  readonly currency: StorefrontCurrency;
  /** A sentence of the shop or of OCC in the shopper's language. */
  readonly say: TranslateSentence;
}

interface Priced {
  readonly priceInfo: { readonly discountAmount: number };
}

/** Enough penny stamps for any total that a test needs. */
const MOST = 99_999;

export function createCart({ ko, topics, rest, storage, siteId, currency, say }: CartDeps): CartViewModel {
  const key = `cart.${siteId}`;
  const items = ko.observableArray<CartItem>([]);
  const subTotal = ko.pureComputed(() =>
    sum(
      items().map((item) => item.itemTotal()),
      currency,
    ),
  );

  const discount = ko.observable(0);
  const couponCode = ko.observable('');
  const couponError = ko.observable('');
  /** The code that is in force; what is typed counts only once it was applied. */
  let applied = '';

  const toRequest = (): unknown => ({
    items: items().map((item) => ({ productId: item.productId, quantity: item.quantity() })),
    ...(applied === '' ? {} : { coupons: [{ code: applied }] }),
  });

  /** Only OCC knows what a coupon is worth. A code that it refuses takes nothing off. */
  async function price(): Promise<void> {
    couponError('');
    try {
      const priced =
        applied === '' || items().length === 0
          ? { priceInfo: { discountAmount: 0 } }
          : ((await rest.call('POST', '/orders/price', { shoppingCart: toRequest() })) as Priced);
      discount(priced.priceInfo.discountAmount);
    } catch (problem) {
      applied = '';
      discount(0);
      couponError(say(messageOf(problem)));
    }
    topics(topicNames.CART_PRICE_COMPLETE).publish();
  }

  function toItem(product: CartProduct, start: number): CartItem {
    const quantity = ko.observable(start);
    const itemTotal = ko.pureComputed(() => times(product.listPrice, quantity(), currency));
    return { product, productId: product.id, quantity, itemTotal };
  }

  function changed(): void {
    storage.setItem(key, JSON.stringify(items().map((item) => [item.productId, item.quantity()])));
    topics(topicNames.CART_UPDATED).publish();
    void price();
  }

  return {
    items,
    currency,
    subTotal,
    total: ko.pureComputed(() => sum([subTotal(), -discount()], currency)),
    discount,
    couponCode,
    couponError,
    toRequest,
    applyCoupon: () => {
      applied = couponCode().trim();
      return price();
    },
    numberOfItems: ko.pureComputed(() => items().reduce((count, item) => count + item.quantity(), 0)),
    quantityEdited: (item) => {
      item.quantity(within(item.quantity()));
      changed();
    },
    addItem: (product) => {
      const known = items().find((item) => item.productId === product.id);
      if (known === undefined) items.push(toItem(product, 1));
      else known.quantity(within(known.quantity() + 1));
      changed();
      topics(topicNames.CART_ADD_SUCCESS).publish({ message: 'success', prodData: product });
    },
    removeItem: (item) => {
      items.remove(item);
      changed();
    },
    emptyCart: () => {
      items.removeAll();
      applied = '';
      couponCode('');
      changed();
    },
    restore: (products) => {
      const remembered = parseRemembered(storage.getItem(key));
      items(
        products
          .map((product) => ({ product, kept: remembered.find(([id]) => id === product.id) }))
          .filter(({ kept }) => kept !== undefined)
          .map(({ product, kept }) => toItem(product, within(kept?.[1] ?? 1))),
      );
    },
  };
}

/** What the shopper typed may be text or nonsense. */
function within(quantity: unknown): number {
  return Math.min(MOST, Math.max(1, Math.trunc(Number(quantity)) || 1));
}

function parseRemembered(text: string | null): readonly (readonly [string, number])[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter(isRemembered) : [];
  } catch {
    return [];
  }
}

function isRemembered(value: unknown): value is readonly [string, number] {
  return Array.isArray(value) && typeof value[0] === 'string' && Number.isSafeInteger(value[1]);
}
