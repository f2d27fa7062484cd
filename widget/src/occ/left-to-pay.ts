import type { OccWidget } from './occ-widget.ts';

/** A property of one of OCC's view models: a value, or an observable of one. */
type Property = unknown;

/**
 * What gift cards leave to be paid, in decimals: OCC's own number where it has one (`amountRemaining`), else the cart's total less
 * what the gift cards of the order are charged. OCC publishes no contract for either, hence the care.
 */
export function leftToPay(widget: Pick<OccWidget, 'order' | 'cart'>): number {
  const models = [widget.order(), widget.cart()] as readonly object[];
  const total = widget.cart().total();
  for (const model of models) {
    const remaining = numberIn(model, 'amountRemaining');
    if (remaining !== undefined) return Math.min(total, remaining);
  }
  const cards = models.map((model) => read(model, 'giftCards')).find(Array.isArray) as unknown[] | undefined;
  const charged = (cards ?? []).map(
    (card) =>
      numberIn(card, 'amountToCharge') ?? numberIn(card, 'amountCharged') ?? numberIn(card, 'amount') ?? 0,
  );
  return Math.max(
    0,
    charged.reduce((left, amount) => left - amount, total),
  );
}

function numberIn(model: Property, name: string): number | undefined {
  const value = read(model, name);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && isFinite(number) && number >= 0 ? number : undefined;
}

function read(model: Property, name: string): unknown {
  const value = (model as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === 'function' ? (value as () => unknown).call(model) : value;
}
