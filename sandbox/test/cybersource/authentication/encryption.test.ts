import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { CompactEncrypt, compactDecrypt, SignJWT } from 'jose';
import forge from 'node-forge';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { aPayment, at, createClient, textAt, type Json } from '../client.ts';
import {
  claimsFor,
  digestOf,
  httpSignature,
  sharedSecretToken,
  testrest,
  type Credential,
} from './signer.ts';

const TARGET = '/pts/v2/payments';
const GATEWAY_KID = '6700000000000000000001';
const MERCHANT_KID = '5746642430690177107046';

describe('Message-level encryption', () => {
  let sandbox: CyberSourceSandbox;
  let gatewayKey: KeyObject;
  let merchantKey: KeyObject;
  let controlUrl: string;
  before(async () => {
    const keysDirectory = await mkdtemp(path.join(os.tmpdir(), 'sandbox-'));
    sandbox = await startCybersourceSandbox({ keysDirectory, controlPort: 0 });
    controlUrl = sandbox.controlUrl ?? '';
    gatewayKey = new X509Certificate(await readFile(sandbox.keyFiles?.mleFile ?? '')).publicKey;
    merchantKey = keyIn(sandbox.keyFiles?.p12File ?? '');
  });
  beforeEach(() => {
    sandbox.control.reset();
  });
  after(() => sandbox.close());

  const encrypted = async (
    body: object,
    { alg = 'RSA-OAEP-256', enc = 'A256GCM', kid = GATEWAY_KID, iat = now(), key = gatewayKey } = {},
  ): Promise<string> => {
    const jwe = await new CompactEncrypt(Buffer.from(JSON.stringify(body)))
      .setProtectedHeader({ alg, enc, cty: 'JWT', kid, iat })
      .encrypt(key);
    return JSON.stringify({ encryptedRequest: jwe });
  };
  const send = async (
    body: string,
    claims: object = {},
    target = TARGET,
  ): Promise<{ status: number; body: Json }> => {
    const token = sharedSecretToken({ ...claimsFor({ method: 'POST', target, body }), ...claims });
    const response = await fetch(sandbox.url + target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });
    return { status: response.status, body: (await response.json()) as Json };
  };
  const decrypted = async ({ body }: { body: Json }): Promise<Json> => {
    expect(Object.keys(body)).to.deep.equal(['encryptedResponse']);
    const { plaintext, protectedHeader } = await compactDecrypt(
      textAt(body, 'encryptedResponse'),
      merchantKey,
    );
    expect(protectedHeader).to.include({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: MERCHANT_KID });
    return JSON.parse(Buffer.from(plaintext).toString()) as Json;
  };
  const wantsSecrecy = { 'v-c-response-mle-kid': MERCHANT_KID };

  it('reads an encrypted payment and answers in the clear when nothing else was asked', async () => {
    const reply = await send(await encrypted(aPayment()));
    expect([reply.status, reply.body['status']]).to.deep.equal([201, 'AUTHORIZED']);
    const call = sandbox.control.calls().at(-1);
    expect(call).to.deep.include({ encrypted: ['request'], scheme: 'jwt_shared_secret', status: 201 });
    expect(at(call?.body, 'paymentInformation.card.number')).to.equal('411111XXXXXX1111');
  });

  it('answers encrypted for the certificate that the token names, refusals and 502 included', async () => {
    const paid = await send(JSON.stringify(aPayment()), wantsSecrecy);
    expect(paid.status).to.equal(201);
    expect((await decrypted(paid))['status']).to.equal('AUTHORIZED');
    const refused = await send(JSON.stringify(aPayment({ amount: 'x' })), wantsSecrecy);
    expect(refused.status).to.equal(400);
    expect((await decrypted(refused))['reason']).to.equal('INVALID_DATA');
    const broken = await send(await encrypted(aPayment({ lastName: 'ServerTimeoutAfter' })), wantsSecrecy);
    expect(broken.status).to.equal(502);
    expect((await decrypted(broken))['reason']).to.equal('SERVER_TIMEOUT');
    expect(sandbox.control.calls().at(-1)?.encrypted).to.deep.equal(['request', 'response']);
  });

  it('encrypts what a certificate signed as well', async () => {
    const body = await encrypted(aPayment());
    const token = await new SignJWT({
      ...claimsFor({ method: 'POST', target: TARGET, body }),
      ...wantsSecrecy,
    })
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: MERCHANT_KID })
      .sign(merchantKey);
    const response = await fetch(sandbox.url + TARGET, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body,
    });
    expect(response.status).to.equal(201);
    expect((await decrypted({ body: (await response.json()) as Json }))['status']).to.equal('AUTHORIZED');
    expect(sandbox.control.calls().at(-1)?.scheme).to.equal('jwt_certificate');
  });

  it('takes the digest over the envelope, not over what is inside', async () => {
    const inside = JSON.stringify(aPayment());
    const reply = await send(await encrypted(aPayment()), { digest: digestOf(inside) });
    expect(reply.status).to.equal(401);
    expect(sandbox.ledger()).to.have.length(0);
  });

  const badly: Readonly<Record<string, () => Promise<string>>> = {
    'for another key': () =>
      encrypted(aPayment(), { key: generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey }),
    'under another key id': () => encrypted(aPayment(), { kid: 'unknown' }),
    'with an algorithm that CyberSource does not take': () => encrypted(aPayment(), { alg: 'RSA-OAEP' }),
    'with a content encryption that CyberSource does not take': () =>
      encrypted(aPayment(), { enc: 'A128GCM' }),
    'an hour ago': () => encrypted(aPayment(), { iat: now() - 3600 }),
    'with something beside it': async () =>
      JSON.stringify({ ...(JSON.parse(await encrypted(aPayment())) as object), more: 1 }),
    'not at all': () => Promise.resolve(JSON.stringify({ encryptedRequest: 'a.b.c.d.e' })),
  };
  for (const [how, make] of Object.entries(badly)) {
    it(`moves nothing for a request encrypted ${how}`, async () => {
      expect((await send(await make())).status).to.equal(400);
      expect(sandbox.ledger()).to.have.length(0);
    });
  }

  it('refuses encryption under an HTTP Signature', async () => {
    const body = await encrypted(aPayment());
    const response = await fetch(sandbox.url + TARGET, {
      method: 'POST',
      headers: httpSignature({ method: 'POST', target: TARGET, body }),
      body,
    });
    expect(response.status).to.equal(400);
    expect(at(await response.json(), 'details.0.field')).to.equal('encryptedRequest');
  });

  it('moves nothing when the answer is wanted for a certificate that the merchant has not registered', async () => {
    const reply = await send(JSON.stringify(aPayment()), { 'v-c-response-mle-kid': 'unknown' });
    expect([reply.status, at(reply.body, 'details.0.field')]).to.deep.equal([400, 'v-c-response-mle-kid']);
    expect(sandbox.ledger()).to.have.length(0);
  });

  it('encrypts for no other merchant’s certificate', async () => {
    const secret = Buffer.from('other').toString('base64');
    sandbox.control.addMerchant({
      id: 'other_shop',
      sharedSecrets: new Map([['other-key', Buffer.from('other')]]),
      certificates: [],
    });
    const body = JSON.stringify(aPayment());
    const credential = { merchantId: 'other_shop', keyId: 'other-key', secret };
    const claims = { ...claimsFor({ method: 'POST', target: TARGET, body }, credential), ...wantsSecrecy };
    const response = await fetch(sandbox.url + TARGET, {
      method: 'POST',
      headers: { authorization: `Bearer ${sharedSecretToken(claims, credential)}` },
      body,
    });
    expect(response.status).to.equal(400);
  });

  it('shows the gateway’s certificate to the user of the control API', async () => {
    const pem = await (await fetch(`${controlUrl}/mle-certificate`)).text();
    expect(pem).to.equal(await readFile(sandbox.keyFiles?.mleFile ?? '', 'utf8'));
    expect(new X509Certificate(pem).subject).to.equal(`CN=CyberSource_SJC_US\nserialNumber=${GATEWAY_KID}`);
  });

  it('keeps the key file to its owner', async () => {
    expect((await stat(sandbox.keyFiles?.p12File ?? '')).mode & 0o077).to.equal(0);
  });

  describe('keys that come and go', () => {
    const post = (merchant: object): Promise<Response> =>
      fetch(`${controlUrl}/merchants`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(merchant),
      });
    const next = { ...testrest, keyId: 'next-key', secret: Buffer.from('next').toString('base64') };
    const pays = async (credential: Credential): Promise<number> =>
      (await createClient(sandbox.url, credential).post(TARGET, aPayment())).status;

    it('lets two keys of one merchant sign until the older one is retired', async () => {
      const added = await post({
        merchantId: 'testrest',
        keys: [{ keyId: next.keyId, secret: next.secret }],
      });
      expect(added.status).to.equal(204);
      expect([await pays(next), await pays(testrest)]).to.deep.equal([201, 201]);
      expect((await fetch(`${controlUrl}/keys/${next.keyId}`, { method: 'DELETE' })).status).to.equal(204);
      expect([await pays(next), await pays(testrest)]).to.deep.equal([401, 201]);
      expect((await fetch(`${controlUrl}/keys/${next.keyId}`, { method: 'DELETE' })).status).to.equal(404);
    });

    it('refuses a key id that another merchant has, and what is no certificate', async () => {
      const taken = await post({
        merchantId: 'thief',
        keys: [{ keyId: testrest.keyId, secret: next.secret }],
      });
      expect(taken.status).to.equal(409);
      expect((await post({ merchantId: 'thief', certificates: ['no certificate'] })).status).to.equal(400);
      expect(await pays(testrest)).to.equal(201);
    });
  });
});

const now = (): number => Math.floor(Date.now() / 1000);

/** The private key in a p12. That other programs can read the file is for the client library's tests to show. */
function keyIn(file: string): KeyObject {
  const asn1 = forge.asn1.fromDer(readFileSync(file, 'binary'));
  const bagType = forge.pki.oids['pkcs8ShroudedKeyBag'] ?? '';
  const key = forge.pkcs12.pkcs12FromAsn1(asn1, 'testrest').getBags({ bagType })[bagType]?.[0]?.key;
  if (!key) throw new Error(`${file} holds no key.`);
  return createPrivateKey(forge.pki.privateKeyToPem(key));
}
