import { expect } from 'chai';
import type { PaymentOperation, PaymentSummary } from '../../../occ/pages/browser/model/payment.ts';
import { toOperationRequest } from '../../../occ/pages/browser/payment/operation-request.ts';

describe('what an operation of the order management sends', () => {
  const usd = (minor: number): { readonly minor: number; readonly currency: string } => ({
    minor,
    currency: 'USD',
  });
  const attempt = (
    operation: string,
    requestId: string,
    outcome = 'approved',
  ): PaymentSummary['attempts'][0] => ({
    at: '2026-01-01T00:00:00Z',
    operation,
    caller: { kind: 'webhook' },
    amount: usd(100),
    outcome,
    requestId,
    merchantTransactionId: `m-${requestId}`,
  });
  const payment = {
    orderId: 'o1',
    site: 'siteUS',
    paymentGroupId: 'pg1',
    authorized: usd(10_000),
    allowed: [
      { operation: 'capture', upTo: usd(10_000) },
      { operation: 'reverse', upTo: usd(10_000) },
      { operation: 'reduce', upTo: usd(10_000) },
    ],
    attempts: [attempt('authorize', 'a1', 'declined'), attempt('authorize', 'a2'), attempt('capture', 'c1')],
  } as unknown as PaymentSummary;

  const request = (
    operation: PaymentOperation,
    minor: number,
    more: Partial<Parameters<typeof toOperationRequest>[0]> = {},
  ): ReturnType<typeof toOperationRequest> =>
    toOperationRequest({
      operation,
      payment,
      channel: 'agent',
      minor,
      digits: String(minor).padStart(12, '0'),
      captureId: undefined,
      idempotencyKey: 'k1',
      ...more,
    });

  it('names the authorization that was approved in a capture', () => {
    expect(request('capture', 2_000)).to.deep.equal({
      route: '/capture',
      site: 'siteUS',
      channel: 'agent',
      idempotencyKey: 'k1',
      body: { merchantReferenceNumber: 'o1', transactionId: 'a2', currency: 'USD', amount: '000000002000' },
    });
  });

  it('names the capture that was chosen in a refund', () => {
    expect(request('refund', 50, { captureId: 'c1' }).body['transactionId']).to.equal('c1');
  });

  it('has no amount in a reversal of everything that is left, and one in that of a part', () => {
    expect(request('reverse', 10_000).body).to.deep.equal({ orderId: 'o1', paymentGroupId: 'pg1' });
    expect(request('reverse', 2_000).body).to.deep.equal({
      orderId: 'o1',
      paymentGroupId: 'pg1',
      amount: usd(2_000),
    });
  });

  it('has the difference in a reduction, also of everything', () => {
    expect(request('reduce', 10_000).body['amount']).to.deep.equal(usd(10_000));
  });

  it('names the authorization where only CyberSource knows the payment', () => {
    const foreign: PaymentSummary = { ...payment };
    Reflect.deleteProperty(foreign, 'paymentGroupId');
    expect(request('reduce', 1, { payment: foreign }).body).to.include({ requestId: 'a2' });
  });
});
