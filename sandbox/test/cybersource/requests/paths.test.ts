/** What is answered under which path: absent calls of CyberSource say so, wrong methods name the right ones. */
import { expect } from 'chai';
import { absentCalls } from '../../../cybersource/api/api.ts';
import { documentedCalls } from '../../../cybersource/api/routes/documented-calls.ts';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { createClient, type Client, type Reply } from '../client.ts';
import { httpSignature } from '../authentication/signer.ts';

const PRESENT = `
  POST /pts/v2/payments
  PATCH GET /pts/v2/payments/:id
  POST /pts/v2/payments/:id/captures
  POST /pts/v2/payments/:id/reversals
  POST /pts/v2/payments/:id/refunds
  POST /pts/v2/payments/:id/voids
  POST /pts/v2/captures/:id/refunds
  POST /pts/v2/captures/:id/voids
  GET /pts/v2/captures/:id
  POST /pts/v2/refunds/:id/voids
  POST /pts/v2/credits
  POST /pts/v2/credits/:id/voids
  POST /pts/v2/reversals
  POST /pts/v2/voids
  GET /tss/v2/transactions/:id
  POST /tss/v2/searches
  GET /tss/v2/searches/:id
  POST /risk/v1/authentication-setups
  POST /risk/v1/authentications
  POST /risk/v1/authentication-results
  GET /flex/v2/payment-details/:jti
  GET /up/v1/payment-details/:transientToken
  POST /microform/v2/sessions
  GET /flex/v2/public-keys/:kid
  POST /flex/v2/tokens
  GET /microform/bundle/v2.0/flex-microform.min.js
  POST /V1/Cruise/Collect
  POST /V2/Cruise/StepUp
  POST /V2/Cruise/Answer
  GET /wallets/google-pay.js
  GET /tms/v2/customers/:id
  GET /reporting/v3/report-definitions
  GET /reporting/v3/report-definitions/:id
  GET POST /reporting/v3/reports
  GET /reporting/v3/reports/:id
  GET /reporting/v3/report-downloads
  GET PUT /reporting/v3/report-subscriptions
  GET DELETE /reporting/v3/report-subscriptions/:id
  PUT /reporting/v3/predefined-report-subscriptions
  GET /reporting/v3/dtds/:id
  GET /reporting/v3/xsds/:id
  GET /reporting/v3/conversion-details
  GET /reporting/v3/purchase-refund-details
  GET /reporting/v3/payment-batch-summaries
  GET /reporting/v3/net-fundings
  GET /reporting/v3/interchange-clearing-level-details
  GET /reporting/v3/notification-of-changes
  GET /reporting/v3/chargeback-summaries
  GET /reporting/v3/chargeback-details
  GET /reporting/v3/retrieval-summaries
  GET /reporting/v3/retrieval-details
  GET /pts/v1/transaction-batches
  GET /pts/v1/transaction-batches/:id
  GET /pts/v1/transaction-batch-details/:id
  POST /pts/v1/transaction-batch-upload
  POST /risk/v1/decisions
  POST /risk/v1/decisions/:id/actions
  POST /risk/v1/decisions/:id/comments
  POST /risk/v1/decisions/:id/marking
  POST /risk/v1/lists/:id/entries
  POST /risk/v1/address-verifications
  POST /risk/v1/export-compliance-inquiries
`
  .trim()
  .split('\n')
  .map((line) => {
    const words = line.trim().split(' ');
    return { path: words.at(-1) ?? '', methods: words.slice(0, -1) };
  });

describe('Paths of CyberSource', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  before(async () => {
    sandbox = await startCybersourceSandbox();
    client = createClient(sandbox.url);
  });
  after(() => sandbox.close());

  const filled = (path: string): string => path.replaceAll(/:\w+/g, '6750124114786780104953');

  async function send(method: string, target: string): Promise<Reply> {
    if (method === 'GET') return client.get(target);
    if (method === 'DELETE') return client.delete(target);
    if (method === 'PATCH') return client.patch(target, {});
    if (method === 'POST') return client.post(target, {});
    const body = '{}';
    const response = await fetch(sandbox.url + target, {
      method,
      headers: { 'content-type': 'application/json', ...httpSignature({ method, target, body }) },
      body,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: JSON.parse(text) as Reply['body'],
    };
  }

  it('answers every documented call that the sandbox does not have with 501 and a sentence', async () => {
    const absent = absentCalls(
      PRESENT.flatMap(({ path, methods }) =>
        methods.map((method) => ({ method: method.toLowerCase() as 'get', path })),
      ),
    ).filter(({ path }) => !/^\/(tms|kms|notification-subscriptions)\//.test(path));
    expect(absent.length).to.be.greaterThan(70);
    expect(absent.map(({ path }) => path)).to.include.members([
      '/pts/v2/payouts',
      '/tss/v2/transactions/emvTagDetails',
    ]);
    for (const { method, path } of absent) {
      const call = `${method.toUpperCase()} ${filled(path)}`;
      const reply = await send(method.toUpperCase(), filled(path));
      expect(reply.status, call).to.equal(501);
      expect(reply.text, call).to.include(`CyberSource has ${call}, this sandbox does not.`);
    }
  });

  it('answers no documented call with "not found", as if CyberSource had no such call', async () => {
    for (const { method, path } of documentedCalls) {
      const reply = await send(method, filled(path));
      expect(reply.text, `${method} ${path}`).not.to.include('Resource not found');
    }
  });

  it('answers a method that a path does not have with 405, and names those that it has', async () => {
    for (const { path, methods } of PRESENT) {
      const wrong = ['GET', 'POST', 'PUT', 'DELETE'].find(
        (method) =>
          !methods.includes(method) &&
          !documentedCalls.some((call) => call.method === method && filled(call.path) === filled(path)),
      );
      const reply = await send(wrong ?? '', filled(path));
      expect(reply.status, `${wrong ?? ''} ${path}`).to.equal(405);
      expect(reply.headers.get('allow')?.split(', '), path).to.include.members(methods);
    }
  });

  it('answers a path that CyberSource does not have with 404', async () => {
    expect((await client.get('/pts/v2/nothing')).status).to.equal(404);
    expect((await client.post('/reporting/v3/nothing', {})).status).to.equal(404);
  });
});
