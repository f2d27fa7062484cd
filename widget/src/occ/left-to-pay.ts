import type { OccWidget } from './occ-widget.ts';
import { readProperty } from './read-property.ts';

/**
 * What gift cards leave to be paid, in decimals: OCC's own number where it has one (`amountRemaining`), else the cart's total less
 * what the gift cards of the order are charged. OCC publishes no contract for either, hence the care.
 */
export function leftToPay(widget: Pick<OccWidget, 'order' | 'cart'>): number {
  const models = [widget.order(), widget.cart()];
  const total = widget.cart().total();
  const remaining = models.map((model) => numberIn(model, 'amountRemaining')).find(isAmount);
  if (remaining !== undefined) return Math.min(total, remaining);
  const cards = models.map((model) => readProperty(model, 'giftCards')).find(Array.isArray) ?? [];
  return cards.reduce<number>((left, card) => {
    const names = ['amountToCharge', 'amountCharged', 'amount'];
    const charged = names.map((name) => numberIn(card, name)).find(isAmount) ?? 0;
    return Math.max(0, left - charged);
  }, total);
}

/** NaN for what is no number, nor a text of one. */
function numberIn(model: unknown, name: string): number {
  return Number(String(readProperty(model, name)).trim() || NaN);
}

function isAmount(number: number): boolean {
  return number >= 0 && isFinite(number);
}
