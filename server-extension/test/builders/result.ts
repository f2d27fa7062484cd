import type { GatewayRef } from '../../src/domain/ids.ts';
import type { Money } from '../../src/domain/money/money.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';

let sequence = 0;

/** A fresh CyberSource id: 22 digits. */
export function aRef(): GatewayRef {
  sequence += 1;
  return `7${String(sequence).padStart(21, '0')}` as GatewayRef;
}

export function approved(amount: Money, ref = aRef()): PaymentResult & { readonly ref: GatewayRef } {
  return { outcome: 'approved', ref, amount, gateway: { httpStatus: 201, status: 'AUTHORIZED' } };
}

export function settling(amount: Money, ref = aRef()): PaymentResult & { readonly ref: GatewayRef } {
  return {
    outcome: 'pending',
    because: 'settlement',
    ref,
    amount,
    gateway: { httpStatus: 201, status: 'PENDING' },
  };
}

export function declined(): PaymentResult {
  return {
    outcome: 'declined',
    declineReason: 'insufficient-funds',
    ref: aRef(),
    holdsMoney: false,
    gateway: { httpStatus: 201, status: 'DECLINED', reason: 'INSUFFICIENT_FUND' },
  };
}

/** Refused, and yet the issuer holds the amount asked for, or the part given. */
export function declinedWhileHeld(held?: Money): PaymentResult & { readonly ref: GatewayRef } {
  return {
    outcome: 'declined',
    declineReason: held ? 'partial-approval' : 'fraud-suspected',
    ref: aRef(),
    holdsMoney: true,
    ...(held && { held }),
    gateway: { httpStatus: 201, status: 'AUTHORIZED_RISK_DECLINED' },
  };
}

export const alreadyReversed: PaymentResult = {
  outcome: 'refused',
  problem: 'CyberSource refused the request',
  refusalReason: 'already-reversed',
  gateway: { httpStatus: 400, status: 'INVALID_REQUEST', reason: 'AUTH_ALREADY_REVERSED' },
};

/** Too late to void: it is settled. */
export const notVoidable: PaymentResult = {
  outcome: 'refused',
  problem: 'CyberSource refused the request',
  refusalReason: 'already-settled',
  gateway: { httpStatus: 400, status: 'INVALID_REQUEST', reason: 'NOT_VOIDABLE' },
};

export const notSent: PaymentResult = { outcome: 'not-sent', problem: 'The connection was refused.' };
export const unknown: Extract<PaymentResult, { outcome: 'unknown' }> = {
  outcome: 'unknown',
  problem: 'The answer did not arrive in time.',
};
