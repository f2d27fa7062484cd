/** The pages of the shop, named as OCC names page types. */
export type PageType = 'home' | 'cart' | 'checkout' | 'payment' | 'profile' | 'confirmation' | 'error';

export interface StorefrontRoute {
  readonly pageType: PageType;
  readonly title: string;
  /** The order of a confirmation page, otherwise empty. */
  readonly orderId: string;
}

const TITLES: Readonly<Record<PageType, string>> = {
  home: 'Alder',
  cart: 'Your bag',
  checkout: 'Checkout',
  payment: 'Confirm your payment',
  profile: 'Your account',
  confirmation: 'Thank you',
  error: 'Page not found',
};

export function toRoute(path: string): StorefrontRoute {
  const [first = '', second = ''] = path.split('/').filter((part) => part !== '');
  const pageType = toPageType(first, second);
  return {
    pageType,
    title: TITLES[pageType],
    orderId: pageType === 'confirmation' ? decodeURIComponent(second) : '',
  };
}

function toPageType(first: string, second: string): PageType {
  if (first === '' || first === 'home') return 'home';
  if (first === 'confirmation') return second === '' ? 'error' : 'confirmation';
  if (first === 'payment') return second === '' ? 'error' : 'payment';
  return first === 'cart' || first === 'checkout' || first === 'profile' ? first : 'error';
}
