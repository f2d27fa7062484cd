import { expect } from 'chai';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
import type { GatewayRef } from '../../../src/domain/ids.ts';
import type { JournalResult } from '../../../src/payments/ports/journal-result.ts';
import { everyResult } from '../../builders/reported-results.ts';

const ref = '6750124114786780104954' as GatewayRef;
const declined = (gateway: object, more: object = {}): JournalResult => ({
  outcome: 'declined',
  holdsMoney: false,
  gateway: { httpStatus: 201, ...gateway },
  ...more,
});
const refused = (reason?: string): JournalResult => ({
  outcome: 'refused',
  problem: 'refused',
  gateway: { httpStatus: 400, status: 'INVALID_REQUEST', ...(reason && { reason }) },
});

describe('A result that 1.0 wrote', () => {
  it('has the decline reason that its words stand for', () => {
    for (const [gateway, declineReason] of [
      [{ status: 'DECLINED', reason: 'CUSTOMER_AUTHENTICATION_REQUIRED' }, 'authentication-required'],
      [{ status: 'AUTHORIZED_RISK_DECLINED' }, 'fraud-suspected'],
      [{ status: 'PARTIAL_AUTHORIZED' }, 'partial-approval'],
      [{ status: 'AUTHORIZED' }, 'other'],
      [{}, 'other'],
    ] as const)
      expect(withReasons(declined(gateway, { ref }))).to.deep.equal({
        ...declined(gateway, { ref }),
        declineReason,
      });
  });

  it('has the refusal reason that its words stand for', () => {
    expect(withReasons(refused('AUTH_ALREADY_REVERSED'))).to.deep.equal({
      ...refused('AUTH_ALREADY_REVERSED'),
      refusalReason: 'already-reversed',
    });
    expect(withReasons(refused())).to.have.property('refusalReason', 'other');
  });

  it('has no refusal reason where it was not sent', () => {
    const blocked: JournalResult = { outcome: 'refused', problem: 'blocked', blockedBy: 'card' };
    expect(withReasons(blocked)).to.deep.equal(blocked);
  });

  it('is read without a report as well', () => {
    const bare = { outcome: 'declined', holdsMoney: false } as unknown as JournalResult;
    expect(withReasons(bare)).to.deep.equal({ ...bare, declineReason: 'other' });
  });

  it('keeps what a later version has written, whatever CyberSource said', () => {
    for (const result of everyResult) expect(withReasons(result)).to.deep.equal(result);
    const later = declined({ reason: 'EXPIRED_CARD' }, { declineReason: 'never-approved' });
    expect(withReasons(later)).to.deep.equal(later);
    const refusal = { ...refused('NOT_VOIDABLE'), refusalReason: 'already-reversed' } as JournalResult;
    expect(withReasons(refusal)).to.deep.equal(refusal);
  });
});
