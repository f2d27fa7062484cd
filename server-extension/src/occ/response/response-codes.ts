import type { OrderOperation } from '../../domain/payment/command.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';

/** OCC: response codes of the payment webhook. */
export type ResponseCode =
  '1000' | '2000' | '3000' | '4000' | '7000' | '8000' | '9000' | '10000' | '11000' | '12000';

/** How a result reads to OCC. `sold` is an authorization that took the money at once. */
export type ResponseKind =
  | 'approved'
  | 'sold'
  | 'review'
  | 'settlement'
  | 'challenge'
  | 'declined'
  | 'refused'
  | 'not-sent'
  | 'unknown';

/**
 * Every operation and every verdict. No code means that OCC must not get a definite answer: a decline would invite
 * a second capture, void or refund.
 */
const CODES: Readonly<Record<OrderOperation, Readonly<Record<ResponseKind, ResponseCode | undefined>>>> = {
  authorize: {
    approved: '1000',
    sold: '4000',
    review: '1000',
    settlement: '1000',
    challenge: '10000',
    declined: '9000',
    refused: '9000',
    'not-sent': '9000',
    // The order is not placed; the authorization that may exist is undone.
    unknown: '9000',
  },
  void: {
    approved: '2000',
    sold: '2000',
    review: undefined,
    settlement: '2000',
    challenge: '8000',
    declined: '8000',
    refused: '8000',
    'not-sent': undefined,
    unknown: undefined,
  },
  capture: {
    approved: '11000',
    sold: '11000',
    review: undefined,
    settlement: '11000',
    challenge: '12000',
    declined: '12000',
    refused: '12000',
    'not-sent': undefined,
    unknown: undefined,
  },
  refund: {
    approved: '3000',
    sold: '3000',
    review: undefined,
    settlement: '3000',
    challenge: '7000',
    declined: '7000',
    refused: '7000',
    'not-sent': undefined,
    unknown: undefined,
  },
};

const SUCCESS: ReadonlySet<ResponseCode> = new Set(['1000', '2000', '3000', '4000', '11000']);

export function toVerdict(result: PaymentResult, captureNow: boolean): ResponseKind {
  switch (result.outcome) {
    case 'approved':
      return captureNow ? 'sold' : 'approved';
    case 'pending':
      if (result.because === 'review') return 'review';
      return captureNow ? 'sold' : 'settlement';
    case 'challenge':
    case 'declined':
    case 'refused':
    case 'not-sent':
    case 'unknown':
      return result.outcome;
  }
}

export function toResponseCode(operation: OrderOperation, verdict: ResponseKind): ResponseCode | undefined {
  return CODES[operation][verdict];
}

/** OCC: generic payment webhook, `response.success`. */
export function isSuccess(code: ResponseCode): boolean {
  return SUCCESS.has(code);
}
