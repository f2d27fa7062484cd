import type { Operation } from './command.ts';
import type { GatewayRef } from '../ids.ts';
import type { Money } from '../money.ts';
import type { PaymentResult } from './result.ts';

interface Attempt {
  readonly operation: Operation;
  readonly amount: Money;
  readonly original?: GatewayRef;
  readonly result?: PaymentResult;
}

/** Money that the issuer holds although the shopper heard a no: we owe it, until it has been let go of. */
export interface ResidualHold {
  readonly ref: GatewayRef;
  readonly amount: Money;
}

/** What a refused authorization left behind: a partial approval, a risk decline, an address that did not match. */
export function residualHoldOf({ operation, amount, result }: Attempt): ResidualHold | undefined {
  if (operation !== 'authorize' || result?.outcome !== 'declined') return undefined;
  if (!result.holdsMoney || result.ref === undefined) return undefined;
  return { ref: result.ref, amount: result.held ?? amount };
}

/** The payment whose money a void let go of, or found let go of already. */
export function holdReversedBy({ operation, original, result }: Attempt): GatewayRef | undefined {
  if (operation !== 'void') return undefined;
  return result?.outcome === 'approved' || wasReversedBefore(result) ? original : undefined;
}

const REVERSED_BEFORE: ReadonlySet<string> = new Set(['AUTH_ALREADY_REVERSED', 'CAPTURE_ALREADY_VOIDED']);

/** The gateway refuses to let go of, or give back, what it has let go of, or taken back, before. */
export function wasReversedBefore(result: PaymentResult | undefined): boolean {
  return result?.outcome === 'refused' && REVERSED_BEFORE.has(result.gateway?.reason ?? '');
}
