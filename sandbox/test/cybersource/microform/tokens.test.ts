import { expect } from 'chai';
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { startMicroform, type RunningMicroform } from './a-microform.ts';
import { A_CARD, anEnvelope, claimsOf, sealText } from './an-envelope.ts';

interface Refusal {
  responseStatus: { reason: string; message: string; details: { location: string; message: string }[] };
}

describe('the token endpoint', () => {
  let microform: RunningMicroform;
  beforeEach(async () => {
    microform = await startMicroform();
  });
  afterEach(() => {
    microform.close();
  });

  async function cardOf(
    context: string,
    data: Record<string, unknown> = A_CARD,
  ): Promise<Record<string, Record<string, unknown>>> {
    const answer = await microform.postToken(await anEnvelope(context, data));
    expect(answer.status, await answer.clone().text()).to.equal(201);
    const key = await importJWK(claimsOf(context).flx.jwk, 'RS256');
    const { payload } = await jwtVerify<{
      content: { paymentInformation: { card: Record<string, Record<string, unknown>> } };
    }>(await answer.text(), key);
    return payload.content.paymentInformation.card;
  }

  async function refusalOf(jwe: string, status = 400): Promise<Refusal['responseStatus']> {
    const answer = await microform.postToken(jwe);
    expect(answer.status).to.equal(status);
    return ((await answer.json()) as Refusal).responseStatus;
  }

  async function faultsOf(changes: Record<string, unknown>, context?: string): Promise<string[]> {
    const jwe = await anEnvelope(context ?? (await microform.openContext()), { ...A_CARD, ...changes });
    const { reason, details } = await refusalOf(jwe);
    expect(reason).to.equal('VALIDATION_ERROR');
    return details.map(({ location }) => location);
  }

  it('answers a sealed card with a bare JWT, signed with the one-time key of the context', async () => {
    const context = await microform.openContext();
    const answer = await microform.postToken(await anEnvelope(context));
    const token = await answer.text();
    expect(answer.headers.get('content-type')).to.equal('application/jwt');
    expect(decodeProtectedHeader(token)).to.deep.equal({ kid: claimsOf(context).flx.jwk.kid, alg: 'RS256' });
    const { payload } = await jwtVerify(token, await importJWK(claimsOf(context).flx.jwk, 'RS256'));
    expect(payload).to.have.all.keys('iss', 'type', 'iat', 'exp', 'jti', 'content');
    expect(payload['type']).to.match(/^mf-2\./);
    expect(payload.jti).to.match(/^[0-9A-F]{64}$/);
    expect(payload.exp! - payload.iat!).to.equal(900);
  });

  it('puts the masked card into the token, the security code as an empty marker', async () => {
    expect(await cardOf(await microform.openContext())).to.deep.equal({
      number: { maskedValue: 'XXXXXXXXXXXX1111', bin: '411111', detectedCardTypes: ['001'] },
      expirationMonth: { value: '12' },
      expirationYear: { value: '2031' },
      securityCode: {},
    });
  });

  it('leaves the marker out when there was no security code', async () => {
    const card = { ...A_CARD, securityCode: undefined };
    expect(await cardOf(await microform.openContext(), card)).to.not.have.property('securityCode');
  });

  it('gives no BIN, six or eight digits of it, as the context says', async () => {
    async function binOf(includeCardPrefix: boolean, card: Record<string, unknown>): Promise<unknown> {
      const context = await microform.openContext({ transientTokenResponseOptions: { includeCardPrefix } });
      return (await cardOf(context, card))['number']?.['bin'];
    }
    const amex = { ...A_CARD, number: '378282246310005', type: '003', securityCode: '1234' };
    expect(await binOf(false, A_CARD)).to.equal(undefined);
    expect(await binOf(true, A_CARD)).to.equal('41111111');
    expect(await binOf(true, amex)).to.equal('378282');
  });

  it('keeps the whole card in the vault, for the merchant who opened the context', async () => {
    const answer = await microform.postToken(await anEnvelope(await microform.openContext()));
    const token = await answer.text();
    expect(await microform.vault.byTransientToken(token)).to.deep.equal({
      merchantId: 'testrest',
      ...A_CARD,
    });
  });

  it('detects the card type when the request does not name it', async () => {
    const card = { ...A_CARD, type: undefined, number: '5555555555554444' };
    const answer = await microform.postToken(await anEnvelope(await microform.openContext(), card));
    const found = await microform.vault.byTransientToken(await answer.text());
    expect(found).to.include({ type: '002' });
  });

  for (const [what, changes, location] of [
    ['a number with a wrong check digit', { number: '4111111111111112' }, 'number'],
    ['a number that is too short for its brand', { number: '378282246310', type: '003' }, 'number'],
    ['a number of no known brand', { number: '9999999999999995' }, 'number'],
    ['letters in the number', { number: '4111x11111111111' }, 'number'],
    ['no number', { number: undefined }, 'number'],
    ['month thirteen', { expirationMonth: '13' }, 'expirationMonth'],
    ['a month of one digit', { expirationMonth: '1' }, 'expirationMonth'],
    ['a year of two digits', { expirationYear: '31' }, 'expirationYear'],
    ['no year', { expirationYear: undefined }, 'expirationYear'],
    ['a security code of four digits on a Visa card', { securityCode: '1234' }, 'securityCode'],
    ['letters in the security code', { securityCode: '12a' }, 'securityCode'],
    ['a type that does not fit the number', { type: '002' }, 'type'],
    ['an unknown type', { type: '999' }, 'type'],
  ] as const) {
    it(`refuses ${what} and points at it`, async () => {
      expect(await faultsOf(changes)).to.deep.equal([`captureData.${location}`]);
    });
  }

  it('names all faults at once, and no value', async () => {
    const jwe = await anEnvelope(await microform.openContext(), {
      ...A_CARD,
      number: '4111111111111112',
      securityCode: '98765',
    });
    const refusal = await refusalOf(jwe);
    expect(refusal.details.map(({ location }) => location)).to.have.members([
      'captureData.number',
      'captureData.securityCode',
    ]);
    expect(JSON.stringify(refusal)).to.not.match(/4111111111111112|98765/);
  });

  it('refuses a brand that the context does not allow', async () => {
    const context = await microform.openContext({ allowedCardNetworks: ['MASTERCARD'] });
    expect(await faultsOf({}, context)).to.deep.equal(['captureData.type']);
    expect(await faultsOf({ type: undefined }, context)).to.deep.equal(['captureData.type']);
  });

  it('takes a chosen brand that shares its digits with another, where the context allows it', async () => {
    const context = await microform.openContext({ allowedCardNetworks: ['VISA', 'CARTESBANCAIRES'] });
    await cardOf(context, { ...A_CARD, type: '036' });
    expect(await faultsOf({ type: '036' })).to.deep.equal(['captureData.type']);
  });

  it('gives three tokens a context; faulty cards do not count', async () => {
    const context = await microform.openContext();
    await faultsOf({ number: '' }, context);
    for (let token = 1; token <= 3; token += 1) await cardOf(context);
    expect((await refusalOf(await anEnvelope(context), 429)).reason).to.equal('RESOURCE_QUOTA_EXCEEDED');
  });

  it('gives no fourth token to requests that arrive together', async () => {
    const context = await microform.openContext();
    const envelopes = await Promise.all(Array.from({ length: 8 }, async () => anEnvelope(context)));
    const answers = await Promise.all(envelopes.map(async (jwe) => microform.postToken(jwe)));
    expect(answers.filter(({ status }) => status === 201)).to.have.length(3);
  });

  it('knows no context after 900 seconds, nor one that was never opened here', async () => {
    const context = await microform.openContext();
    const jwe = await anEnvelope(context);
    microform.advance(901);
    expect((await refusalOf(jwe, 404)).details[0]?.location).to.equal('keyId');
    const elsewhere = await startMicroform();
    const foreign = await anEnvelope(await elsewhere.openContext());
    elsewhere.close();
    expect((await refusalOf(foreign, 404)).details[0]?.location).to.equal('keyId');
  });

  it('refuses a card sealed with the key of another context', async () => {
    const [context, other] = await Promise.all([microform.openContext(), microform.openContext()]);
    const jwe = await anEnvelope(context, A_CARD, { keyFrom: other });
    expect((await refusalOf(jwe)).reason).to.equal('SIGNATURE_ERROR');
  });

  it('refuses another encryption than RSA-OAEP', async () => {
    const jwe = await anEnvelope(await microform.openContext(), A_CARD, { alg: 'RSA-OAEP-256' });
    expect((await refusalOf(jwe)).reason).to.equal('DECRYPTION_ERROR');
  });

  it('refuses an envelope that was altered', async () => {
    const parts = (await anEnvelope(await microform.openContext())).split('.');
    parts[3] = `${parts[3]!.startsWith('A') ? 'B' : 'A'}${parts[3]!.slice(1)}`;
    expect((await refusalOf(parts.join('.'))).reason).to.equal('DECRYPTION_ERROR');
  });

  it('refuses what is no envelope, or has something else inside', async () => {
    const context = await microform.openContext();
    expect((await refusalOf('{"number":"4111111111111111"}')).message).to.equal('Invalid JWE format');
    expect((await refusalOf(await sealText('4111111111111111', context))).reason).to.equal(
      'JSON_PARSER_ERROR',
    );
    const numeric = await anEnvelope(context, { ...A_CARD, number: 4111111111111111 });
    expect((await refusalOf(numeric)).reason).to.equal('JSON_PARSER_ERROR');
  });

  it('reads neither another content type nor more than 64 KB', async () => {
    const json = await fetch(`${microform.url}/flex/v2/tokens`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(A_CARD),
    });
    expect(json.status).to.equal(400);
    expect((await microform.postToken('x'.repeat(65 * 1024))).status).to.equal(413);
  });

  it('lets scripts of its own origin call it, and no others', async () => {
    const preflight = await fetch(`${microform.url}/flex/v2/tokens`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://shop.example.com', 'Access-Control-Request-Method': 'POST' },
    });
    expect(preflight.status).to.equal(204);
    expect(preflight.headers.get('access-control-allow-origin')).to.equal(microform.url);
  });
});
