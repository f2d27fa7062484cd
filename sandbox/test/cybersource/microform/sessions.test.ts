import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import { A_SESSION_REQUEST, startMicroform, type RunningMicroform } from './a-microform.ts';
import { claimsOf } from './an-envelope.ts';

describe('capture contexts', () => {
  let microform: RunningMicroform;
  before(async () => {
    microform = await startMicroform();
  });
  after(() => {
    microform.close();
  });

  async function refusalOf(changes: Record<string, unknown>): Promise<Record<string, unknown>> {
    const answer = await microform.askForSession({ ...A_SESSION_REQUEST, ...changes });
    expect(answer.status).to.equal(400);
    return (await answer.json()) as Record<string, unknown>;
  }

  it('are answered as a bare JWT', async () => {
    const answer = await microform.askForSession(A_SESSION_REQUEST);
    expect(answer.status).to.equal(201);
    expect(answer.headers.get('content-type')).to.equal('application/jwt');
    expect(await answer.text()).to.match(/^[-\w]+\.[-\w]+\.[-\w]+$/);
  });

  it('verify with the public key that their short key id names', async () => {
    const context = await microform.openContext();
    const { kid, alg } = decodeProtectedHeader(context);
    expect(alg).to.equal('RS256');
    expect(kid).to.match(/^[0-9a-z]{2}$/);
    const jwk = (await (await fetch(`${microform.url}/flex/v2/public-keys/${kid}`)).json()) as JWK;
    expect(jwk).to.not.have.property('d');
    await compactVerify(context, await importJWK(jwk, 'RS256'));
  });

  it('know no key of another name', async () => {
    const answer = await fetch(`${microform.url}/flex/v2/public-keys/unknown`);
    expect(answer.status).to.equal(404);
  });

  it('live for 900 seconds and carry an id of sixteen characters', async () => {
    const { iat, exp, jti } = claimsOf(await microform.openContext());
    expect(exp - iat).to.equal(900);
    expect(jti).to.have.length(16);
  });

  it('bring a one-time RSA key of 2048 bits, a new one each', async () => {
    const [first, second] = await Promise.all([microform.openContext(), microform.openContext()]);
    const { jwk } = claimsOf(first).flx;
    expect(jwk).to.include({ kty: 'RSA', use: 'enc', e: 'AQAB' });
    expect(jwk).to.not.have.property('d');
    expect(Buffer.from(jwk.n, 'base64url')).to.have.length(256);
    expect(claimsOf(second).flx.jwk.n).to.not.equal(jwk.n);
  });

  it('say where to send the card and which pages may ask for it', async () => {
    const { flx, ctx } = claimsOf(await microform.openContext());
    expect(flx).to.include({ origin: microform.url, path: '/flex/v2/tokens' });
    expect(ctx[0]?.type).to.match(/^mf-2\./);
    expect(ctx[0]?.data).to.include({ mfOrigin: microform.url });
    expect(ctx[0]?.data['targetOrigins']).to.deep.equal(A_SESSION_REQUEST.targetOrigins);
    expect(ctx[0]?.data['allowedCardNetworks']).to.deep.equal(A_SESSION_REQUEST.allowedCardNetworks);
    expect(ctx[0]?.data).to.not.have.property('allowedPaymentTypes');
  });

  it('repeat the payment types when they were asked for', async () => {
    const { ctx } = claimsOf(await microform.openContext({ allowedPaymentTypes: ['CARD'] }));
    expect(ctx[0]?.data['allowedPaymentTypes']).to.deep.equal(['CARD']);
  });

  it('name the library and the hash of exactly the bytes that are served', async () => {
    const { clientLibrary, clientLibraryIntegrity } =
      claimsOf(await microform.openContext()).ctx[0]?.data ?? {};
    expect(clientLibrary).to.equal(`${microform.url}/microform/bundle/v2.0/flex-microform.min.js`);
    const answer = await fetch(String(clientLibrary), { headers: { Origin: 'http://localhost:1' } });
    const hash = createHash('sha256').update(Buffer.from(await answer.arrayBuffer()));
    expect(clientLibraryIntegrity).to.equal(`sha256-${hash.digest('base64')}`);
    expect(answer.headers.get('access-control-allow-origin')).to.equal('*');
  });

  it('are for authenticated merchants', async () => {
    const answer = await fetch(`${microform.url}/microform/v2/sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(A_SESSION_REQUEST),
    });
    expect(answer.status).to.equal(401);
    expect(await answer.json()).to.deep.equal({ response: { rmsg: 'Authentication Failed' } });
  });

  it('are refused with the reason, each faulty field and a correlation id', async () => {
    const refusal = await refusalOf({ clientVersion: '0.11', allowedCardNetworks: ['VISA', 'BEER'] });
    expect(refusal).to.have.all.keys('correlationId', 'reason', 'message', 'details', 'informationLink');
    expect(refusal['reason']).to.equal('VALIDATION_ERROR');
    const locations = (refusal['details'] as { location: string }[]).map(({ location }) => location);
    expect(locations).to.deep.equal(['clientVersion', 'allowedCardNetworks[1]']);
  });

  for (const [what, origins] of [
    ['plain HTTP', ['http://shop.example.com']],
    ['plain HTTP to an address of this machine', ['http://127.0.0.1:8080']],
    ['a path', ['https://shop.example.com/checkout']],
    ['no scheme', ['shop.example.com']],
    ['no origin at all', []],
    ['ten origins', Array.from({ length: 10 }, (_, n) => `https://shop${n}.example.com`)],
  ] as const) {
    it(`are refused for target origins with ${what}`, async () => {
      const { details } = await refusalOf({ targetOrigins: origins });
      expect(JSON.stringify(details)).to.contain('targetOrigins');
    });
  }

  it('allow plain HTTP for localhost, with any port', async () => {
    const answer = await microform.askForSession({
      ...A_SESSION_REQUEST,
      targetOrigins: ['http://localhost:8080', 'http://localhost'],
    });
    expect(answer.status).to.equal(201);
  });

  it('need a card network for cards, not for bank accounts', async () => {
    await refusalOf({ allowedCardNetworks: [] });
    await refusalOf({ allowedCardNetworks: [], allowedPaymentTypes: ['CARD', 'CHECK'] });
    const check = await microform.askForSession({
      clientVersion: 'v2',
      targetOrigins: ['https://shop.example.com'],
      allowedPaymentTypes: ['CHECK'],
    });
    expect(check.status).to.equal(201);
  });

  it('are refused when there is no JSON object to read', async () => {
    expect((await microform.askForSession([])).status).to.equal(400);
  });
});
