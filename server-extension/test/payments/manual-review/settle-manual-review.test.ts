import { expect } from 'chai';
import type { MerchantTransactionId, OrderId, SiteId } from '../../../src/domain/ids.ts';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import { createSettleManualReview } from '../../../src/payments/manual-review/settle-manual-review.ts';
import type { CaseStore } from '../../../src/payments/ports/case-store.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { unknown } from '../../builders/result.ts';
import { anAttempt } from '../../journal/contract.ts';

const at = new Date('2026-11-21T10:00:00Z');
const attempt: PaymentAttempt = {
  ...anAttempt(),
  attemptNumber: 2,
  merchantTransactionId: 'V1LOST' as MerchantTransactionId,
  result: unknown,
};
const { orderId, merchantTransactionId, site } = attempt;
const settlement = {
  orderId,
  merchantTransactionId,
  reason: 'Refunded by transfer',
  by: 'finance@shop.test',
};

describe('An entry for manual review that a person settles', () => {
  let cases: CaseStore;
  let settled: unknown[];
  let closed: number;

  const settle = (waits = true): ReturnType<typeof createSettleManualReview> =>
    createSettleManualReview({
      journal: {
        ofOrder: async (asked: OrderId) => (asked === orderId ? [attempt] : []),
        closeManualReview: async () => {
          closed += 1;
          return waits;
        },
      },
      cases,
      now: () => at,
      onSettled: (...told) => settled.push(told),
    });
  const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'settled',
      (error: unknown) => (error as { readonly code?: string }).code,
    );

  beforeEach(() => {
    cases = createMemoryCases(100);
    settled = [];
    closed = 0;
  });

  it('is kept as a closed case with who settled it, when and why', async () => {
    await settle()(settlement);
    const kept = await cases.find('manual-review', `2 ${attempt.key}`);
    expect(kept).to.deep.include({ state: 'closed', site, openedAt: attempt.claimedAt });
    expect(kept?.content).to.deep.equal({ ...settlement, at: at.toISOString() });
    expect(settled).to.have.length(1);
  });

  it('is found at its own order and site only, and nothing is closed otherwise', async () => {
    expect(await codeOf(settle()({ ...settlement, orderId: 'o2' as OrderId }))).to.equal('not-found');
    expect(await codeOf(settle()({ ...settlement, site: 'siteJP' as SiteId }))).to.equal('not-found');
    expect(closed).to.equal(0);
    expect(await codeOf(settle()({ ...settlement, site }))).to.equal('settled');
  });

  it('leaves no trace where it does not wait for a person', async () => {
    expect(await codeOf(settle(false)(settlement))).to.equal('conflict');
    expect(await cases.find('manual-review', `2 ${attempt.key}`)).to.equal(undefined);
    expect(settled).to.deep.equal([]);
  });
});
