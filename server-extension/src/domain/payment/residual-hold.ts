import type { Operation } from './command.ts';
import type { GatewayRef } from '../ids.ts';
import type { Money } from '../money/money.ts';
import type { PaymentResult } from './result.ts';

interface Attempt {
  readonly operation: Operation;
  readonly amount: Money;
  readonly original?: GatewayRef;
  readonly result?: PaymentResult;
}

/** Money that the issuer holds although the payment was declined: it has to be reversed. */
export interface ResidualHold {
  readonly ref: GatewayRef;
  readonly amount: Money;
}

/** What a declined authorization left behind: a partial approval, a risk decline, an address that did not match. */
export function residualHoldOf({ operation, amount, result }: Attempt): ResidualHold | undefined {
  if (operation !== 'authorize' && operation !== 'reauthorize') return undefined;
  if (result?.outcome !== 'declined') return undefined;
  if (!result.holdsMoney || result.ref === undefined) return undefined;
  return { ref: result.ref, amount: result.held ?? amount };
}

/** The payment whose hold a void reversed, or found reversed already. */
export function holdReversedBy({ operation, original, result }: Attempt): GatewayRef | undefined {
  if (operation !== 'void') return undefined;
  return result?.outcome === 'approved' || wasReversedBefore(result) ? original : undefined;
}

/** The gateway refuses to reverse or refund what was reversed or refunded before. */
export function wasReversedBefore(result: PaymentResult | undefined): boolean {
  return result?.outcome === 'refused' && result.refusalReason === 'already-reversed';
}
