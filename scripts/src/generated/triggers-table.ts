import { type Condition, approvedCards, triggers } from '../../../sandbox/triggers.ts';
import { code, markdownTable } from './markdown.ts';

/** What makes the CyberSource sandbox answer otherwise than with an approval. */
export function triggersTable(): string {
  const rows = [
    ...approvedCards.map(({ card, brand }) => [`card ${code(card)}`, '', `Approved (${brand})`]),
    ...triggers.map(({ when, on, description }) => [conditionText(when), on, description]),
  ];
  return markdownTable(['In the payment', 'Strikes on', 'What happens'], rows);
}

const names: Readonly<Record<string, string>> = {
  card: 'card',
  usd: 'amount in USD',
  securityCode: 'security code',
  postalCode: 'postal code',
  email: 'e-mail',
  address1: 'address',
  lastName: 'last name',
};

function conditionText(condition: Condition): string {
  return Object.entries(condition)
    .map(([field, value]) => `${names[field] ?? field} ${code(value)}`)
    .join(', ');
}
