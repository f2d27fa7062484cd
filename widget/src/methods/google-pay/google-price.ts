/**
 * A total as Google takes it (Google: `totalPrice`): no decimals or two of them. A third one that is zero is dropped, `14.750` is
 * `14.75`; undefined where it says something.
 */
export function toGooglePrice(amount: string): string | undefined {
  const price = amount.replace(/(\.\d\d)0+$/, '$1').replace(/(\.\d)$/, '$10');
  return /^\d+(\.\d\d)?$/.test(price) ? price : undefined;
}
