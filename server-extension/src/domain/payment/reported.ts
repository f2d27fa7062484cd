import type { GatewayRef } from '../ids.ts';
import type { DeclineReason } from './decline-reason.ts';
import type { GatewayReport, PaymentResult } from './result.ts';

type Granted = Extract<PaymentResult, { readonly outcome: 'approved' | 'pending' }>;

/** CyberSource has done it, or does it unless a review or the settlement says otherwise. */
export function isApprovedOrPending(result: PaymentResult | undefined): result is Granted {
  return result?.outcome === 'approved' || result?.outcome === 'pending';
}

/** It has ended, and how is known. */
export function isOutcomeKnown(result: PaymentResult | undefined): result is PaymentResult {
  return result !== undefined && result.outcome !== 'unknown';
}

/** What CyberSource said, where it said anything. */
export function reportOf(result: PaymentResult | undefined): GatewayReport | undefined {
  return result !== undefined && 'gateway' in result ? result.gateway : undefined;
}

/** CyberSource's id of the result, where it gave one. */
export function gatewayRefOf(result: PaymentResult | undefined): GatewayRef | undefined {
  return result !== undefined && 'ref' in result ? result.ref : undefined;
}

/** CyberSource's id of the card that was saved along with the payment. */
export function savedInstrumentOf(result: PaymentResult | undefined): string | undefined {
  return result !== undefined && 'savedCard' in result ? result.savedCard.paymentInstrumentId : undefined;
}

/** Why it was declined; undefined where it was not. */
export function declineReasonOf(result: PaymentResult | undefined): DeclineReason | undefined {
  return result?.outcome === 'declined' ? result.declineReason : undefined;
}

/** The correlation id of the failure of ours that ended the attempt; undefined where none did. */
export function internalFailureOf(result: PaymentResult | undefined): string | undefined {
  return result !== undefined && 'internalFailure' in result ? result.internalFailure : undefined;
}
