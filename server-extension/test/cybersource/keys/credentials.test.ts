import { expect } from 'chai';
import { compactDecrypt, CompactEncrypt, compactVerify, decodeProtectedHeader } from 'jose';
import { type Credentials, openCredentials } from '../../../src/cybersource/client/credentials.ts';
import { createKeyFiles } from '../../../src/cybersource/keys/key-files.ts';
import type { OutgoingRequest } from '../../../src/cybersource/signing/request.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { GatewayAccount, KeyFile } from '../../../src/domain/settings.ts';
import { anAccount } from '../fixtures/builders.ts';
import { aP12, anIdentity, files } from '../fixtures/key-files.ts';

const merchant = anIdentity('testrest', '5746642430690177107046');
const gateway = anIdentity('CyberSource_SJC_US', '1700000000000000000001');
const keyFiles = createKeyFiles(
  files({ 'shop.p12': aP12([merchant, gateway], 'pass'), 'gateway.pem': gateway.pem }),
);
const keyFile: KeyFile = {
  keyFileName: 'shop',
  keyAlias: 'testrest',
  keyPassword: new Secret('pass'),
};
const withCertificate: GatewayAccount = {
  ...anAccount(),
  credential: { kind: 'certificate-jwt', ...keyFile },
};
const withSecret = anAccount({ kind: 'shared-secret-jwt' });
const AT = new Date(1_764_547_200_000);
const PAYMENT: OutgoingRequest = {
  method: 'POST',
  host: 'apitest.cybersource.com',
  path: '/pts/v2/payments',
  body: '{"clientReferenceInformation":{"code":"TC50171_3"}}',
};

function headersOf({ sign }: Credentials, request = PAYMENT): Record<string, string> {
  return { ...sign(request, AT, '11111111-2222-4333-8444-555555555555') };
}

function tokenOf(credentials: Credentials, request = PAYMENT): string {
  return (headersOf(credentials, request)['authorization'] ?? '').replace('Bearer ', '');
}

describe('The credentials of an account', () => {
  it('sign in the way that the settings choose', async () => {
    const signature = await openCredentials(anAccount({ kind: 'http-signature' }), keyFiles);
    expect(Object.keys(headersOf(signature)))
      .to.include('signature')
      .and.not.include('authorization');
    for (const account of [withSecret, withCertificate])
      expect(Object.keys(headersOf(await openCredentials(account, keyFiles)))).to.deep.equal([
        'authorization',
      ]);
  });

  it("sign with the certificate's key, RS256, named by its subject's serial number", async () => {
    const token = tokenOf(await openCredentials(withCertificate, keyFiles));
    const { payload, protectedHeader } = await compactVerify(token, merchant.certificate.publicKey);
    expect(protectedHeader).to.deep.equal({ typ: 'JWT', alg: 'RS256', kid: merchant.keyId });
    expect(JSON.parse(Buffer.from(payload).toString())).to.deep.equal({
      digest: '8/r3xgd0zzJf7lzdmDJ0phW/UOyPt23n++R+PbYNQeU=',
      'digest-algorithm': 'SHA-256',
      iat: 1764547200,
      exp: 1764547320,
      'request-host': 'apitest.cybersource.com',
      'request-resource-path': '/pts/v2/payments',
      'request-method': 'post',
      iss: 'testrest',
      jti: '11111111-2222-4333-8444-555555555555',
      'v-c-jwt-version': '2',
      'v-c-merchant-id': 'testrest',
    });
  });

  it('claim the key for an encrypted answer when there is one', async () => {
    for (const account of [withSecret, withCertificate]) {
      const token = tokenOf(await openCredentials(account, keyFiles), { ...PAYMENT, responseKeyId: '77' });
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
      expect(claims).to.have.property('v-c-response-mle-kid', '77');
    }
  });

  it('encrypt nothing unless the settings ask for it', async () => {
    expect(await openCredentials(withCertificate, keyFiles)).not.to.have.property('encryption');
  });

  const encrypting: [name: string, account: GatewayAccount, responseKeyId: string | undefined][] = [
    ['a certificate', { ...withCertificate, messageEncryption: true }, merchant.keyId],
    [
      'a certificate and a PEM file',
      { ...withCertificate, messageEncryption: true, encryptionCertificate: 'gateway' },
      merchant.keyId,
    ],
    [
      'a shared secret and a PEM file',
      { ...withSecret, messageEncryption: true, encryptionCertificate: 'gateway' },
      undefined,
    ],
    [
      'a shared secret and a key file',
      { ...withSecret, messageEncryption: true, responseKey: keyFile },
      merchant.keyId,
    ],
  ];
  for (const [name, account, responseKeyId] of encrypting)
    it(`encrypt requests for CyberSource with ${name}`, async () => {
      const { encryption } = await openCredentials(account, keyFiles);
      expect(encryption?.responseKeyId).to.equal(responseKeyId);
      const body = JSON.parse((await encryption?.encrypt('{"a":"Größe"}', AT)) ?? '') as Record<
        string,
        string
      >;
      expect(Object.keys(body)).to.deep.equal(['encryptedRequest']);
      const token = body['encryptedRequest'] ?? '';
      expect(decodeProtectedHeader(token)).to.deep.equal({
        alg: 'RSA-OAEP-256',
        enc: 'A256GCM',
        cty: 'JWT',
        kid: gateway.keyId,
        iat: 1764547200,
      });
      const { plaintext } = await compactDecrypt(token, gateway.privateKey);
      expect(Buffer.from(plaintext).toString()).to.equal('{"a":"Größe"}');
    });

  describe('with an answer', () => {
    const answered = (text: string) => ({ kind: 'answered' as const, status: 201, text });
    const decrypted = async (text: string) => {
      const { encryption } = await openCredentials({ ...withCertificate, messageEncryption: true }, keyFiles);
      return encryption?.decrypt(answered(text));
    };
    const sealed = async (text: string, alg = 'RSA-OAEP-256') =>
      JSON.stringify({
        encryptedResponse: await new CompactEncrypt(Buffer.from(text))
          .setProtectedHeader({ alg, enc: 'A256GCM', kid: merchant.keyId })
          .encrypt(merchant.certificate.publicKey),
      });

    it('that is encrypted for the merchant read it', async () => {
      expect(await decrypted(await sealed('{"id":"1"}'))).to.deep.equal({
        ...answered('{"id":"1"}'),
        wasEncrypted: true,
      });
    });

    it('that is not encrypted leave it as it is', async () => {
      for (const text of ['{"response":{"rmsg":"Authentication Failed"}}', '', '[]', '"x"'])
        expect(await decrypted(text)).to.deep.equal(answered(text));
    });

    it('that cannot be opened, or was made with another algorithm, leave it as it came', async () => {
      const other = JSON.stringify({ encryptedResponse: 'a.b.c.d.e' });
      const weak = await sealed('{"id":"1"}', 'RSA-OAEP');
      for (const text of [other, weak]) expect(await decrypted(text)).to.deep.equal(answered(text));
    });
  });

  const refused: [what: string, account: GatewayAccount, setting: string][] = [
    ['HTTP Signature', { ...anAccount(), messageEncryption: true }, 'authenticationType'],
    ['a shared secret alone', { ...withSecret, messageEncryption: true }, 'messageEncryptionCertificate'],
  ];
  for (const [what, account, setting] of refused)
    it(`do not encrypt with ${what}: ${setting} has to be set`, async () => {
      const error: unknown = await openCredentials(account, keyFiles).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(Problem).with.property('code', 'not-configured');
      expect(error).to.have.property('message').that.includes(setting);
    });
});
