import { OccProblem } from '../http/problem.ts';

/** What a code takes off an order, in percent. */
export interface Coupon {
  readonly code: string;
  readonly percentOff: number;
}

/** Codes that any shopper may use, as often as they like. The second makes an order that costs nothing. */
const COUPONS: readonly Coupon[] = [
  { code: 'ALDER10', percentOff: 10 },
  { code: 'GIFT100', percentOff: 100 },
];

/** The coupon with this code, in small letters or capitals. */
export function requireCoupon(code: string): Coupon {
  const found = COUPONS.find((coupon) => coupon.code === code.trim().toUpperCase());
  if (found === undefined) throw new OccProblem(400, `There is no coupon ${code}.`);
  return found;
}
