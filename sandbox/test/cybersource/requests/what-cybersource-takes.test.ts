/** Requests that CyberSource takes and a stricter reader would refuse. */
import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import {
  anAmount,
  aPayment,
  aReversal,
  at,
  createClient,
  textAt,
  type Client,
  type Reply,
} from '../client.ts';
import { claimsFor, digestOf, sharedSecretToken } from '../authentication/signer.ts';

describe('What CyberSource takes', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  before(async () => {
    sandbox = await startCybersourceSandbox();
    client = createClient(sandbox.url);
  });
  beforeEach(() => {
    sandbox.control.reset();
  });
  after(() => sandbox.close());

  const pay = (body: object): Promise<Reply> => client.post('/pts/v2/payments', body);

  it('numbers and words where its documentation says text, number or boolean', async () => {
    const body = aPayment() as {
      orderInformation: { billTo: object };
      paymentInformation: { card: object };
    };
    const paid = await pay({
      ...body,
      clientReferenceInformation: { code: 20261129, transactionId: 20261129070001 },
      processingInformation: { capture: 'false', authorizationOptions: { ignoreAvsResult: 'true' } },
      paymentInformation: {
        card: { number: 4111111111111111, expirationMonth: 1, expirationYear: 2035, securityCode: 123 },
      },
      orderInformation: { ...body.orderInformation, amountDetails: { totalAmount: 102.5, currency: 'usd' } },
    });
    expect(paid.body).to.include({ status: 'AUTHORIZED' });
    expect(paid.body['clientReferenceInformation']).to.deep.equal({
      code: '20261129',
      transactionId: '20261129070001',
    });
    const id = textAt(paid.body, 'id');
    const captured = await client.post(`/pts/v2/payments/${id}/captures`, {
      orderInformation: { amountDetails: { totalAmount: 50, currency: 'USD' } },
      processingInformation: {
        captureOptions: { captureSequenceNumber: '1', totalCaptureCount: '2', isFinal: 'false' },
      },
    });
    expect(captured.body).to.include({ status: 'PENDING' });
    const refunded = await client.post(`/pts/v2/captures/${textAt(captured.body, 'id')}/refunds`, {
      orderInformation: { amountDetails: { totalAmount: 0.5, currency: 'USD' } },
    });
    expect(at(refunded.body, 'refundAmountDetails.refundAmount')).to.equal('0.50');
    const more = await client.patch(`/pts/v2/payments/${id}`, {
      orderInformation: { amountDetails: { additionalAmount: 1, currency: 'USD' } },
    });
    expect(more.body).to.include({ status: 'AUTHORIZED' });
    const reversed = await client.post('/pts/v2/reversals', {
      clientReferenceInformation: { transactionId: 20261129070001 },
      reversalInformation: { amountDetails: { totalAmount: 1, currency: 'USD' } },
    });
    expect(reversed.body).to.include({ status: 'REVERSED' });
  });

  it('keeps every digit of a transaction id that was written as a number', async () => {
    const text = JSON.stringify(aPayment({ transactionId: 'here' })).replace(
      '"here"',
      '20261129070001123456789',
    );
    const unsigned = { method: 'POST', target: '/pts/v2/payments', body: text };
    const response = await fetch(`${sandbox.url}/pts/v2/payments`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${sharedSecretToken(claimsFor(unsigned))}`,
        digest: digestOf(text),
      },
      body: text,
    });
    expect(at(await response.json(), 'clientReferenceInformation.transactionId')).to.equal(
      '20261129070001123456789',
    );
  });

  it('a security code among the fields of a network token, beside a card or a saved one', async () => {
    const body = aPayment({ processing: { actionList: ['TOKEN_CREATE'], actionTokenTypes: ['customer'] } });
    const first = await pay({
      ...body,
      paymentInformation: {
        card: { number: '4111111111111111', expirationMonth: '12', expirationYear: '2035' },
        tokenizedCard: { securityCode: '999' },
      },
    });
    expect(first.body).to.include({ status: 'AUTHORIZED_PENDING_REVIEW' });
    expect(at(first.body, 'errorInformation.reason')).to.equal('CV_FAILED');
    const saved = await pay({
      ...aPayment(),
      paymentInformation: {
        customer: { id: textAt(first.body, 'tokenInformation.customer.id') },
        tokenizedCard: { securityCode: '123' },
      },
    });
    expect(at(saved.body, 'processorInformation.cardVerification.resultCode')).to.equal('M');
  });

  it('a network token with a cryptogram that the sandbox did not make', async () => {
    for (const cryptogram of ['EHuWW9PiBkWvqE5juRwDzAUFBAk=', 'AceY+igABPs3jdwNaDg3MAACAAA=', undefined]) {
      const paid = await pay({
        ...aPayment({ processing: { commerceIndicator: 'vbv' } }),
        paymentInformation: {
          tokenizedCard: {
            number: '4111111111111111',
            expirationMonth: '12',
            expirationYear: 2035,
            transactionType: '1',
            cryptogram,
          },
        },
        consumerAuthenticationInformation: { cavv: cryptogram, xid: cryptogram },
      });
      expect(paid.body, cryptogram).to.include({ status: 'AUTHORIZED' });
    }
  });

  it('every action of its list beside a card, and says what became of it', async () => {
    const acting = async (action: string): Promise<unknown> => {
      const paid = await pay(aPayment({ processing: { actionList: [action] } }));
      expect(paid.body, action).to.include({ status: 'AUTHORIZED' });
      return at(paid.body, `embeddedActions.${action}`);
    };
    expect(await acting('DECISION')).to.include({ status: 'ACCEPTED' });
    expect(await acting('WATCHLIST_SCREENING')).to.include({ status: 'COMPLETED' });
    for (const action of ['DECISION_SKIP', 'AP_INITIATE', 'AP_SALE', 'AP_AUTH', 'AP_REAUTH'])
      expect(await acting(action), action).to.equal(undefined);
  });

  it('names the field that the request used', async () => {
    const named = async (parts: object): Promise<unknown> =>
      at((await pay({ ...aPayment(), paymentInformation: {}, ...parts })).body, 'details.0.field');
    expect(await named({ paymentInformation: { customer: { customerId: 'none' } } })).to.equal(
      'paymentInformation.customer.customerId',
    );
    expect(await named({ paymentInformation: { legacyToken: { id: 'none' } } })).to.equal(
      'paymentInformation.legacyToken.id',
    );
    expect(await named({ paymentInformation: { tokenizedCard: { cryptogram: 'A'.repeat(28) } } })).to.equal(
      'paymentInformation.tokenizedCard.number',
    );
    expect(await named({ tokenInformation: { jti: 'none' } })).to.equal('tokenInformation.jti');
    const setup = await client.post('/risk/v1/authentication-setups', {
      tokenInformation: { transientToken: 'none' },
    });
    expect(at(setup.body, 'details.0.field')).to.equal('tokenInformation.transientToken');
    const validation = await pay(
      aPayment({ processing: { actionList: ['VALIDATE_CONSUMER_AUTHENTICATION'] } }),
    );
    expect(at(validation.body, 'details.0')).to.deep.equal({
      field: 'consumerAuthenticationInformation.authenticationTransactionId',
      reason: 'MISSING_FIELD',
    });
  });

  it('a refund and a void of a sale under the path of captures, and of a capture under that of payments', async () => {
    const sale = textAt((await pay(aPayment({ capture: true }))).body, 'id');
    expect((await client.post(`/pts/v2/captures/${sale}/refunds`, anAmount('4.00'))).body).to.include({
      status: 'PENDING',
    });
    expect((await client.post(`/pts/v2/captures/${sale}/refunds`, anAmount('7.00'))).body).to.include({
      reason: 'INVALID_AMOUNT',
    });
    const held = textAt((await pay(aPayment())).body, 'id');
    const capture = textAt(
      (await client.post(`/pts/v2/payments/${held}/captures`, anAmount('10.00'))).body,
      'id',
    );
    expect((await client.post(`/pts/v2/payments/${capture}/refunds`, anAmount('4.00'))).body).to.include({
      status: 'PENDING',
    });
    expect((await client.post(`/pts/v2/payments/${held}/refunds`, anAmount('1.00'))).body).to.include({
      reason: 'INVALID_DATA',
    });
    const other = textAt((await pay(aPayment({ capture: true }))).body, 'id');
    expect((await client.post(`/pts/v2/captures/${other}/voids`, {})).body).to.include({ status: 'VOIDED' });
  });

  it('a download twice with one token, but no payment', async () => {
    const id = textAt((await pay(aPayment())).body, 'id');
    const send = async (method: string, target: string, token: string, body?: string): Promise<number> => {
      const response = await fetch(sandbox.url + target, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body }),
      });
      await response.text();
      return response.status;
    };
    const target = `/pts/v2/payments/${id}`;
    const reading = sharedSecretToken(claimsFor({ method: 'GET', target }));
    expect([await send('GET', target, reading), await send('GET', target, reading)]).to.deep.equal([
      200, 200,
    ]);
    const body = JSON.stringify(aReversal('1.00'));
    const undoing = { method: 'POST', target: `${target}/reversals`, body };
    const moving = sharedSecretToken(claimsFor(undoing));
    expect([
      await send('POST', undoing.target, moving, body),
      await send('POST', undoing.target, moving, body),
    ]).to.deep.equal([201, 401]);
  });
});
