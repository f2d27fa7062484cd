import { expect } from 'chai';
import { type ClientDeps, type ClientFor, createClients } from '../../../src/cybersource/client/client.ts';
import type { SignedRequest, TransportResult } from '../../../src/cybersource/client/transport.ts';
import { createKeyFiles } from '../../../src/cybersource/keys/key-files.ts';
import type { Identity } from '../fixtures/key-files.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { GatewayAccount, KeyFile } from '../../../src/domain/settings.ts';
import { anAccount } from '../fixtures/builders.ts';
import { aP12, anIdentity, files } from '../fixtures/key-files.ts';

const HOST = 'apitest.cybersource.com';
const NOW = new Date('2026-11-20T10:00:00Z');
const OK: TransportResult = { kind: 'answered', status: 200, text: '{}' };
const merchant: Identity = anIdentity('testrest', '5746642430690177107046');
const gateway: Identity = anIdentity('CyberSource_SJC_US', '1700000000000000000001');
const keyFile: KeyFile = { keyFileName: 'shop', keyAlias: 'testrest', keyPassword: new Secret('pass') };
const withCertificate: GatewayAccount = {
  ...anAccount(),
  credential: { kind: 'certificate-jwt', ...keyFile },
};
const keysOf = { 'shop.p12': aP12([merchant, gateway], 'pass'), 'other.p12': aP12([merchant], 'pass') };

function clients(
  changes: Partial<ClientDeps> = {},
  ...replies: readonly TransportResult[]
): { readonly clientFor: ClientFor; readonly sent: [request: SignedRequest, deadlineMs: number][] } {
  const sent: [request: SignedRequest, deadlineMs: number][] = [];
  const clientFor = createClients({
    transport: {
      exchange: async (...call) => {
        sent.push(call);
        return replies[sent.length - 1] ?? OK;
      },
      close: async () => undefined,
    },
    keyFiles: createKeyFiles(files(keysOf)),
    userAgent: 'occ-cybersource/1.0.0',
    now: () => NOW,
    ...changes,
  });
  return { clientFor, sent };
}

const order = (): never => ({ clientReferenceInformation: { code: 'o1' } }) as never;
const payment: Parameters<ReturnType<ClientFor>['send']>[0] = (operations) =>
  operations.createPayment(order());
const reading: typeof payment = (operations) => operations.transactionDetails('1');

describe('A client of CyberSource', () => {
  it('sends a payment with its body, its type, its proof and our name, and marks it as sent once', async () => {
    const { clientFor, sent } = clients();
    expect(await clientFor(anAccount()).send(payment, 60_000)).to.equal(OK);
    const [[{ headers, body, ...rest }, left] = expect.fail('nothing was sent')] = sent;
    expect(rest).to.deep.equal({
      method: 'POST',
      host: HOST,
      path: '/pts/v2/payments',
      repeatable: false,
    });
    expect(JSON.parse(body ?? '')).to.have.nested.property('clientReferenceInformation.code', 'o1');
    expect(headers).to.include({
      accept: 'application/hal+json',
      'content-type': 'application/json',
      'user-agent': 'occ-cybersource/1.0.0',
      'v-c-merchant-id': 'testrest',
      date: NOW.toUTCString(),
    });
    expect(left).to.be.within(1, 60_000);
  });

  it('sends a look-up without body and type, as one that may be repeated', async () => {
    const { clientFor, sent } = clients();
    await clientFor(anAccount()).send(reading, 5_000);
    const [[sentRequest] = expect.fail('nothing was sent')] = sent;
    expect(sentRequest).to.include({ method: 'GET', repeatable: true });
    expect(sentRequest).not.to.have.any.keys('body', 'download');
    expect(sentRequest.headers).not.to.have.property('content-type');
  });

  it('hands on where a download goes', async () => {
    const { clientFor, sent } = clients();
    const download = { begin: () => undefined, write: () => undefined };
    await clientFor(anAccount()).send(reading, 5_000, download);
    expect(sent[0]?.[0].download).to.equal(download);
  });

  it('sends the header that only this operation has', async () => {
    const { clientFor, sent } = clients();
    await clientFor(anAccount()).send((operations) => operations.createSigningKey('ORG', order()), 5_000);
    expect(sent[0]?.[0].headers).to.include({ 'v-c-sender-organization-id': 'ORG' });
  });

  it('traces each call under the name of its operation, with the trace’s headers', async () => {
    const templates: string[] = [];
    const { clientFor, sent } = clients({
      traceCall: (template, call) => {
        templates.push(template);
        return call({ traceparent: 'a-trace' });
      },
    });
    await clientFor(anAccount()).send((operations) => operations.capturePayment('1', order()), 5_000);
    expect(templates).to.deep.equal(['/pts/v2/payments/{id}/captures']);
    expect(sent[0]?.[0].headers).to.include({ traceparent: 'a-trace' });
  });

  it('tells of each call by its operation, with what came and after how many seconds', async () => {
    const told: [template: string, reply: TransportResult, seconds: number][] = [];
    const { clientFor } = clients({ observeCall: (...call) => void told.push(call) });
    await clientFor(anAccount()).send(reading, 5_000);
    const [[template, reply, seconds] = expect.fail('nothing was told')] = told;
    expect(template).to.equal('/tss/v2/transactions/{id}');
    expect(reply).to.equal(OK);
    expect(seconds).to.be.within(0, 4);
  });

  describe('is the same', () => {
    const { clientFor } = clients();

    it('for one account, and for another one that says the same', () => {
      const account = anAccount();
      expect(clientFor(account)).to.equal(clientFor(account));
      expect(clientFor(account)).to.equal(clientFor(anAccount()));
      expect(clientFor(withCertificate)).to.equal(
        clientFor({ ...withCertificate, credential: { kind: 'certificate-jwt', ...keyFile } }),
      );
    });

    const withSecret = anAccount({ kind: 'shared-secret-jwt' });
    const encrypted: GatewayAccount = {
      ...withSecret,
      messageEncryption: true,
      encryptionCertificate: 'gateway',
      responseKey: keyFile,
    };
    const keyFileWith = (changes: Partial<KeyFile>): GatewayAccount => ({
      ...withCertificate,
      credential: { kind: 'certificate-jwt', ...keyFile, ...changes },
    });
    for (const [what, one, other] of [
      ['another host', withSecret, { ...withSecret, host: 'api.cybersource.com' }],
      ['another merchant', withSecret, anAccount({ kind: 'shared-secret-jwt', merchantId: 'other' })],
      ['another way to sign', withSecret, anAccount()],
      ['another key', withSecret, anAccount({ kind: 'shared-secret-jwt', keyId: 'other' })],
      ['another secret', withSecret, anAccount({ kind: 'shared-secret-jwt', secret: 'b3RoZXI=' })],
      ['another key file', withCertificate, keyFileWith({ keyFileName: 'other' })],
      ['another alias', withCertificate, keyFileWith({ keyAlias: 'other' })],
      ['another password', withCertificate, keyFileWith({ keyPassword: new Secret('other') })],
      ['encryption', withCertificate, { ...withCertificate, messageEncryption: true }],
      ['another certificate of CyberSource', encrypted, { ...encrypted, encryptionCertificate: 'other' }],
      [
        'another key for answers',
        encrypted,
        { ...encrypted, responseKey: { ...keyFile, keyFileName: 'other' } },
      ],
      [
        'another password of the key for answers',
        encrypted,
        { ...encrypted, responseKey: { ...keyFile, keyPassword: new Secret('other') } },
      ],
    ] as const)
      it(`for nobody with ${what}`, () => {
        expect(clientFor(one)).not.to.equal(clientFor(other));
        expect(clientFor(one)).to.equal(clientFor({ ...one }));
      });
  });

  it('opens its key once, by its first call, and tries again where that failed', async () => {
    let reads = 0;
    let content: Record<string, Buffer> = {};
    const { clientFor } = clients({
      keyFiles: createKeyFiles((name) => {
        if (name === 'shop.p12') reads += 1;
        return files(content)(name);
      }),
    });
    const client = clientFor(withCertificate);
    expect(reads).to.equal(0);
    const failure: unknown = await client.send(reading, 5_000).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'not-configured');
    content = keysOf;
    expect(await client.send(reading, 5_000)).to.equal(OK);
    expect(await client.send(reading, 5_000)).to.equal(OK);
    expect(reads).to.equal(2);
  });

  describe('with encryption', () => {
    const account = { ...withCertificate, messageEncryption: true } as const;

    it('encrypts a payment and asks for an encrypted answer', async () => {
      const { clientFor, sent } = clients();
      await clientFor(account).send(payment, 5_000);
      const [[{ body, headers }] = expect.fail('nothing was sent')] = sent;
      expect(Object.keys(JSON.parse(body ?? '') as object)).to.deep.equal(['encryptedRequest']);
      const claims = Buffer.from(headers['authorization']?.split('.')[1] ?? '', 'base64url').toString();
      expect(JSON.parse(claims)).to.include({ 'v-c-response-mle-kid': merchant.keyId });
    });

    it('does not encrypt what CyberSource takes in clear only', async () => {
      const { clientFor, sent } = clients();
      await clientFor(account).send((operations) => operations.searchTransactions(order()), 5_000);
      const [[{ body, headers }] = expect.fail('nothing was sent')] = sent;
      expect(body).to.include('"code":"o1"');
      const claims = Buffer.from(headers['authorization']?.split('.')[1] ?? '', 'base64url').toString();
      expect(JSON.parse(claims)).not.to.have.property('v-c-response-mle-kid');
    });
  });

  describe('whose clock is compared with CyberSource’s', () => {
    const DATE = 'Fri, 20 Nov 2026 10:00:00 GMT';
    const answered = (status: number): TransportResult => ({ ...OK, status, date: DATE });
    const paths = (sent: readonly (readonly [SignedRequest, number])[]): readonly string[] =>
      sent.map(([{ path }]) => path);
    const LOOK_UP = '/tss/v2/transactions/1';

    it('asks for the time before the first payment only', async () => {
      const { clientFor, sent } = clients({ observeServerDate: () => false }, answered(404), answered(201));
      const client = clientFor(anAccount());
      await client.send(payment, 5_000);
      await client.send(payment, 5_000);
      expect(paths(sent)).to.deep.equal(['/flex/v2/public-keys/00', '/pts/v2/payments', '/pts/v2/payments']);
    });

    it('asks no other call’s time, which tells it as well', async () => {
      const { clientFor, sent } = clients({ observeServerDate: () => false }, answered(200));
      await clientFor(anAccount()).send(reading, 5_000);
      await clientFor(anAccount({ merchantId: 'other' })).send(payment, 5_000);
      expect(paths(sent)).to.deep.equal([LOOK_UP, '/pts/v2/payments']);
    });

    for (const [what, compose, status, wasWrong, times] of [
      ['once more where the clock was wrong', reading, 401, true, 2],
      ['once where the clock was right', reading, 401, false, 1],
      ['once where the answer is another one', reading, 404, true, 1],
      ['once where it moves money, whatever the clock', payment, 401, true, 1],
    ] as const)
      it(`sends a call that is refused ${what}`, async () => {
        const told: TransportResult[] = [];
        const isPayment = compose === payment;
        const { clientFor, sent } = clients(
          { observeServerDate: () => wasWrong, observeCall: (_, reply) => void told.push(reply) },
          ...(isPayment ? [answered(404)] : []),
          answered(status),
          answered(200),
        );
        const reply = await clientFor(anAccount()).send(compose, 5_000);
        const calls = sent.filter(([{ path }]) => !path.startsWith('/flex/'));
        expect(calls).to.have.length(times);
        expect(reply).to.include({ status: times === 2 ? 200 : status });
        expect(told).to.deep.equal([reply]);
        expect(new Set(calls.map(([{ headers }]) => headers['signature'])).size).to.be.at.most(times);
      });

    it('sends a call once that got no answer', async () => {
      const silent = { kind: 'silent', reached: 'maybe', cause: 'ECONNRESET' } as const;
      const { clientFor, sent } = clients({ observeServerDate: () => true }, silent);
      expect(await clientFor(anAccount()).send(reading, 5_000)).to.equal(silent);
      expect(sent).to.have.length(1);
    });
  });

  it('asks nobody for the time where no clock is compared', async () => {
    const { clientFor, sent } = clients({}, { ...OK, status: 401 });
    expect(await clientFor(anAccount()).send(payment, 5_000)).to.include({ status: 401 });
    expect(sent).to.have.length(1);
  });

  it('leaves a call the time that the deadline has left', async () => {
    const { clientFor, sent } = clients({
      keyFiles: createKeyFiles(async (name) => {
        await new Promise((resolve) => setTimeout(resolve, 60));
        return files(keysOf)(name);
      }),
    });
    await clientFor(withCertificate).send(reading, 30_000);
    expect(sent[0]?.[1]).to.be.within(1, 29_942);
    expect(sent[0]?.[1]).to.satisfy(Number.isInteger);
  });
});
