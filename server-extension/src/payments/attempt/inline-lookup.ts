import { gatewayRefOf } from '../../domain/payment/reported.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { Gateway } from '../ports/gateway.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';

export interface InlineLookupDeps {
  readonly gateway: Pick<Gateway, 'lookUp'>;
  readonly journal: Pick<Journal, 'ofOrder'>;
  /** Milliseconds; what is left before OCC gives the shopper up is more than that. */
  readonly deadlineMs: number;
}

/**
 * One look into the gateway's records while the shopper still waits: at an authorization whose answer was lost, or that the
 * gateway refused because it had done it before. What the records show is the answer; else the outcome stays unknown, and the
 * shopper is told that the payment was declined. Rejects when the journal cannot be read.
 */
export type InlineLookup = (
  opened: PaymentAttempt,
  result: PaymentResult,
  settings: GatewaySettings,
) => Promise<PaymentResult>;

export function createInlineLookup({ gateway, journal, deadlineMs }: InlineLookupDeps): InlineLookup {
  return async (opened, result, settings) => {
    if (opened.operation !== 'authorize' || result.outcome !== 'unknown') return result;
    const others = (await journal.ofOrder(opened.orderId)).flatMap(
      (attempt) => gatewayRefOf(attempt.result) ?? [],
    );
    const lookup = await gateway.lookUp({ ...opened, result }, new Set(others), settings, deadlineMs);
    return lookup.kind === 'found' && isAnswer(lookup.result) ? lookup.result : result;
  };
}

function isAnswer({ outcome }: PaymentResult): boolean {
  return outcome === 'approved' || outcome === 'pending' || outcome === 'declined';
}
