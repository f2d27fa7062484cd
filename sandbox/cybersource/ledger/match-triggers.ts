/** Which rows of the trigger table a payment's request sets off. */
import type { Approval, Condition, Fault, LedgerOperation, TriggerOutcome, Trigger } from '../../triggers.ts';
import { toMoney, type LedgerMoney } from '../values/money.ts';
import type { Card } from '../model/card.ts';

/** What conditions look at. What a call does not know is left out. */
export interface TriggerContext {
  readonly card?: Card;
  readonly money?: LedgerMoney;
  readonly reference?: string | undefined;
  readonly billTo?: Readonly<Record<string, unknown>>;
}

/** The rows whose condition holds, in their order. */
export function matchTriggers(rows: readonly Trigger[], facts: TriggerContext): readonly Trigger[] {
  return rows.filter(({ when }) => holds(when, facts));
}

/** What is to happen on an operation. Network faults, pauses and what goes along with an approval are left aside. */
export function outcomeOn(
  matched: readonly Trigger[],
  operation: LedgerOperation,
): DecisiveOutcome | undefined {
  return matched
    .filter(({ on }) => on === operation)
    .map(({ outcome }) => outcome)
    .find((outcome) => !(outcome.kind === 'fault' || outcome.kind === 'approve' || outcome.kind === 'pause'));
}

/** An outcome that settles what an operation comes to. */
export type DecisiveOutcome = Exclude<TriggerOutcome, Approval | { readonly kind: 'fault' | 'pause' }>;

/** What goes along with an approval, from all the rows that say something about it. */
export function approvalOn(matched: readonly Trigger[]): Approval {
  return matched
    .map(({ outcome }) => outcome)
    .filter((outcome) => outcome.kind === 'approve')
    .reduce<Approval>((all, approval) => ({ ...approval, ...all }), { kind: 'approve' });
}

/** The network fault that is to strike an operation. */
export function faultOn(matched: readonly Trigger[], operation: LedgerOperation): Fault | undefined {
  return matched
    .filter(({ on }) => on === operation)
    .map(({ outcome }) => outcome)
    .find((outcome) => outcome.kind === 'fault')?.fault;
}

function holds(when: Condition, { card, money, reference, billTo = {} }: TriggerContext): boolean {
  if ('card' in when) return card?.number === when.card;
  if ('securityCode' in when) return card?.securityCode === when.securityCode;
  if ('reference' in when) return reference === when.reference;
  // Only dollars: ordinary prices in other currencies stay ordinary.
  if ('usd' in when) return money?.currency === 'USD' && money.minor === toMoney(when.usd, 'USD')?.minor;
  return Object.entries(when).every(([field, value]) => sameWords(billTo[field], value));
}

const sameWords = (sent: unknown, wanted: string): boolean =>
  typeof sent === 'string' && squeezed(sent) === squeezed(wanted);

const squeezed = (text: string): string => text.toLowerCase().replace(/\s+/g, '');
