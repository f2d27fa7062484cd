import { expect } from 'chai';
import type { Money } from '../../src/domain/money/money.ts';
import { PaymentConflict } from '../../src/domain/payment/payment-conflict.ts';
import { Problem } from '../../src/domain/problem.ts';
import { errorBody, toErrorBody } from '../../src/http/error-body.ts';

const usd = (minor: number): Money => ({ minor, currency: 'USD' }) as Money;

describe('An error as its caller reads it', () => {
  it('says what is wrong, where that is documented, and under which id the log has it', () => {
    const body = toErrorBody(new Problem('not-found', 'There is no such card.'), 'request-1');
    expect(body).to.deep.equal({
      status: 404,
      message: 'There is no such card.',
      code: 'not-found',
      errorCode: 'not-found',
      link: 'docs/errors.md#not-found',
      requestId: 'request-1',
      errors: [{ code: 'not-found', message: 'There is no such card.' }],
    });
    expect(errorBody().parse(body)).to.deep.equal(body);
  });

  it('names each field, missing ones apart from wrong ones', () => {
    const fields = [
      { path: 'body:amount.minor', message: 'is missing', isMissing: true },
      { path: 'header:x-ccsite', message: 'must be a site id' },
      { path: 'body', message: 'must be an object' },
    ] as const;
    expect(toErrorBody(new Problem('malformed-request', 'Fix them.', fields), 'r').errors).to.deep.equal([
      {
        code: 'missing-field',
        field: 'amount.minor',
        message: 'is missing',
        'o:errorPath': 'body:amount.minor',
      },
      {
        code: 'invalid-field',
        field: 'x-ccsite',
        message: 'must be a site id',
        'o:errorPath': 'header:x-ccsite',
      },
      { code: 'invalid-field', field: 'body', message: 'must be an object', 'o:errorPath': 'body' },
    ]);
  });

  it('has the caller’s own name for it, and the second sentence, where there is one', () => {
    const problem = new Problem('unprocessable', 'No.', [], {
      errorCode: 'REFUND_INVALID_AMOUNT',
      moreInfo: 'More.',
    });
    expect(toErrorBody(problem, 'r')).to.include({
      code: 'unprocessable',
      errorCode: 'REFUND_INVALID_AMOUNT',
      moreInfo: 'More.',
    });
  });

  it('of a conflict says where the payment stands and what is allowed instead', () => {
    const conflict = PaymentConflict.forGood('It is captured.', {
      payment: {
        state: 'Captured',
        pending: false,
        authorized: usd(1),
        captured: usd(2),
        refunded: usd(3),
        reversed: usd(4),
        capturable: usd(5),
        refundable: usd(6),
      },
      allowed: [{ operation: 'refund', upTo: usd(6) }, { operation: 'increment' }],
      isComplete: true,
    });
    const body = toErrorBody(conflict, 'r');
    expect(body.payment).to.deep.equal({
      state: 'Captured',
      pending: false,
      authorized: usd(1),
      captured: usd(2),
      refunded: usd(3),
      reversed: usd(4),
      available: usd(5),
      refundable: usd(6),
      complete: true,
    });
    expect(body.allowed).to.deep.equal([{ operation: 'refund', upTo: usd(6) }, { operation: 'increment' }]);
    expect(errorBody().parse(body)).to.deep.equal(body);
  });

  it('has no fields beyond those that it declares, and at least one error', () => {
    const body = toErrorBody(new Problem('not-found', 'No.'), 'r');
    const isDeclared = (value: object): boolean => errorBody().safeParse(value).success;
    expect(isDeclared(body)).to.equal(true);
    expect(isDeclared({ ...body, more: 1 })).to.equal(false);
    expect(isDeclared({ ...body, errors: [] })).to.equal(false);
    expect(isDeclared({ ...body, errors: [{ code: 'x', message: 'y', more: 1 }] })).to.equal(false);
    expect(isDeclared({ ...body, status: 404.5 })).to.equal(false);
    expect(isDeclared({ ...body, code: 'unheard-of' })).to.equal(false);
    expect(isDeclared({ ...body, allowed: [{ operation: 'refund', more: 1 }] })).to.equal(false);
    expect(isDeclared({ ...body, allowed: [{ operation: 'refund', upTo: usd(-1) }] })).to.equal(false);
    expect(isDeclared({ ...body, allowed: [{ operation: 'refund', upTo: usd(0) }] })).to.equal(true);
  });
});
