import { expect } from 'chai';
import type http from 'node:http';
import { createCyberSource } from '../../../src/cybersource/cybersource.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { LookupResult } from '../../../src/payments/ports/gateway.ts';
import { aLostAttempt, anAccount, noKeyFiles, reference, someSettings } from '../fixtures/builders.ts';
import { bodyOf, startHttp, type TestServer } from '../fixtures/servers.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';

const ID = '7000000000000000000001';
const done = { rCode: '1', rFlag: 'SOK', reasonCode: '100' };

const row = {
  id: ID,
  submitTimeUtc: '2026-01-31T10:22:21Z',
  clientReferenceInformation: { code: 'o30411' },
  orderInformation: { amountDetails: { totalAmount: '12.50', currency: 'USD' } },
  applicationInformation: { ...done, applications: [{ name: 'ics_auth', ...done }] },
};
const { submitTimeUtc, ...rest } = row;
const details = { ...rest, submitTimeUTC: submitTimeUtc, rootId: ID };

describe('Looking a lost attempt up in CyberSource’s transaction search', () => {
  let server: TestServer;
  let close: () => Promise<void>;
  let asked: { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }[];
  let answers: (url: string) => { status: number; body?: object | string };
  let look: (account?: ReturnType<typeof anAccount>) => Promise<LookupResult>;

  const page = (...rows: readonly object[]) => ({
    status: 201,
    body: { totalCount: rows.length, _embedded: { transactionSummaries: rows } },
  });

  beforeEach(async () => {
    asked = [];
    answers = (url) => (url === '/tss/v2/searches' ? page(row) : { status: 200, body: details });
    server = await startHttp((request, response) => {
      void bodyOf(request).then((body) => {
        const { method = '', url = '', headers } = request;
        asked.push({ method, url, headers, body });
        const answer = answers(url);
        const { body: given = '' } = answer;
        response.writeHead(answer.status).end(typeof given === 'string' ? given : JSON.stringify(given));
      });
    });
    const cybersource = createCyberSource({
      methods: paymentMethods,
      intermediateHost: server.origin,
      ...reference.sender,
      readKeyFile: noKeyFiles,
      now: () => new Date('2026-01-31T10:30:00Z'),
    });
    const lost = aLostAttempt({ operation: 'authorize', claimedAt: new Date('2026-01-31T10:22:20Z') });
    look = (account = anAccount()) =>
      cybersource.gateway.lookUp(lost, new Set(), someSettings({ account }), 30_000);
    close = async () => {
      await cybersource.close();
      await server.close();
    };
  });
  afterEach(() => close());

  it('asks for the order since half an hour before the attempt, then for the details, signed and without a body', async () => {
    expect(await look()).to.have.nested.property('result.outcome', 'approved');
    expect(asked.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
      'POST /tss/v2/searches',
      `GET /tss/v2/transactions/${ID}`,
    ]);
    const from = Date.parse('2026-01-31T09:52:20Z');
    const to = Date.parse('2026-01-31T11:00:00Z');
    expect(JSON.parse(asked[0]?.body ?? '')).to.deep.include({
      query: `clientReferenceInformation.code:"o30411" AND submitTimeUtc:[${from} TO ${to}]`,
      offset: 0,
      sort: 'submitTimeUtc:asc,id:asc',
    });
    expect(asked[1]).to.include({ body: '' });
    expect(asked[1]?.headers).to.have.property('signature');
    expect(asked[1]?.headers).not.to.have.any.keys('content-type', 'digest');
  });

  it('takes the time of the details, which is spelt in capitals, for the time of the answer', async () => {
    expect(await look()).to.have.nested.property('result.gateway.submittedAt', submitTimeUtc);
  });

  it('finds nothing on a page without rows', async () => {
    answers = () => ({ status: 201, body: { totalCount: 0 } });
    expect(await look()).to.deep.equal({ kind: 'not-found' });
  });

  for (const [name, status, body, accessRefused] of [
    ['an error', 500, '', undefined],
    ['wrong credentials', 401, { response: { rmsg: 'Authentication Failed' } }, 'credentials'],
    ['no permission', 403, { response: { rmsg: 'Permission denied' } }, 'credentials'],
    ['half an answer', 201, '{"totalCount":1,"_embe', undefined],
    ['too many requests', 429, '', 'rate-limit'],
    ['an unknown address', 404, '', undefined],
  ] as const)
    it(`does not take ${name} for an empty result, and says whether access was refused`, async () => {
      answers = () => ({ status, body });
      const lookup = await look();
      expect(lookup).to.have.property('kind', 'ambiguous');
      expect('accessRefused' in lookup ? lookup.accessRefused : undefined).to.equal(accessRefused);
    });

  it('does not decide while the details of a row are missing: 404 with an empty body', async () => {
    answers = (url) => (url === '/tss/v2/searches' ? page(row) : { status: 404 });
    expect(await look()).to.have.property('kind', 'ambiguous');
  });

  it('does not decide by a row that says nothing clear', async () => {
    const errors = { rCode: '-1', reasonCode: '150', rFlag: 'ESYSTEM' };
    const applicationInformation = { ...errors, applications: [{ name: 'ics_auth', ...errors }] };
    answers = (url) =>
      url === '/tss/v2/searches'
        ? page({ ...row, applicationInformation })
        : { status: 200, body: { ...details, applicationInformation } };
    expect(await look()).to.have.property('kind', 'ambiguous');
  });

  it('passes over rows that make no sense', async () => {
    answers = (url) =>
      url === '/tss/v2/searches' ? page({ id: '../../x' }, 7 as never, row) : { status: 200, body: details };
    expect(await look()).to.have.property('kind', 'found');
  });

  it('is unclear, and no more than that, without a usable key or a CyberSource', async () => {
    const keyFile = { keyFileName: 'shop', keyAlias: 'testrest', keyPassword: new Secret('p') };
    const account = { ...anAccount(), credential: { kind: 'certificate-jwt', ...keyFile } } as never;
    expect(await look(account)).to.include({ kind: 'ambiguous', accessRefused: 'credentials' });
    await server.close();
    server.close = () => Promise.resolve();
    expect(await look()).to.have.property('kind', 'ambiguous');
  });
});
