import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { aPayment, at, createClient, textAt, type Client, type PaymentParts, type Reply } from '../client.ts';

const PREVIOUS =
  'processingInformation.authorizationOptions.initiator.merchantInitiatedTransaction.previousTransactionId';

describe('Credential on file', () => {
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

  const pay = (parts: PaymentParts = {}, over: object = {}): Promise<Reply> =>
    client.post('/pts/v2/payments', { ...aPayment(parts), ...over });
  const first = async (parts: PaymentParts = {}): Promise<string> =>
    textAt((await pay(parts)).body, 'processorInformation.networkTransactionId');
  const initiated = (previousTransactionId?: string): object => ({
    commerceIndicator: 'recurring',
    authorizationOptions: {
      initiator: {
        type: 'merchant',
        storedCredentialUsed: true,
        merchantInitiatedTransaction: { reason: '7', previousTransactionId },
      },
    },
  });

  it('gives every approved payment a network transaction id of its own, and a declined one none', async () => {
    const ids = [await first(), await first()];
    expect(new Set(ids).size).to.equal(2);
    for (const id of ids) expect(id).to.match(/^\d{15}$/);
    const declined = await pay({ card: '4000000000000002' });
    expect(at(declined.body, 'processorInformation.networkTransactionId')).to.equal(undefined);
  });

  it('takes a payment that the merchant set off, under one that the shopper was there for', async () => {
    const previous = await first();
    const { status, body } = await pay({ processing: initiated(previous) });
    expect([status, body['status']]).to.deep.equal([201, 'AUTHORIZED']);
    expect(sandbox.ledger()[1]?.transactions[0]).to.deep.include({
      commerceIndicator: 'recurring',
      initiator: {
        type: 'merchant',
        storedCredentialUsed: true,
        reason: '7',
        previousTransactionId: previous,
      },
    });
  });

  it('refuses one that leads nowhere, or to another card, and says which field', async () => {
    const previous = await first();
    for (const [parts, reason] of [
      [{ processing: initiated() }, 'MISSING_FIELD'],
      [{ processing: initiated('016150703802094') }, 'INVALID_DATA'],
      [{ processing: initiated(previous), card: '5555555555554444' }, 'INVALID_DATA'],
    ] as const) {
      const { status, body } = await pay(parts);
      expect([status, body['reason']]).to.deep.equal([400, reason]);
      expect(at(body, 'details.0.field')).to.equal(PREVIOUS);
    }
    expect(sandbox.ledger()).to.have.length(1);
  });

  it('knows of a saved card which payment it was saved with', async () => {
    const saved = await pay({
      processing: {
        actionList: ['TOKEN_CREATE'],
        actionTokenTypes: ['customer', 'paymentInstrument'],
        authorizationOptions: { initiator: { type: 'customer', credentialStoredOnFile: true } },
      },
    });
    const paymentInstrument = { id: textAt(saved.body, 'tokenInformation.paymentInstrument.id') };
    const reply = await pay({ processing: initiated() }, { paymentInformation: { paymentInstrument } });
    expect(reply.body['status']).to.equal('AUTHORIZED');
    const [kept, again] = sandbox.ledger().map(({ transactions }) => transactions[0]);
    expect(kept).to.deep.include({ initiator: { type: 'customer', credentialStoredOnFile: true } });
    expect(again).to.have.nested.property(
      'initiator.previousTransactionId',
      at(saved.body, 'processorInformation.networkTransactionId'),
    );
  });

  it('keeps how an order came in: by telephone, or from the shop', async () => {
    await pay({ processing: { commerceIndicator: 'moto' } });
    await pay({ processing: { commerceIndicator: undefined } });
    const indicators = sandbox.ledger().map(({ transactions }) => at(transactions[0], 'commerceIndicator'));
    expect(indicators).to.deep.equal(['moto', 'internet']);
  });

  it('is not checked by a lenient account', async () => {
    const lenient = await startCybersourceSandbox({ lenient: true });
    const reply = await createClient(lenient.url).post(
      '/pts/v2/payments',
      aPayment({ processing: initiated('016150703802094') }),
    );
    await lenient.close();
    expect(reply.status).to.equal(201);
  });
});
