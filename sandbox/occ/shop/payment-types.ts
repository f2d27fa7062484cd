/** The ways to pay that a tenant has, and those that an administrator has ticked. OCC: `merchant/paymentTypes`. */
import { OccProblem } from '../http/problem.ts';

interface CardType {
  readonly code: string;
  readonly name: string;
  readonly length: string;
  readonly cvvLength: number;
  readonly iin: string;
}

const CARD_TYPES: readonly CardType[] = [
  { code: 'visa', name: 'Visa', length: '13,16,19', cvvLength: 3, iin: '4' },
  { code: 'mastercard', name: 'MasterCard', length: '16', cvvLength: 3, iin: '51-55,2221-2720' },
  { code: 'amex', name: 'American Express', length: '15', cvvLength: 4, iin: '34,37' },
  { code: 'discover', name: 'Discover', length: '16', cvvLength: 3, iin: '6011,644-649,65' },
  { code: 'jcb', name: 'JCB', length: '16', cvvLength: 3, iin: '3528-3589' },
  { code: 'dinersclub', name: 'Diners Club', length: '14', cvvLength: 3, iin: '300-305,36,38' },
];

/** A payment type as OCC's APIs show it. */
export type PaymentTypeView = Readonly<Record<string, unknown>>;

export interface PaymentTypes {
  /** Brands of cards, and kinds without a card. */
  readonly list: (which: 'all' | 'enabled') => readonly PaymentTypeView[];
  /** What the storefront shows: brands of cards that are ticked. */
  readonly cards: () => readonly PaymentTypeView[];
  /** Ticks these and no others, by their codes. @throws OccProblem 400 */
  readonly enable: (codes: readonly string[]) => void;
}

/** All are ticked at the beginning. */
export function createPaymentTypes(): PaymentTypes {
  const all: readonly (PaymentTypeView & { readonly code: string; readonly type: string })[] = [
    ...CARD_TYPES.map((card) => ({
      ...card,
      value: card.code,
      type: 'card',
      repositoryId: card.code,
      img: `/img/${card.code}.svg`,
      startDateRequired: false,
    })),
    { code: 'generic', name: 'Generic', value: 'generic', type: 'generic', repositoryId: 'generic' },
  ];
  let enabled = new Set(all.map(({ code }) => code));
  return {
    list: (which) => all.filter(({ code }) => which === 'all' || enabled.has(code)),
    cards: () => all.filter(({ code, type }) => type === 'card' && enabled.has(code)),
    enable: (codes) => {
      const unknown = codes.find((code) => all.every((each) => each.code !== code));
      if (unknown !== undefined) throw new OccProblem(400, `There is no payment type ${unknown}.`);
      enabled = new Set(codes);
    },
  };
}
