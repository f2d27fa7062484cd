import { expect } from 'chai';
import type { AttemptView } from '../../../occ/pages/browser/model/payment.ts';
import { openAttempts, resolvedSince, sayOutcome } from '../../../occ/pages/browser/payment/outcomes.ts';

describe('an outcome that is not known', () => {
  const attempt = (merchantTransactionId: string, outcome: string): AttemptView => ({
    at: '2026-01-01T00:00:00Z',
    operation: 'capture',
    caller: { kind: 'oms' },
    amount: { minor: 2_000, currency: 'USD' },
    outcome,
    merchantTransactionId,
  });
  const known = attempt('m1', 'approved');

  it('is that of an attempt in flight as well', () => {
    const attempts = [known, attempt('m2', 'unknown'), attempt('m3', 'in-flight')];
    expect(
      openAttempts({ attempts }).map(({ merchantTransactionId }) => merchantTransactionId),
    ).to.deep.equal(['m2', 'm3']);
  });

  it('is known once the same attempt has another one, whatever else has happened', () => {
    const before = { attempts: [known, attempt('m2', 'unknown'), attempt('m3', 'unknown')] };
    const now = {
      attempts: [known, attempt('m2', 'pending'), attempt('m3', 'unknown'), attempt('m4', 'approved')],
    };
    expect(resolvedSince(before, now)).to.deep.equal([attempt('m2', 'pending')]);
  });

  for (const [outcome, says] of [
    ['approved', 'was carried out.'],
    ['pending', 'was carried out.'],
    ['not-sent', 'never reached CyberSource. No money moved.'],
    ['declined', 'was not carried out: declined. No money moved.'],
  ] as const)
    it(`that turns out as ${outcome} says what became of the money`, () => {
      expect(sayOutcome(attempt('m2', outcome), '20.00 USD')).to.equal(`the capture of 20.00 USD ${says}`);
    });
});
