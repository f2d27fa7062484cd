import { toDeclineReason } from '../../src/cybersource/outcome/decline-reasons.ts';
import type { GatewayRef } from '../../src/domain/ids.ts';
import { money } from '../../src/domain/money/money.ts';
import type { Challenge, GatewayReport, Outcome, PaymentResult } from '../../src/domain/payment/result.ts';

const amount = money(4250, 'USD' as Parameters<typeof money>[1]);

export function aRef(id: string): GatewayRef {
  return id as GatewayRef;
}

export function aReport(report: Partial<GatewayReport> = {}): GatewayReport {
  return {
    httpStatus: 201,
    status: 'AUTHORIZED',
    submittedAt: '2026-01-31T10:22:21Z',
    avsCode: 'Y',
    cvnCode: 'M',
    ...report,
  };
}

export function approved(ref = '7000000000000000000001', report: Partial<GatewayReport> = {}): PaymentResult {
  return { outcome: 'approved', ref: aRef(ref), amount, gateway: aReport(report) };
}

export function declined(reason: string, report: Partial<GatewayReport> = {}): PaymentResult {
  const message = 'Decline - General decline of the card.';
  const gateway = aReport({ status: 'DECLINED', reason, message, ...report });
  return { outcome: 'declined', declineReason: toDeclineReason(gateway), holdsMoney: false, gateway };
}

export function aChallenge(): Challenge {
  return {
    authenticationTransactionId: 'PYffv9G3sa1e0CQr5fV0',
    stepUpUrl: 'https://centinelapistag.cardinalcommerce.com/V2/Cruise/StepUp',
    accessToken: 'a.step-up.token',
    details: { acsUrl: 'https://acs.test/creq', pareq: 'eyJjIjoxfQ', veresEnrolled: 'Y', paresStatus: 'C' },
  };
}

/** One result for every outcome, both kinds of pending included. */
export const everyResult: readonly PaymentResult[] = [
  approved(),
  {
    outcome: 'pending',
    because: 'review',
    ref: aRef('7000000000000000000002'),
    amount,
    gateway: aReport({ status: 'AUTHORIZED_PENDING_REVIEW' }),
  },
  {
    outcome: 'pending',
    because: 'settlement',
    ref: aRef('7000000000000000000003'),
    amount,
    gateway: aReport({ status: 'PENDING' }),
  },
  {
    outcome: 'challenge',
    ref: aRef('7000000000000000000004'),
    gateway: aReport({ status: 'PENDING_AUTHENTICATION' }),
    challenge: aChallenge(),
  },
  declined('PROCESSOR_DECLINED'),
  {
    outcome: 'refused',
    problem: 'a field is missing',
    refusalReason: 'invalid-request',
    gateway: aReport({ httpStatus: 400, status: 'INVALID_REQUEST', reason: 'MISSING_FIELD' }),
  },
  { outcome: 'not-sent', problem: 'connection refused' },
  { outcome: 'unknown', problem: 'no answer in time' },
];

export function resultOf(outcome: Outcome): PaymentResult {
  const found = everyResult.find((result) => result.outcome === outcome);
  if (found === undefined) throw new RangeError(`No result for ${outcome}`);
  return found;
}
