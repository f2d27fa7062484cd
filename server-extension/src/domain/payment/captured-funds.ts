import type { GatewayRef } from '../ids.ts';
import { type Money, minus, money, plus } from '../money/money.ts';
import { isApplied, isPossiblyApplied } from './applied.ts';
import { isSale, type PaymentStep } from './effect.ts';
import { gatewayRefOf } from './reported.ts';

/** Money that a capture or a sale has taken, under a gateway id of its own. */
export interface CapturedFunds {
  readonly ref: GatewayRef;
  readonly of: 'capture' | 'sale';
  readonly amount: Money;
  /** Neither refunded nor voided; a refund or void that is in flight or unknown counts as carried out. */
  readonly left: Money;
}

/** Every capture of a payment, and a sale, oldest first. */
export function capturedFundsOf(steps: readonly PaymentStep[]): readonly CapturedFunds[] {
  return steps.flatMap((step) => {
    const ref = gatewayRefOf(step.result);
    const isCapturing = step.operation === 'capture' || (step.operation === 'authorize' && isSale(step));
    if (!isCapturing || ref === undefined || !isApplied(step)) return [];
    const { amount } = step;
    const left = minus(amount, refundedOrVoidedOf(ref, steps, amount));
    return [{ ref, of: step.operation === 'capture' ? 'capture' : 'sale', amount, left }] as const;
  });
}

function refundedOrVoidedOf(funds: GatewayRef, steps: readonly PaymentStep[], { currency }: Money): Money {
  const voided = new Set(
    steps.filter((step) => step.operation === 'void' && isApplied(step)).map(({ original }) => original),
  );
  return steps
    .filter(({ operation }) => operation === 'refund' || operation === 'void')
    .filter((step) => step.original === funds && isPossiblyApplied(step))
    .filter(({ result }) => !voided.has(gatewayRefOf(result)))
    .reduce((sum, { amount }) => plus(sum, amount), money(0, currency));
}
