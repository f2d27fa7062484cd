import { expect } from 'chai';
import fc from 'fast-check';
import { toReversalResult } from '../../../src/cybersource/outcome/reversal-result.ts';
import type { TransportResult } from '../../../src/cybersource/client/transport.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { aLostAttempt, dollars } from '../fixtures/builders.ts';

const ID = '6750124114786780104954';
const lost = aLostAttempt();

function answered(status: number, body: unknown): TransportResult {
  return { kind: 'answered', status, text: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** `already settled` is a decline that holds money. */
function inShort(result: PaymentResult): string {
  if (result.outcome === 'declined') return result.holdsMoney ? 'too late' : 'declined';
  return result.outcome;
}

function ofRefusal(reason: string): string {
  const details = [{ field: 'reversalInformation.amountDetails.totalAmount', reason }];
  return inShort(toReversalResult(lost, answered(400, { status: 'INVALID_REQUEST', reason, details })));
}

describe('What an answer to the undoing of a lost attempt means', () => {
  for (const [status, outcome] of [
    ['REVERSED', 'approved'],
    ['VOIDED', 'approved'],
    ['CANCELLED', 'approved'],
    ['FAILED', 'too late'],
    ['DECLINED', 'too late'],
    ['AUTHORIZED', 'unknown'],
    ['A_STATUS_OF_THE_FUTURE', 'unknown'],
    ['toString', 'unknown'],
  ] as const)
    it(`${status}: ${outcome}`, () => {
      expect(inShort(toReversalResult(lost, answered(201, { id: ID, status })))).to.equal(outcome);
    });

  for (const reason of [
    'AUTH_ALREADY_REVERSED',
    'CAPTURE_ALREADY_VOIDED',
    'MISSING_AUTH',
    'INVALID_PAYMENT_ID',
  ])
    it(`${reason}: there is nothing left to undo`, () => {
      expect(ofRefusal(reason)).to.equal('refused');
    });

  it('INVALID_DATA without details, or naming the transaction id: nothing has that id', () => {
    const details = [{ field: 'clientReferenceInformation.transactionId', reason: 'INVALID_DATA' }];
    for (const body of [{}, { id: ID }, { details }])
      for (const status of [400, 201])
        expect(
          inShort(
            toReversalResult(
              lost,
              answered(status, { status: 'INVALID_REQUEST', reason: 'INVALID_DATA', ...body }),
            ),
          ),
        ).to.equal('refused');
  });

  for (const reason of ['TRANSACTION_ALREADY_SETTLED', 'NOT_VOIDABLE'])
    it(`${reason}: it happened, and it is too late`, () => {
      expect(ofRefusal(reason)).to.equal('too late');
    });

  for (const reason of [
    'TRANSACTION_ALREADY_REVERSED_OR_SETTLED',
    'DUPLICATE_REQUEST',
    'A_REASON_OF_THE_FUTURE',
  ])
    it(`${reason}: unknown`, () => {
      expect(ofRefusal(reason)).to.equal('unknown');
    });

  for (const reason of [
    'INVALID_DATA',
    'MISSING_FIELD',
    'INVALID_AMOUNT',
    'NOT_SUPPORTED',
    'INVALID_MERCHANT_CONFIGURATION',
    'PROCESSOR_UNAVAILABLE',
    'ACCOUNT_NOT_ALLOWED_CREDIT',
    'CARD_TYPE_NOT_ACCEPTED',
    'CONSUMER_AUTHENTICATION_FAILED',
    'EXCEEDS_AUTH_AMOUNT',
    'INVALID_CARD',
    'INVALID_CARD_TYPE',
  ])
    it(`${reason} about another field: nothing changed, ask again`, () => {
      expect(ofRefusal(reason)).to.equal('not-sent');
    });

  it('is unknown for every status but 201 and 400: it may be about a copy of the request', () => {
    for (let status = 100; status <= 599; status += 1) {
      if (status === 201 || status === 400) continue;
      for (const body of [
        '',
        { id: ID, status: 'REVERSED' },
        { status: 'INVALID_REQUEST', reason: 'MISSING_AUTH' },
      ])
        expect(inShort(toReversalResult(lost, answered(status, body))), String(status)).to.equal('unknown');
    }
  });

  it('is unknown for a 400 that is not documented, as of a proxy', () => {
    for (const body of ['', { reason: 'MISSING_AUTH' }, { status: '400', reason: 'INVALID_DATA' }])
      expect(inShort(toReversalResult(lost, answered(400, body)))).to.equal('unknown');
  });

  it('half an answer: unknown', () => {
    expect(inShort(toReversalResult(lost, answered(201, '{"id":"67')))).to.equal('unknown');
    expect(inShort(toReversalResult(lost, answered(201, { status: 'REVERSED' })))).to.equal('unknown');
  });

  it('silence: not-sent when nothing left, unknown when it may have', () => {
    const silent = (reached: 'no' | 'maybe'): TransportResult => ({
      kind: 'silent',
      reached,
      cause: 'ECONNRESET',
    });
    expect(toReversalResult(lost, silent('no')).outcome).to.equal('not-sent');
    expect(toReversalResult(lost, silent('maybe')).outcome).to.equal('unknown');
  });

  it('states what was reversed', () => {
    for (const body of [
      { status: 'REVERSED', reversalAmountDetails: { reversedAmount: '6.25', currency: 'USD' } },
      { status: 'VOIDED', voidAmountDetails: { voidAmount: '6.25', currency: 'USD' } },
    ])
      expect(toReversalResult(lost, answered(201, { id: ID, ...body }))).to.deep.include({
        outcome: 'approved',
        amount: dollars(625),
      });
  });

  it('keeps CyberSource’s id, words and reason of each end', () => {
    const gateway = (httpStatus: number, status: string, reason?: string) => ({
      httpStatus,
      status,
      ...(reason !== undefined && { reason }),
    });
    expect(toReversalResult(lost, answered(201, { id: ID, status: 'VOIDED' }))).to.deep.equal({
      outcome: 'approved',
      ref: ID,
      amount: lost.amount,
      gateway: gateway(201, 'VOIDED'),
    });
    expect(toReversalResult(lost, answered(201, { id: ID, status: 'FAILED' }))).to.deep.equal({
      outcome: 'declined',
      declineReason: 'other',
      ref: ID,
      holdsMoney: true,
      gateway: gateway(201, 'FAILED'),
    });
    const details = [{ field: 'a.b', reason: 'x' }];
    const refused = (reason: string) =>
      toReversalResult(lost, answered(400, { status: 'INVALID_REQUEST', reason, details }));
    const report = (reason: string) => ({
      ...gateway(400, 'INVALID_REQUEST', reason),
      invalidFields: ['a.b'],
    });
    expect(refused('AUTH_ALREADY_REVERSED')).to.deep.equal({
      outcome: 'refused',
      problem: 'CyberSource has nothing to undo: AUTH_ALREADY_REVERSED',
      refusalReason: 'already-reversed',
      gateway: report('AUTH_ALREADY_REVERSED'),
    });
    expect(refused('NOT_VOIDABLE')).to.deep.equal({
      outcome: 'declined',
      declineReason: 'other',
      holdsMoney: true,
      gateway: report('NOT_VOIDABLE'),
    });
    expect(refused('MISSING_FIELD')).to.deep.equal({
      outcome: 'not-sent',
      problem: 'CyberSource refused the request: MISSING_FIELD (a.b)',
    });
    expect(refused('A_REASON_OF_THE_FUTURE')).to.deep.equal({
      outcome: 'unknown',
      problem: 'CyberSource gave an answer that is not listed (HTTP 400)',
      gateway: report('A_REASON_OF_THE_FUTURE'),
    });
  });

  it('states the amount of its own kind of undoing, and no other one’s', () => {
    const both = {
      reversalAmountDetails: { reversedAmount: '6.25', currency: 'USD' },
      voidAmountDetails: { voidAmount: '5.00', currency: 'USD' },
    };
    const amountOf = (status: string) => toReversalResult(lost, answered(201, { id: ID, status, ...both }));
    expect(amountOf('REVERSED')).to.deep.include({ amount: dollars(625) });
    for (const status of ['VOIDED', 'CANCELLED'])
      expect(amountOf(status)).to.deep.include({ amount: dollars(500) });
    const unreadable = { reversalAmountDetails: { reversedAmount: 'all', currency: 'USD' } };
    expect(toReversalResult(lost, answered(201, { id: ID, status: 'REVERSED', ...unreadable }))).to.include({
      outcome: 'unknown',
      problem: 'CyberSource gave an answer without id or amount (HTTP 201)',
    });
  });

  it('is never that it was undone unless CyberSource says so, and never throws', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.json(), (status, text) => {
        const { outcome } = toReversalResult(lost, { kind: 'answered', status, text });
        expect(outcome).to.equal('unknown');
      }),
    );
  });
});
