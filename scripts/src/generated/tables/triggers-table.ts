import {
  type Condition,
  type Trigger,
  approvedCards,
  authenticationCases,
  triggers,
} from '../../../../sandbox/triggers.ts';
import { code, markdownTable } from './markdown.ts';

/** What makes the CyberSource sandbox answer otherwise than with an approval. */
export function triggersTable(): string {
  const rows = [
    ...approvedCards.map(({ card, brand }) => [`card ${code(card)}`, '', `Approved (${brand})`]),
    ...triggers.filter((trigger) => !isRepeated(trigger)).map(toRow),
    ...repetitions().map(([prefix, on]) => [
      `last name, the same with ${code(prefix)} before it`,
      on,
      'The same, once for each payment',
    ]),
  ];
  return markdownTable(['In the payment', 'Strikes on', 'What happens'], rows);
}

function toRow({ when, on, description }: Trigger): readonly string[] {
  return [conditionText(when), on, description];
}

/** 3-D Secure test cards, one row a case. */
export function authenticationTable(): string {
  const rows = authenticationCases.map(({ cards, description }) => [cards.map(code).join(' '), description]);
  return markdownTable(['Cards (Visa, Mastercard, American Express)', 'What happens'], rows);
}

/** Faults of follow-ons have the name of the payment's fault with a word before it: one row a word says it all. */
function isRepeated(trigger: Trigger): boolean {
  return prefixOf(trigger) !== undefined;
}

function repetitions(): readonly (readonly [prefix: string, on: string])[] {
  const prefixes = new Map<string, string>();
  for (const trigger of triggers) {
    const prefix = prefixOf(trigger);
    if (prefix !== undefined) prefixes.set(prefix, trigger.on);
  }
  return [...prefixes];
}

function prefixOf({ when, on, outcome }: Trigger): string | undefined {
  if (on === 'payment' || outcome.kind !== 'fault' || !('lastName' in when)) return undefined;
  const { lastName } = when;
  const original = triggers.find(
    (other) =>
      other.on === 'payment' &&
      other.outcome.kind === 'fault' &&
      other.outcome.fault === outcome.fault &&
      'lastName' in other.when &&
      lastName.endsWith(other.when.lastName),
  );
  if (original === undefined || !('lastName' in original.when)) return undefined;
  return lastName.slice(0, -original.when.lastName.length);
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
