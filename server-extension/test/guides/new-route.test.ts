import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { toOpenApi } from '../../../scripts/src/generated/openapi/document.ts';
import { urlListsOf } from '../../../scripts/src/generated/url-lists.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { declareRoutes } from '../../src/routes/routes.ts';
import { API, type RunningApp, startApp } from '../builders/app.ts';
import { adminToken, type Occ, startOcc } from '../builders/occ.ts';
import { attemptCount } from './attempt-count.ts';

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('The guide “A new route”', () => {
  const path = `${API}/operations/attemptCount`;
  const declared = [...declareRoutes(paymentMethods), attemptCount];
  let occ: Occ;
  let app: RunningApp;

  before(async () => {
    occ = startOcc();
    app = await startApp({ routes: declared });
  });

  after(async () => {
    await app.close();
    occ.stop();
  });

  it('shows the route that this test adds', () => {
    const [, shown] =
      /## A new route[^]*?```ts\n([^]*?)```/.exec(textOf('../../../docs/developers.md')) ?? [];
    expect(shown).to.equal(textOf('./attempt-count.ts').replaceAll('../../src/', '../../'));
  });

  it('gives an operator the answer', async () => {
    const headers = { authorization: `Bearer ${adminToken}` };
    const { status, json } = await app.call('GET', `${path}?orderId=o1`, { headers });
    expect({ status, json }).to.deep.equal({ status: 200, json: { attempts: 0 } });
  });

  it('refuses other callers, although the route’s file checks no token', async () => {
    expect((await app.call('GET', `${path}?orderId=o1`)).status).to.equal(401);
  });

  it('names a parameter that is missing', async () => {
    const headers = { authorization: `Bearer ${adminToken}` };
    const { status, text } = await app.call('GET', path, { headers });
    expect(status).to.equal(400);
    expect(text).to.include('query:orderId is missing');
  });

  it('is in the API’s document, with its parameter, its answer and its errors', () => {
    const operation = toOpenApi(declared, '1.0.0').paths['/operations/attemptCount']?.['get'];
    expect(operation).to.deep.include({
      operationId: 'attemptCount',
      parameters: [
        { $ref: '#/components/parameters/TraceParent' },
        { $ref: '#/components/parameters/OneSite' },
        { name: 'orderId', in: 'query', required: true, schema: { type: 'string', maxLength: 128 } },
      ],
    });
    expect(operation?.['responses']).to.have.keys('200', '400', '401', '403', '404', '500', '502', '503');
  });

  it('is in the list of addresses that OCC passes on', () => {
    expect(urlListsOf(declared).publicUrls).to.include(path);
    expect(urlListsOf([{ ...attemptCount, caller: 'shopper' }]).authenticatedUrls).to.deep.equal([path]);
  });
});
