import { OccProblem } from '../http/problem.ts';

/** Something for sale. Prices are whole minor units by currency: USD cents, JPY yen, KWD fils. */
export interface Product {
  readonly id: string;
  readonly displayName: string;
  readonly brand: string;
  readonly description: string;
  /** What it is, in one word; the shop draws its picture by it. */
  readonly type: string;
  readonly prices: Readonly<Record<string, number>>;
}

function product(
  id: string,
  displayName: string,
  brand: string,
  type: string,
  description: string,
  [USD, JPY, KWD]: readonly [number, number, number],
): Product {
  return { id, displayName, brand, type, description, prices: { USD, JPY, KWD } };
}

/** The shop's goods. The penny stamp makes any total reachable: it costs the smallest amount that a currency has. */
export const CATALOGUE: readonly Product[] = [
  product(
    'ceramic-pour-over',
    'Pour-over set',
    'Kilnhouse',
    'coffee',
    'Stoneware dripper and carafe, glazed by hand. Brews two generous cups.',
    [4800, 6900, 14750],
  ),
  product(
    'linen-throw',
    'Linen throw',
    'Marlow & Tide',
    'throw',
    'Washed French linen, 130 × 180 cm. Softer with every year.',
    [8900, 12800, 27250],
  ),
  product(
    'desk-lamp',
    'Arc desk lamp',
    'Fenn',
    'lamp',
    'Warm, dimmable light on a brushed brass arm. Two-year guarantee.',
    [12575, 18200, 38500],
  ),
  product(
    'field-notebook',
    'Field notebook',
    'Papier Nord',
    'notebook',
    'Lies flat, takes fountain pen. 160 dotted pages, sewn binding.',
    [1650, 2200, 5125],
  ),
  product(
    'travel-tumbler',
    'Travel tumbler',
    'Kilnhouse',
    'tumbler',
    'Steel inside, matt outside, no leaks. Keeps tea hot through a morning.',
    [3200, 4400, 9800],
  ),
  product(
    'canvas-tote',
    'Canvas tote',
    'Marlow & Tide',
    'tote',
    'Heavy organic cotton with an inner pocket. Carries twelve kilos.',
    [2400, 3200, 7375],
  ),
  product(
    'postcard-set',
    'Postcard set',
    'Papier Nord',
    'postcards',
    'Ten letterpress cards and envelopes, printed one colour at a time.',
    [1000, 1000, 1000],
  ),
  product(
    'penny-stamp',
    'Penny stamp',
    'Papier Nord',
    'stamp',
    'The smallest thing we sell. Take as many as you need to reach any total.',
    [1, 1, 1],
  ),
];

/** The product with this id, or a 404. */
export function requireProduct(id: string): Product {
  const found = CATALOGUE.find((each) => each.id === id);
  if (found === undefined) throw new OccProblem(404, `There is no product ${id}.`, { errorCode: '20031' });
  return found;
}

/** Its price in minor units of the currency, or a 400 where it is not sold. */
export function priceOf({ id, prices }: Product, currencyCode: string): number {
  const price = prices[currencyCode];
  if (price === undefined) throw new OccProblem(400, `${id} has no price in ${currencyCode}.`);
  return price;
}
