import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import http from 'node:http';
import { expect } from 'chai';
import forge from 'node-forge';
import { verifyHttpSignature } from '../../../cybersource/access/authentication/http-signature.ts';
import { verifyJsonWebToken } from '../../../cybersource/access/authentication/json-web-token.ts';
import { createReplayGuard } from '../../../cybersource/access/authentication/replay-guard.ts';
import type {
  ReceivedRequest,
  VerifierDeps,
} from '../../../cybersource/access/authentication/authentication-verdict.ts';
import { createMerchantDirectory } from '../../../cybersource/access/merchants/merchant-directory.ts';
import { TESTREST } from '../../../cybersource/access/merchants/merchants.ts';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { claimsFor, digestOf, httpSignature, sharedSecretToken, testrest, type Unsigned } from './signer.ts';

const BODY = '{"clientReferenceInformation":{"code":"TC50171_3"}}';
const PAYMENT: Unsigned = { method: 'POST', target: '/pts/v2/payments', body: BODY };

const depsAt = (now: Date): VerifierDeps => ({
  merchants: createMerchantDirectory([TESTREST]),
  publicNames: ['apitest.cybersource.com'],
  now: () => now,
  clockSkewMs: 300_000,
});

const received = (over: Partial<ReceivedRequest>): ReceivedRequest => ({
  method: 'POST',
  target: '/pts/v2/payments',
  headers: {},
  body: Buffer.from(BODY),
  localPort: 8081,
  ...over,
});

describe('HTTP Signature, recorded vectors', () => {
  const date = 'Fri, 14 Dec 2018 00:00:00 GMT';
  const headers = (listed: string, signature: string): http.IncomingHttpHeaders => ({
    host: 'apitest.cybersource.com',
    date,
    'v-c-merchant-id': 'testrest',
    digest: 'SHA-256=8/r3xgd0zzJf7lzdmDJ0phW/UOyPt23n++R+PbYNQeU=',
    signature: `keyid="${testrest.keyId}", algorithm="HmacSHA256", headers="${listed}", signature="${signature}"`,
  });

  it('verifies the signature of a payment', () => {
    const request = received({
      headers: headers(
        'host date request-target digest v-c-merchant-id',
        'tZ4scECJnxzesE0SNURPdzzs8edesfqoe0pSMK3F8Rk=',
      ),
    });
    expect(verifyHttpSignature(request, depsAt(new Date(date)))).to.include({
      ok: true,
      scheme: 'http_signature',
    });
  });

  it('verifies the signature of a report with a query string', () => {
    const request = received({
      method: 'GET',
      body: Buffer.alloc(0),
      target:
        '/reporting/v3/conversion-details?startTime=2026-01-01T00%3A00%3A00Z&endTime=2026-01-01T23%3A00%3A00Z',
      headers: headers(
        'host date request-target v-c-merchant-id',
        'jTmvASJKqQIxvJhHztGq7tuPKL9yKKM/nYWnHfXRzTc=',
      ),
    });
    expect(verifyHttpSignature(request, depsAt(new Date(date)))).to.include({ ok: true });
  });
});

describe('Shared-secret JWT, recorded vector', () => {
  const token = [
    { typ: 'JWT', alg: 'HS256', kid: testrest.keyId },
    {
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
    },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('ZCzFQpraUSyjQIEs6QcZWvotXNbK0Etxsa2wmY6VnH0')
    .join('.');

  const verifyAt = (seconds: number): ReturnType<typeof verifyJsonWebToken> => {
    const now = (): Date => new Date(seconds * 1000);
    return verifyJsonWebToken(token, received({}), { ...depsAt(now()), replays: createReplayGuard(now) });
  };

  it('verifies while the token lives', async () => {
    expect(await verifyAt(1764547210)).to.include({ ok: true, scheme: 'jwt_shared_secret' });
  });

  it('refuses it once it has expired', async () => {
    expect(await verifyAt(1764547321)).to.deep.equal({ ok: false, because: 'the token has expired' });
  });
});

describe('Authentication over HTTP', () => {
  let sandbox: CyberSourceSandbox;
  const certified = aCertifiedMerchant();
  before(async () => {
    sandbox = await startCybersourceSandbox({
      merchants: [
        {
          id: 'second_shop',
          sharedSecrets: new Map([['second-key', Buffer.from('c2Vjb25k', 'base64')]]),
          certificates: [certified.certificate],
        },
      ],
    });
  });
  after(() => sandbox.close());

  interface Sent {
    readonly headers: Record<string, string>;
    readonly method?: string;
    readonly target?: string;
    readonly body?: string;
  }

  const send = ({
    headers,
    method = 'POST',
    target = '/pts/v2/payments',
    body = BODY,
  }: Sent): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const request = http.request(sandbox.url + target, { method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text });
        });
      });
      request.on('error', reject);
      request.end(method === 'GET' ? undefined : body);
    });
  const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const because = (): string | undefined => sandbox.control.calls().at(-1)?.refusedBecause;

  // Accepted means: a 400 about the fields of this deliberately thin payment.
  const accepted: Record<string, () => Sent> = {
    'an HTTP Signature with the public name as Host': () => ({
      headers: { ...httpSignature(PAYMENT), host: 'apitest.cybersource.com' },
    }),
    'an HTTP Signature whose Host header the client library overwrote': () => ({
      headers: httpSignature(PAYMENT),
    }),
    'an HTTP Signature over the address that was called': () => ({
      headers: httpSignature(PAYMENT, testrest, { host: new URL(sandbox.url).host }),
    }),
    'another order of the signed headers': () => ({
      headers: httpSignature(PAYMENT, testrest, { order: 'v-c-merchant-id digest request-target date host' }),
    }),
    'v-c-date in place of date': () => ({
      headers: httpSignature(PAYMENT, testrest, { dateHeader: 'v-c-date' }),
    }),
    'a date four minutes ago': () => ({
      headers: httpSignature(PAYMENT, testrest, { date: new Date(Date.now() - 240_000).toUTCString() }),
    }),
    'a shared-secret JWT': () => ({ headers: bearer(sharedSecretToken(claimsFor(PAYMENT))) }),
    'a certificate JWT found by its kid': () => ({
      headers: bearer(certified.token({ kid: certified.kid }, claimsFor(PAYMENT, certified.owner))),
    }),
    'an older certificate JWT that carries its certificate': () => ({
      headers: bearer(
        certified.token(
          { 'v-c-merchant-id': 'second_shop', x5c: [certified.certificate.raw.toString('base64')] },
          { digest: digestOf(BODY), digestAlgorithm: 'SHA-256', iat: new Date().toUTCString() },
        ),
      ),
    }),
  };
  for (const [name, build] of Object.entries(accepted)) {
    it(`accepts ${name}`, async () => {
      const { status, text } = await send(build());
      expect(status, because()).to.equal(400);
      expect(text).to.contain('MISSING_FIELD');
    });
  }

  it('accepts a JWT whose path claim has the query string, and one whose path claim lacks it', async () => {
    const target = '/tss/v2/transactions/1?_=2';
    for (const claimed of [target, '/tss/v2/transactions/1']) {
      const token = sharedSecretToken(claimsFor({ method: 'GET', target: claimed }));
      expect((await send({ headers: bearer(token), method: 'GET', target })).status, because()).to.equal(404);
    }
  });

  const signed = (order: string, more = {}): Record<string, string> =>
    httpSignature(PAYMENT, testrest, { order, ...more });
  const jwt = (over: object): Record<string, string> =>
    bearer(sharedSecretToken({ ...claimsFor(PAYMENT), ...over }));
  /** When a token was made and when it ends, in seconds from now. */
  const lived = (since: number, until: number): { readonly iat: number; readonly exp: number } => {
    const now = Math.floor(Date.now() / 1000);
    return { iat: now + since, exp: now + until };
  };

  const refused: Record<string, () => Sent> = {
    'no signature at all': () => ({ headers: {} }),
    'a body changed after signing': () => ({ headers: httpSignature(PAYMENT), body: `${BODY} ` }),
    'another path than the signed one': () => ({
      headers: httpSignature(PAYMENT),
      target: '/pts/v2/credits',
    }),
    'a query string that was not signed': () => ({
      headers: httpSignature(PAYMENT),
      target: '/pts/v2/payments?a=1',
    }),
    'another method than the signed one': () => ({ headers: httpSignature(PAYMENT), method: 'PUT' }),
    '(request-target) in parentheses': () => ({
      headers: signed('host date (request-target) digest v-c-merchant-id'),
    }),
    'a signature that leaves the digest out': () => ({
      headers: signed('host date request-target v-c-merchant-id'),
    }),
    'a signature that leaves the date out': () => ({
      headers: signed('host request-target digest v-c-merchant-id'),
    }),
    'a signature that leaves the host out': () => ({
      headers: signed('date request-target digest v-c-merchant-id'),
    }),
    'a signature that leaves the merchant out': () => ({
      headers: signed('host date request-target digest'),
    }),
    'a date six minutes ago': () => ({
      headers: signed('', { date: new Date(Date.now() - 360_000).toUTCString() }),
    }),
    'a date that is no HTTP date': () => ({ headers: signed('', { date: new Date().toISOString() }) }),
    'the host name of another service': () => ({
      headers: { ...signed('', { host: 'api.example.com' }), host: 'api.example.com' },
    }),
    'a key id that no merchant has': () => ({
      headers: httpSignature(PAYMENT, { ...testrest, keyId: 'unknown' }),
    }),
    'a wrong secret': () => ({ headers: httpSignature(PAYMENT, { ...testrest, secret: 'd3Jvbmc=' }) }),
    'the key of another merchant': () => ({
      headers: httpSignature(PAYMENT, { merchantId: 'testrest', keyId: 'second-key', secret: 'c2Vjb25k' }),
    }),
    'an algorithm other than HmacSHA256': () => ({
      headers: {
        ...httpSignature(PAYMENT),
        signature: (httpSignature(PAYMENT)['signature'] ?? '').replace('HmacSHA256', 'HmacSHA1'),
      },
    }),
    'a token that is no JWT': () => ({ headers: bearer('nonsense') }),
    'a JWT over another body': () => ({ headers: jwt({ digest: digestOf('other') }) }),
    'a JWT without a digest': () => ({ headers: jwt({ digest: undefined }) }),
    'a JWT for another host': () => ({ headers: jwt({ 'request-host': '127.0.0.1' }) }),
    'a JWT for another path': () => ({ headers: jwt({ 'request-resource-path': '/pts/v2/credits' }) }),
    'a JWT for another method': () => ({ headers: jwt({ 'request-method': 'get' }) }),
    'a JWT of another version': () => ({ headers: jwt({ 'v-c-jwt-version': '1' }) }),
    'a JWT of another merchant': () => ({ headers: jwt({ 'v-c-merchant-id': 'second_shop' }) }),
    'a JWT issued by another merchant': () => ({ headers: jwt({ iss: 'second_shop' }) }),
    'a JWT that lives 121 seconds': () => ({ headers: jwt(lived(0, 121)) }),
    'a JWT that has expired': () => ({ headers: jwt(lived(-130, -10)) }),
    'a JWT from the future': () => ({ headers: jwt(lived(400, 500)) }),
    'a JWT without an id': () => ({ headers: jwt({ jti: '' }) }),
    'a JWT without a signature (alg none)': () => ({
      headers: bearer(
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claimsFor(PAYMENT))).toString('base64url')}.`,
      ),
    }),
    'a certificate that was never registered': () => {
      const unknownCaller = aCertifiedMerchant();
      return {
        headers: bearer(
          unknownCaller.token(
            { 'v-c-merchant-id': 'second_shop', x5c: [unknownCaller.certificate.raw.toString('base64')] },
            { digest: digestOf(BODY), digestAlgorithm: 'SHA-256', iat: new Date().toUTCString() },
          ),
        ),
      };
    },
    'an older certificate JWT for another merchant': () => ({
      headers: bearer(
        certified.token(
          { 'v-c-merchant-id': 'testrest', x5c: [certified.certificate.raw.toString('base64')] },
          { digest: digestOf(BODY), digestAlgorithm: 'SHA-256', iat: new Date().toUTCString() },
        ),
      ),
    }),
    'an older certificate JWT of yesterday': () => ({
      headers: bearer(
        certified.token(
          { 'v-c-merchant-id': 'second_shop', x5c: [certified.certificate.raw.toString('base64')] },
          {
            digest: digestOf(BODY),
            digestAlgorithm: 'SHA-256',
            iat: new Date(Date.now() - 86_400_000).toUTCString(),
          },
        ),
      ),
    }),
  };
  for (const [name, build] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const { status, text } = await send(build());
      expect(status, text).to.equal(401);
      expect(text).to.equal('{"response":{"rmsg":"Authentication Failed"}}');
      expect(because()).to.be.a('string');
    });
  }

  it('takes no body above a megabyte', async () => {
    const { status } = await send({ headers: httpSignature(PAYMENT), body: 'x'.repeat(1_100_000) });
    expect(status).to.equal(413);
  });

  it('refuses the second use of a token', async () => {
    const headers = bearer(sharedSecretToken(claimsFor(PAYMENT)));
    expect((await send({ headers })).status).to.equal(400);
    expect((await send({ headers })).status).to.equal(401);
    expect(because()).to.equal('the token was used before');
  });

  it('does not start with two owners of one key', async () => {
    const twin = { id: 'twin', sharedSecrets: TESTREST.sharedSecrets, certificates: [] };
    const failed: unknown = await startCybersourceSandbox({ merchants: [twin] }).catch(
      (error: unknown) => error,
    );
    expect(failed).to.be.an('error').with.property('message').that.contains('Two merchants');
  });
});

/** A merchant whose certificate carries CyberSource's kind of id in its subject. */
function aCertifiedMerchant(): {
  owner: { merchantId: string; keyId: string; secret: string };
  kid: string;
  certificate: X509Certificate;
  token: (header: object, claims: object) => string;
} {
  const kid = '5746642430690177107046';
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = '01';
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
  certificate.setSubject([
    { name: 'commonName', value: 'second_shop' },
    {
      type: '2.5.4.5',
      value: kid,
      valueTagClass: forge.asn1.Type.PRINTABLESTRING as unknown as forge.asn1.Class,
    },
  ]);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());

  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    owner: { merchantId: 'second_shop', keyId: '', secret: '' },
    kid,
    certificate: new X509Certificate(forge.pki.certificateToPem(certificate)),
    token: (header, claims) => {
      const text = `${encode({ typ: 'JWT', alg: 'RS256', ...header })}.${encode(claims)}`;
      return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
    },
  };
}
