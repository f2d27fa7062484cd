import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { isApplied } from '../../domain/payment/applied.ts';
import type { PaymentCommand } from '../../domain/payment/command.ts';
import { type ExecutedPayment, type ExecutePayment, toExecuted } from '../execute-payment.ts';
import type { CaseStore } from '../ports/case-store.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { isRetriedVoidOrRefund } from './retry-key.ts';

export interface RetriedRefundsDeps {
  readonly journal: Pick<Journal, 'find' | 'ofOrder'>;
  readonly cases: Pick<CaseStore, 'add' | 'find'>;
}

/** What kind of case the journal keeps about it. */
const KIND = 'repeated-return';

const content = lazy(() => z.object({ commandKey: z.string() }));

/**
 * OCC was told that a refund was refused, and recovery has made it since: when OCC asks for the same amount again, that refund is the
 * answer, once. A cancellation needs no such memory: there is nothing left to cancel.
 */
export function withRetriedRefunds(
  executePayment: ExecutePayment,
  { journal, cases }: RetriedRefundsDeps,
): ExecutePayment {
  return async (command, settings, riskCheck) =>
    (await madeBefore(command)) ?? executePayment(command, settings, riskCheck);

  async function madeBefore(command: PaymentCommand): Promise<ExecutedPayment | undefined> {
    if (command.type !== 'refund' || command.caller !== 'webhook') return undefined;
    const made = (await journal.ofOrder(command.orderId)).filter(
      (attempt) => isRetriedVoidOrRefund(attempt) && isSameRefund(attempt, command),
    );
    if (made.length === 0 || (await journal.find(command.key)) !== undefined) return undefined;
    for (const attempt of made) if (await standsFor(attempt, command)) return toExecuted(attempt, true);
    return undefined;
  }

  /** The first command that asks has it; a copy of that command hears the same. */
  async function standsFor(
    { key, site, claimedAt: at }: PaymentAttempt,
    command: PaymentCommand,
  ): Promise<boolean> {
    const added = await cases.add({
      kind: KIND,
      id: key,
      state: 'closed',
      site,
      openedAt: at,
      content: { commandKey: command.key },
    });
    if (added) return true;
    const stored = await cases.find(KIND, key);
    return stored !== undefined && content().parse(stored.content).commandKey === command.key;
  }
}

function isSameRefund(attempt: PaymentAttempt, command: PaymentCommand): boolean {
  const { operation, amount, site, paymentGroupId } = attempt;
  const asked = 'paymentGroupId' in command ? command.paymentGroupId : undefined;
  return (
    operation === 'refund' &&
    isApplied(attempt) &&
    site === command.site &&
    amount.minor === command.amount.minor &&
    amount.currency === command.amount.currency &&
    (asked === undefined || paymentGroupId === undefined || asked === paymentGroupId)
  );
}
