import { expect } from 'chai';
import { toPaymentResult } from '../../../src/cybersource/outcome/result.ts';
import { anAuthorization, dollars } from '../fixtures/builders.ts';

/** The recorded shape of an approved authorization that keeps the card. */
const AUTHORIZED = {
  _links: { self: { method: 'GET', href: '/pts/v2/payments/6750124114786780104953' } },
  id: '6750124114786780104953',
  submitTimeUtc: '2023-01-29T17:13:31Z',
  status: 'AUTHORIZED',
  reconciliationId: '78243988SD9YL291',
  clientReferenceInformation: { code: 'o30411' },
  processorInformation: {
    approvalCode: '888888',
    responseCode: '100',
    transactionId: '123456789619999',
    networkTransactionId: '123456789619999',
    avs: { code: 'X', codeRaw: 'I1' },
    cardVerification: { resultCode: 'M', resultCodeRaw: 'M' },
  },
  paymentInformation: { card: { type: '001', bin: '411111', suffix: '1111', number: '4111111111111111' } },
  orderInformation: { amountDetails: { authorizedAmount: '12.50', currency: 'USD' } },
  riskInformation: { profile: { name: 'Standard', action: 'ACCEPT' } },
  tokenInformation: {
    instrumentidentifierNew: false,
    customer: { id: 'C1' },
    paymentInstrument: { id: 'PI1' },
    shippingAddress: { id: 'S1' },
    instrumentIdentifier: { id: '7010000000016241111', state: 'ACTIVE' },
  },
};

function resultOf(status: number, body: object, correlationId?: string) {
  const reply = { kind: 'answered' as const, status, text: JSON.stringify(body) };
  return toPaymentResult(anAuthorization(), { ...reply, ...(correlationId && { correlationId }) });
}

describe('What is kept of an answer', () => {
  it('is what the OMS, later payments and support need', () => {
    expect(resultOf(201, AUTHORIZED, 'c0ffee')).to.deep.equal({
      outcome: 'approved',
      ref: '6750124114786780104953',
      amount: dollars(1250),
      gateway: {
        httpStatus: 201,
        status: 'AUTHORIZED',
        submittedAt: '2023-01-29T17:13:31Z',
        correlationId: 'c0ffee',
        cardType: '001',
        approvalCode: '888888',
        avsCode: 'X',
        cvnCode: 'M',
        networkCode: '100',
        reconciliationId: '78243988SD9YL291',
        networkTransactionId: '123456789619999',
        decision: 'ACCEPT',
      },
      savedCard: {
        customerId: 'C1',
        paymentInstrumentId: 'PI1',
        instrumentIdentifierId: '7010000000016241111',
      },
    });
  });

  it('holds nothing of the card', () => {
    expect(JSON.stringify(resultOf(201, AUTHORIZED))).not.to.match(/4111111111111111|411111/);
  });

  it('names reason and fields of a refusal, with blanks around the reason removed', () => {
    const result = resultOf(400, {
      status: 'INVALID_REQUEST',
      reason: 'MISSING_FIELD ',
      message: 'Declined - The request is missing one or more fields',
      details: [{ field: 'orderInformation.billTo.country', reason: 'MISSING_FIELD' }],
    });
    expect(result).to.deep.equal({
      outcome: 'refused',
      problem: 'CyberSource refused the request: MISSING_FIELD (orderInformation.billTo.country)',
      refusalReason: 'invalid-request',
      toCorrect: ['country'],
      gateway: {
        httpStatus: 400,
        status: 'INVALID_REQUEST',
        reason: 'MISSING_FIELD',
        message: 'Declined - The request is missing one or more fields',
        invalidFields: ['orderInformation.billTo.country'],
      },
    });
  });

  it('takes no field name and no reason that could hold anything else', () => {
    const fields = ['4111111111111111', 'card number 4111', 'x'.repeat(200), 7, undefined];
    const result = resultOf(400, {
      reason: 'x'.repeat(256),
      details: [...fields, 'orderInformation.lineItems[0].quantity'].map((field) => ({ field })),
    });
    expect(result)
      .to.have.property('gateway')
      .that.deep.equals({
        httpStatus: 400,
        invalidFields: ['orderInformation.lineItems[0].quantity'],
      });
  });

  it('says of a 401 which settings to check', () => {
    const result = resultOf(401, { response: { rmsg: 'Authentication Failed' } });
    expect(result).to.have.property('problem').that.includes('merchantKeyId');
    expect(result).to.have.nested.property('gateway.reason', 'Authentication Failed');
  });

  it('saves no card when CyberSource could not keep it', () => {
    const paid = { ...AUTHORIZED, tokenInformation: undefined };
    const identified = { ...paid, tokenInformation: { instrumentIdentifier: { id: '7010' } } };
    expect(resultOf(201, paid)).not.to.have.property('savedCard');
    expect(resultOf(201, identified)).not.to.have.property('savedCard');
  });

  it('names a saved card by the customer or by the instrument, whichever CyberSource kept', () => {
    for (const [kept, savedCard] of [
      [{ customer: { id: 'C1' } }, { customerId: 'C1' }],
      [{ paymentInstrument: { id: 'PI1' } }, { paymentInstrumentId: 'PI1' }],
    ] as const)
      expect(resultOf(201, { ...AUTHORIZED, tokenInformation: kept }))
        .to.have.property('savedCard')
        .that.deep.equals(savedCard);
  });
});
