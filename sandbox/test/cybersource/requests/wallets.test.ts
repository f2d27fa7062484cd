import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { aPayment, at, createClient, type Client, type Reply } from '../client.ts';

const base64 = (value: object | string): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');

/** A Google Pay token with what Google would have sealed in the clear. */
function aGooglePayToken(details: object = {}, message: object = {}): object {
  const sealed = {
    messageExpiration: String(Date.now() + 600_000),
    messageId: 'AH2Ejtc',
    paymentMethod: 'CARD',
    paymentMethodDetails: {
      authMethod: 'CRYPTOGRAM_3DS',
      pan: '4111111111111111',
      expirationMonth: 12,
      expirationYear: 2035,
      cryptogram: 'AgAAAAAABk4DWZ4C28yUQAAAAAA=',
      ...details,
    },
    ...message,
  };
  return {
    protocolVersion: 'ECv2',
    signature: 'MEUCIQ==',
    intermediateSigningKey: { signedKey: '{}', signatures: ['MEUCIQ=='] },
    signedMessage: JSON.stringify({
      encryptedMessage: base64(sealed),
      ephemeralPublicKey: 'BA==',
      tag: 'AA==',
    }),
  };
}

/** Apple Pay's `paymentData` with what Apple would have sealed in the clear. */
function anApplePayToken(changes: object = {}): object {
  const sealed = {
    applicationPrimaryAccountNumber: '5555555555554444',
    applicationExpirationDate: '351231',
    currencyCode: '840',
    transactionAmount: 1000,
    deviceManufacturerIdentifier: '040010030273',
    paymentDataType: '3DSecure',
    paymentData: { onlinePaymentCryptogram: 'AAAAAAAA', eciIndicator: '7' },
    ...changes,
  };
  return {
    version: 'EC_v1',
    data: base64(sealed),
    signature: 'MIAGCS==',
    header: { ephemeralPublicKey: 'MFkw', publicKeyHash: 'hash', transactionId: 'a1b2' },
  };
}

describe('Wallets', () => {
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

  const pay = (paymentSolution: string | undefined, value: string): Promise<Reply> =>
    client.post('/pts/v2/payments', {
      ...aPayment({ processing: { paymentSolution, commerceIndicator: 'internet' } }),
      paymentInformation: { fluidData: { value, encoding: 'Base64' } },
    });

  it('pays with Google Pay and describes the token that was paid with', async () => {
    const { status, body } = await pay('012', base64(aGooglePayToken()));
    expect([status, body['status']]).to.deep.equal([201, 'AUTHORIZED']);
    expect(at(body, 'paymentInformation.tokenizedCard')).to.deep.equal({
      type: '001',
      prefix: '411111',
      suffix: '1111',
      expirationMonth: '12',
      expirationYear: '2035',
    });
    expect(at(body, 'processingInformation.paymentSolution')).to.equal('012');
    const payment = sandbox.ledger()[0]?.transactions[0];
    expect(payment).to.include({ paymentSolution: '012' });
  });

  it('treats a card that Google Pay only has on file as a card', async () => {
    const token = aGooglePayToken({ authMethod: 'PAN_ONLY', cryptogram: undefined });
    const { body } = await pay('012', base64(token));
    expect(at(body, 'paymentInformation.tokenizedCard')).to.deep.equal({ type: '001' });
  });

  it('pays with Apple Pay', async () => {
    const { status, body } = await pay('001', base64(anApplePayToken()));
    expect([status, body['status']]).to.deep.equal([201, 'AUTHORIZED']);
    expect(at(body, 'paymentInformation.tokenizedCard')).to.include({ type: '002', suffix: '4444' });
  });

  it('sets off the triggers of the card inside', async () => {
    const google = await pay('012', base64(aGooglePayToken({ pan: '4000000000000002' })));
    const apple = await pay(
      '001',
      base64(anApplePayToken({ applicationPrimaryAccountNumber: '4000000000009995' })),
    );
    expect(at(google.body, 'errorInformation.reason')).to.equal('PROCESSOR_DECLINED');
    expect(at(apple.body, 'errorInformation.reason')).to.equal('INSUFFICIENT_FUND');
  });

  const malformed: Readonly<Record<string, readonly [solution: string, value: string]>> = {
    'no base64': ['012', '{"signedMessage":"{}"}'],
    'no JSON': ['012', base64('token')],
    'an Apple Pay token said to be Google’s': ['012', base64(anApplePayToken())],
    'a Google Pay token said to be Apple’s': ['001', base64(aGooglePayToken())],
    'a Google Pay token that was encoded twice': ['012', base64(base64(aGooglePayToken()))],
    'a Google Pay message that has expired': ['012', base64(aGooglePayToken({}, { messageExpiration: '1' }))],
    'a cryptogram payment without cryptogram': ['012', base64(aGooglePayToken({ cryptogram: undefined }))],
    'the whole Apple Pay token instead of its payment data': [
      '001',
      base64({ paymentData: anApplePayToken() }),
    ],
    'an Apple Pay expiry that is no date': [
      '001',
      base64(anApplePayToken({ applicationExpirationDate: '359931' })),
    ],
  };
  for (const [what, [solution, value]] of Object.entries(malformed)) {
    it(`refuses ${what}`, async () => {
      const { status, body } = await pay(solution, value);
      expect([status, body['reason']]).to.deep.equal([400, 'INVALID_DATA']);
      expect(at(body, 'details.0.field')).to.equal('paymentInformation.fluidData.value');
      expect(sandbox.ledger()).to.have.length(0);
    });
  }

  it('wants to know which wallet it is, and knows two', async () => {
    const value = base64(aGooglePayToken());
    expect(at((await pay(undefined, value)).body, 'details.0')).to.deep.equal({
      field: 'processingInformation.paymentSolution',
      reason: 'MISSING_FIELD',
    });
    expect((await pay('008', value)).body['reason']).to.equal('INVALID_MERCHANT_CONFIGURATION');
  });

  it('takes what the merchant decrypted', async () => {
    const { body } = await client.post('/pts/v2/payments', {
      ...aPayment({ processing: { paymentSolution: '001' } }),
      paymentInformation: {
        tokenizedCard: {
          number: '4111111111111111',
          expirationMonth: '12',
          expirationYear: '2035',
          cryptogram: 'AAAAAAAA',
          transactionType: '1',
        },
      },
    });
    expect(body['status']).to.equal('AUTHORIZED');
    expect(at(body, 'paymentInformation.tokenizedCard.suffix')).to.equal('1111');
  });

  it('does not show what was inside', async () => {
    const value = base64(aGooglePayToken());
    await pay('012', value);
    expect(JSON.stringify(sandbox.control.calls())).not.to.contain(value);
  });
});
