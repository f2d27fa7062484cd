import { expect } from 'chai';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { suggestedAction } from '../../../src/payments/manual-review/suggested-action.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { usd } from '../../builders/command.ts';
import { approved, declined, unknown } from '../../builders/result.ts';
import { anAttempt } from '../../journal/contract.ts';

const at = new Date('2026-06-01T12:00:00Z');
const attempt = (
  operation: PaymentAttempt['operation'],
  result?: PaymentResult,
  changes: Partial<PaymentAttempt> = {},
): PaymentAttempt => ({
  ...(anAttempt() as unknown as PaymentAttempt),
  operation,
  caller: 'webhook',
  ...(result && { result, completedAt: at }),
  ...changes,
});
const held = { ...declined(), holdsMoney: true } as PaymentResult;

describe('What an operator should do about an attempt', () => {
  for (const [name, of, words] of [
    [
      'a cancellation that was declined',
      attempt('void', declined()),
      /^Reverse the authorization in Business Center, or refund/,
    ],
    [
      'a refund that was declined',
      attempt('refund', declined()),
      /^Unless another refund .* in its place, refund the amount in Business Center/,
    ],
    [
      'a declined refund from several captures',
      attempt('refund', declined(), { requested: usd(10_000) }),
      /refund 100\.00 USD in all, from the captures/,
    ],
    [
      'a declined payment that holds money',
      attempt('authorize', held),
      /^Reverse the authorization.*still holds/,
    ],
    ['one under way', attempt('capture'), /^Look for the merchant transaction id/],
    ['one whose answer was lost', attempt('capture', unknown), /^Look for the merchant transaction id/],
    ['an authorization', attempt('authorize', approved(usd(1_000))), /^Compare the order in Commerce Cloud/],
    [
      'a capture that went well',
      attempt('capture', approved(usd(1_000))),
      /^Compare the payment with its order/,
    ],
  ] as const)
    it(`is said of ${name}`, () => {
      expect(suggestedAction(of))
        .to.match(words)
        .and.to.match(/then settle this entry\.$/);
    });
});
