import { decodeJwt } from 'jose';
import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { aPayment, at, createClient, type Client, type Reply } from '../client.ts';
import { A_CARD, anEnvelope } from '../microform/an-envelope.ts';

describe('Payments with a card from the microform', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  let unknownCaller: Client;
  let offsetMs = 0;
  before(async () => {
    sandbox = await startCybersourceSandbox({
      now: () => new Date(Date.now() + offsetMs),
      clockSkewMs: 7_200_000,
      merchants: [
        { id: 'other_shop', sharedSecrets: new Map([['other-key', Buffer.from('other')]]), certificates: [] },
      ],
    });
    client = createClient(sandbox.url);
    unknownCaller = createClient(sandbox.url, {
      merchantId: 'other_shop',
      keyId: 'other-key',
      secret: Buffer.from('other').toString('base64'),
    });
  });
  beforeEach(() => {
    offsetMs = 0;
  });
  after(() => sandbox.close());

  /** The way of the browser library: session, sealed card, token. */
  async function tokenize(card: Readonly<Record<string, string>> = A_CARD): Promise<string> {
    const session = await client.post('/microform/v2/sessions', {
      clientVersion: 'v2',
      targetOrigins: ['http://localhost:8080'],
      allowedCardNetworks: ['VISA'],
    });
    expect(session.status, session.text).to.equal(201);
    const response = await fetch(`${sandbox.url}/flex/v2/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/jwt; charset=utf-8' },
      body: await anEnvelope(session.text, card),
    });
    return response.text();
  }

  const withToken = (tokenInformation: object): object => ({
    ...aPayment(),
    paymentInformation: undefined,
    tokenInformation,
  });
  const pay = (from: Client, tokenInformation: object): Promise<Reply> =>
    from.post('/pts/v2/payments', withToken(tokenInformation));

  it('pays with the whole token, and with its id', async () => {
    const transientTokenJwt = await tokenize();
    expect((await pay(client, { transientTokenJwt })).body['status']).to.equal('AUTHORIZED');
    const { jti } = decodeJwt(transientTokenJwt);
    expect((await pay(client, { jti })).body['status']).to.equal('AUTHORIZED');
  });

  it('sets off the triggers of the card and the security code behind the token', async () => {
    const declined = await tokenize({ ...A_CARD, number: '4000000000000002' });
    expect((await pay(client, { transientTokenJwt: declined })).body['status']).to.equal('DECLINED');
    const wrongCode = await tokenize({ ...A_CARD, securityCode: '999' });
    const { body } = await pay(client, { transientTokenJwt: wrongCode });
    expect(at(body, 'errorInformation.reason')).to.equal('CV_FAILED');
  });

  it('refuses a token that was changed, that has expired, or that another merchant got', async () => {
    const transientTokenJwt = await tokenize();
    const { jti } = decodeJwt(transientTokenJwt);
    const changed = transientTokenJwt.replace(/\.[^.]{8}/, '.AAAAAAAA');
    const replies = [
      await pay(client, { transientTokenJwt: changed }),
      await pay(unknownCaller, { transientTokenJwt }),
      await pay(unknownCaller, { jti }),
    ];
    offsetMs = 16 * 60_000;
    replies.push(await pay(client, { transientTokenJwt }), await pay(client, { jti }));
    for (const { status, body } of replies) {
      expect([status, body['reason']]).to.deep.equal([400, 'INVALID_DATA']);
      expect(at(body, 'details.0.field')).to.match(/^tokenInformation\./);
    }
  });

  it('are described by the token or its id, to their merchant only, while they live', async () => {
    const transientToken = await tokenize();
    const { jti = '', content } = decodeJwt(transientToken) as { jti?: string; content: object };
    const paths = [`/flex/v2/payment-details/${jti}`, `/up/v1/payment-details/${transientToken}`];
    for (const path of paths) {
      const { status, body, text } = await client.get(path);
      expect([status, body]).to.deep.equal([200, content]);
      expect(text)
        .to.contain(`XXXXXXXXXXXX${A_CARD.number.slice(-4)}`)
        .and.to.not.contain(A_CARD.number);
      expect((await unknownCaller.get(path)).status).to.equal(404);
    }
    const changed = transientToken.replace(/\.[^.]{8}/, '.AAAAAAAA');
    expect((await client.get(`/up/v1/payment-details/${changed}`)).status).to.equal(404);
    offsetMs = 16 * 60_000;
    for (const path of paths) expect((await client.get(path)).status).to.equal(404);
  });

  describe('a security code alone', () => {
    const saved = async (): Promise<object> => {
      const processing = { actionList: ['TOKEN_CREATE'], actionTokenTypes: ['paymentInstrument'] };
      const { body } = await client.post('/pts/v2/payments', aPayment({ processing }));
      return { paymentInstrument: { id: at(body, 'tokenInformation.paymentInstrument.id') } };
    };
    const payWith = async (paymentInformation: object, securityCode: string): Promise<Reply> =>
      client.post('/pts/v2/payments', {
        ...aPayment(),
        paymentInformation,
        tokenInformation: { transientTokenJwt: await tokenize({ securityCode }) },
      });

    it('goes with a saved card, and is checked', async () => {
      const card = await saved();
      expect((await payWith(card, '123')).body['status']).to.equal('AUTHORIZED');
      expect(at((await payWith(card, '999')).body, 'errorInformation.reason')).to.equal('CV_FAILED');
    });

    it('pays nothing by itself', async () => {
      const { status, body } = await payWith({}, '123');
      expect([status, at(body, 'details.0.field')]).to.deep.equal([400, 'paymentInformation.card.number']);
    });
  });

  it('shows no token in the list of calls', async () => {
    const transientTokenJwt = await tokenize();
    await pay(client, { transientTokenJwt });
    expect(JSON.stringify(sandbox.control.calls())).not.to.contain(transientTokenJwt.slice(0, 20));
  });
});
