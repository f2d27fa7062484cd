/** A currency as OCC describes it with the site. */
export interface StorefrontCurrency {
  readonly currencyCode: string;
  readonly fractionalDigits: number;
  readonly symbol: string;
}

/** Adds prices as integers of the smallest unit, so that 0.1 + 0.2 is 0.3 on the page as well. */
export function sum(prices: readonly number[], { fractionalDigits }: StorefrontCurrency): number {
  const scale = 10 ** fractionalDigits;
  return prices.reduce((total, price) => total + Math.round(price * scale), 0) / scale;
}

/** The price of several, in the same way. */
export function times(price: number, quantity: number, { fractionalDigits }: StorefrontCurrency): number {
  const scale = 10 ** fractionalDigits;
  return (Math.round(price * scale) * quantity) / scale;
}

/** `$12.50`, `¥1,000`, `KWD 1.000`: the digits are the site's, not the browser's opinion. */
export function formatPrice(
  price: number,
  { currencyCode, fractionalDigits }: StorefrontCurrency,
  locale: string,
): string {
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currencyCode,
    minimumFractionDigits: fractionalDigits,
    maximumFractionDigits: fractionalDigits,
  }).format(price);
}
