/** CyberSource's own client library, pointed at the sandbox as its documentation says. */
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../cybersource/start.ts';
import { anEnvelope, claimsOf } from './microform/an-envelope.ts';
import { anAmount, aPayment, aReversal, at, textAt } from './client.ts';
import { testrest } from './authentication/signer.ts';

type Callback = (error: SdkError | null, data: unknown, response: { status: number; text: string }) => void;
interface SdkError {
  readonly status?: number;
  readonly response?: { readonly text?: string };
  readonly message?: string;
}
type Operation = (...input: unknown[]) => void;
type Api = new (configuration: object) => Readonly<Record<string, Operation>>;

// The library comes without types.
const sdk = createRequire(import.meta.url)('cybersource-rest-client') as Readonly<Record<string, Api>>;

interface Answered {
  readonly status: number | undefined;
  readonly body: unknown;
}

describe('The official client library', () => {
  let sandbox: CyberSourceSandbox;
  let keysDirectory: string;
  before(async () => {
    keysDirectory = await mkdtemp(path.join(os.tmpdir(), 'sandbox-'));
    sandbox = await startCybersourceSandbox({ keysDirectory });
  });
  after(() => sandbox.close());

  const p12 = (): object => ({
    authenticationType: 'jwt',
    jwtKeyType: 'P12',
    keysDirectory,
    keyFileName: 'testrest',
    keyAlias: 'testrest',
    keyPass: 'testrest',
  });
  const sharedSecret = { authenticationType: 'jwt', jwtKeyType: 'SHARED_SECRET' };
  const bothWays = (): object => ({
    enableRequestMLEForOptionalApisGlobally: true,
    enableResponseMleGlobally: true,
    responseMlePrivateKeyFilePath: path.join(keysDirectory, 'testrest.p12'),
    responseMlePrivateKeyFilePassword: 'testrest',
  });
  const ways: readonly (readonly [name: string, scheme: string, settings: () => object])[] = [
    ['http_signature', 'http_signature', () => ({ authenticationType: 'http_signature' })],
    ['jwt_shared_secret', 'jwt_shared_secret', () => sharedSecret],
    ['jwt_certificate', 'jwt_certificate', p12],
    ['jwt_certificate-encrypted', 'jwt_certificate', () => ({ ...p12(), ...bothWays() })],
    [
      'jwt_shared_secret-encrypted',
      'jwt_shared_secret',
      () => ({
        ...sharedSecret,
        ...bothWays(),
        mleForRequestPublicCertPath: path.join(keysDirectory, 'cybersource-mle.pem'),
      }),
    ],
  ];

  for (const [name, scheme, settings] of ways) {
    describe(`with ${name}`, () => {
      const call = (api: string, operation: string, ...input: unknown[]): Promise<Answered> =>
        new Promise((resolve, reject) => {
          const Constructor = sdk[api];
          if (!Constructor) throw new Error(`The library has no ${api}.`);
          const client = new Constructor({
            ...settings(),
            runEnvironment: 'apitest.cybersource.com',
            intermediateHost: sandbox.url,
            merchantID: testrest.merchantId,
            merchantKeyId: testrest.keyId,
            merchantsecretKey: testrest.secret,
            logConfiguration: { enableLog: false },
          });
          const answer: Callback = (error, _data, response) => {
            if (!error) resolve({ status: response.status, body: JSON.parse(response.text) as unknown });
            else if (error.response?.text === undefined) reject(new Error(error.message));
            else resolve({ status: error.status, body: JSON.parse(error.response.text || '{}') as unknown });
          };
          client[operation]?.(...input, answer);
        });
      const pay = (more = {}): Promise<Answered> =>
        call('PaymentsApi', 'createPayment', aPayment({ amount: '50.00', code: name, ...more }));

      it('authorizes, captures, refunds and voids the refund', async () => {
        const paid = await pay();
        expect([paid.status, at(paid.body, 'status')]).to.deep.equal([201, 'AUTHORIZED']);
        const received = sandbox.control.calls().at(-1);
        expect(received).to.include({ scheme, merchantId: 'testrest', status: 201 });
        expect(received?.encrypted).to.deep.equal(
          name.endsWith('-encrypted') ? ['request', 'response'] : undefined,
        );
        const captured = await call(
          'CaptureApi',
          'capturePayment',
          anAmount('50.00'),
          textAt(paid.body, 'id'),
        );
        expect([captured.status, at(captured.body, 'status')]).to.deep.equal([201, 'PENDING']);
        const refunded = await call(
          'RefundApi',
          'refundCapture',
          anAmount('20.00'),
          textAt(captured.body, 'id'),
        );
        expect([refunded.status, at(refunded.body, 'status')]).to.deep.equal([201, 'PENDING']);
        const voided = await call('VoidApi', 'voidRefund', {}, textAt(refunded.body, 'id'));
        expect([voided.status, at(voided.body, 'status')]).to.deep.equal([201, 'VOIDED']);
      });

      it('reverses an authorization, by id and by merchant transaction id', async () => {
        const paid = await pay();
        const reversed = await call(
          'ReversalApi',
          'authReversal',
          textAt(paid.body, 'id'),
          aReversal('50.00'),
        );
        expect(at(reversed.body, 'status')).to.equal('REVERSED');
        await pay({ transactionId: `lost-${name}` });
        const late = await call('ReversalApi', 'mitReversal', aReversal('50.00', `lost-${name}`));
        expect(at(late.body, 'status')).to.equal('REVERSED');
      });

      it('voids a sale by its merchant transaction id', async () => {
        await pay({ transactionId: `sale-${name}`, capture: true });
        const reference = { clientReferenceInformation: { transactionId: `sale-${name}` } };
        expect(at((await call('VoidApi', 'mitVoid', reference)).body, 'status')).to.equal('VOIDED');
      });

      it('finds the payment again', async () => {
        const paid = await pay({ code: `search-${name}` });
        const id = textAt(paid.body, 'id');
        const details = await call('TransactionDetailsApi', 'getTransaction', id);
        expect([details.status, at(details.body, 'id')]).to.deep.equal([200, id]);
        const query = {
          query: `clientReferenceInformation.code:search-${name}`,
          limit: 10,
          sort: 'id:asc',
        };
        const found = await call('SearchTransactionsApi', 'createSearch', query);
        expect(at(found.body, '_embedded.transactionSummaries.0.id')).to.equal(id);
        const again = await call('SearchTransactionsApi', 'getSearch', textAt(found.body, 'searchId'));
        expect(at(again.body, 'totalCount')).to.equal(1);
      });

      it('opens a microform session, and reads what a token of it says of the card', async () => {
        const Constructor = sdk['MicroformIntegrationApi'];
        const context = await new Promise<string>((resolve, reject) => {
          const client = new Constructor!({
            ...settings(),
            runEnvironment: 'apitest.cybersource.com',
            intermediateHost: sandbox.url,
            merchantID: testrest.merchantId,
            merchantKeyId: testrest.keyId,
            merchantsecretKey: testrest.secret,
            logConfiguration: { enableLog: false },
          });
          const answer: Callback = (error, data) => {
            if (error) reject(new Error(error.response?.text ?? error.message));
            else resolve(String(data));
          };
          client['generateCaptureContext']?.(
            { clientVersion: 'v2', targetOrigins: ['http://localhost:8080'], allowedCardNetworks: ['VISA'] },
            answer,
          );
        });
        expect(claimsOf(context).flx.origin).to.equal(sandbox.url);
        const tokenized = await fetch(`${sandbox.url}/flex/v2/tokens`, {
          method: 'POST',
          headers: { 'content-type': 'application/jwt; charset=utf-8' },
          body: await anEnvelope(context),
        });
        const token = await tokenized.text();
        for (const [operation, named] of [
          ['getTransactionForTransientTokenJTI', decodeJwt(token).jti],
          ['getTransactionForTransientToken', token],
        ]) {
          const { status, body } = await call('TransientTokenDataV2Api', operation ?? '', named);
          const number = at(body, 'paymentInformation.card.number.maskedValue');
          expect([status, number]).to.deep.equal([200, 'XXXXXXXXXXXX1111']);
        }
      });

      it('gets refusals with their bodies', async () => {
        const refused = await call(
          'CaptureApi',
          'capturePayment',
          anAmount('1.00'),
          '1111111111111111111111',
        );
        expect([refused.status, at(refused.body, 'reason')]).to.deep.equal([400, 'INVALID_DATA']);
      });
    });
  }
});
