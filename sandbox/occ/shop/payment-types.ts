/** The kinds of cards that the shop takes. OCC: payment types. */
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

/** The list as the store and the admin API show it. */
export function toPaymentTypes(): readonly Readonly<Record<string, unknown>>[] {
  return CARD_TYPES.map((card) => ({
    ...card,
    value: card.code,
    type: 'card',
    repositoryId: card.code,
    img: `/img/${card.code}.svg`,
    startDateRequired: false,
  }));
}
