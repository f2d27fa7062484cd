/** Which rows of the trigger table a payment's request sets off. */
import {
  triggers,
  type Condition,
  type Fault,
  type Operation,
  type Outcome,
  type Trigger,
} from '../../triggers.ts';
import { toMoney, type Money } from '../money.ts';
import type { Card } from '../tokens/card.ts';

/** What conditions look at. `card` is unknown while the request has not been resolved to one. */
export interface TriggerFacts {
  readonly card?: Card;
  readonly money?: Money;
  readonly billTo: Readonly<Record<string, unknown>>;
}

/** The rows whose condition holds, in the table's order. */
export function matchTriggers(facts: TriggerFacts): readonly Trigger[] {
  return triggers.filter(({ when }) => holds(when, facts));
}

/** What is to happen on an operation, network faults left aside. */
export function outcomeOn(matched: readonly Trigger[], operation: Operation): Outcome | undefined {
  return matched.find(({ on, outcome }) => on === operation && outcome.kind !== 'fault')?.outcome;
}

/** The network fault that is to strike an operation. */
export function faultOn(matched: readonly Trigger[], operation: Operation): Fault | undefined {
  return matched
    .filter(({ on }) => on === operation)
    .map(({ outcome }) => outcome)
    .find((outcome) => outcome.kind === 'fault')?.fault;
}

function holds(when: Condition, { card, money, billTo }: TriggerFacts): boolean {
  if ('card' in when) return card?.number === when.card;
  if ('securityCode' in when) return card?.securityCode === when.securityCode;
  // Only dollars: ordinary prices in other currencies stay ordinary.
  if ('usd' in when) return money?.currency === 'USD' && money.minor === toMoney(when.usd, 'USD')?.minor;
  return Object.entries(when).every(([field, value]) => sameWords(billTo[field], value));
}

const sameWords = (sent: unknown, wanted: string): boolean =>
  typeof sent === 'string' && squeezed(sent) === squeezed(wanted);

const squeezed = (text: string): string => text.toLowerCase().replace(/\s+/g, '');
