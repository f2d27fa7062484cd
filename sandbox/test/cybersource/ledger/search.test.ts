import { expect } from 'chai';
import { parseTime } from '../../../cybersource/search/date-math.ts';
import { parseQuery, QuerySyntax } from '../../../cybersource/search/query.ts';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { anAmount, aPayment, at, createClient, textAt, type Client } from '../client.ts';

const NOW = new Date('2026-03-31T10:20:30.500Z');

describe('The query language', () => {
  const document: Readonly<Record<string, string>> = {
    'clientReferenceInformation.code': 'TC50171_3',
    'paymentInformation.card.suffix': '1111',
    submitTimeUtc: '2026-03-31T09:00:00Z',
  };
  const matches = (query: string): boolean => parseQuery(query, NOW)((field) => document[field]);

  for (const [query, expected] of [
    ['', true],
    ['clientReferenceInformation.code:TC50171_3', true],
    ['clientReferenceInformation.code:"TC50171_3"', true],
    ['clientReferenceInformation.code:tc50171_3', true],
    ['clientReferenceInformation.code:TC5*', true],
    ['clientReferenceInformation.code:TC5', false],
    ['clientReferenceInformation.code:other', false],
    ['unknownField:x', false],
    ['clientReferenceInformation.code:TC50171_3 AND submitTimeUtc:[NOW/DAY-7DAYS TO NOW/DAY+1DAY}', true],
    ['submitTimeUtc:[NOW/DAY-1DAY TO NOW/HOUR+1HOUR}', true],
    ['submitTimeUtc:[NOW/HOUR TO *]', false],
    ['submitTimeUtc:[2026-03-31T09:00:00Z TO 2026-03-31T09:00:00Z]', true],
    ['submitTimeUtc:{2026-03-31T09:00:00Z TO 2026-04-01T00:00:00Z]', false],
    ['submitTimeUtc:[2026-03-30T00:00:00Z TO 2026-03-31T09:00:00Z}', false],
    ['paymentInformation.card.suffix:[1000 TO 1200]', true],
    ['clientReferenceInformation.code:x OR paymentInformation.card.suffix:1111', true],
    ['clientReferenceInformation.code:x OR paymentInformation.card.suffix:1111 AND unknown:y', false],
    ['(clientReferenceInformation.code:x OR paymentInformation.card.suffix:1111) AND NOT unknown:y', true],
  ] as const) {
    it(`${expected ? 'finds' : 'does not find'} the document by ${query || 'nothing'}`, () => {
      expect(matches(query)).to.equal(expected);
    });
  }

  for (const query of [
    'code',
    'a:b AND',
    '(a:b',
    'a:b)',
    'a:b c:d',
    'a:[1 TO]',
    'a:[x TO y]',
    'OR a:b',
    'a:[1 2]',
  ]) {
    it(`does not understand ${query}`, () => {
      expect(() => matches(query)).to.throw(QuerySyntax);
    });
  }

  for (const [text, expected] of [
    ['NOW', '2026-03-31T10:20:30.500Z'],
    ['NOW/DAY', '2026-03-31T00:00:00.000Z'],
    ['NOW/DAY-7DAYS', '2026-03-24T00:00:00.000Z'],
    ['NOW/HOUR+1HOUR', '2026-03-31T11:00:00.000Z'],
    ['NOW-90MINUTES/MINUTE', '2026-03-31T08:50:00.000Z'],
    ['NOW/YEAR', '2026-01-01T00:00:00.000Z'],
    ['NOW/MONTH-1MONTH', '2026-02-01T00:00:00.000Z'],
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
  ] as const) {
    it(`reads ${text} as ${expected}`, () => {
      expect(parseTime(text, NOW)).to.equal(Date.parse(expected));
    });
  }
});

describe('Transaction search and details', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  let offsetMs = 0;
  before(async () => {
    sandbox = await startCybersourceSandbox({ now: () => new Date(Date.now() + offsetMs) });
    client = createClient(sandbox.url);
  });
  beforeEach(() => {
    offsetMs = 0;
    sandbox.control.reset();
    sandbox.control.setSearchLagMs(0);
  });
  after(() => sandbox.close());

  const pay = async (code: string): Promise<string> =>
    textAt(
      (await client.post('/pts/v2/payments', aPayment({ code, transactionId: `mti-${code}` }))).body,
      'id',
    );
  const codeIs = (code: string): object => ({ query: `clientReferenceInformation.code:${code}` });

  it('finds a payment by its merchant reference, and shows a search again', async () => {
    await pay('A-1');
    await pay('A-2');
    const found = await client.post('/tss/v2/searches', {
      ...codeIs('A-1'),
      save: false,
      sort: 'submitTimeUtc:desc',
    });
    expect(found.status).to.equal(201);
    expect(found.body).to.include({ count: 1, totalCount: 1, limit: 20, offset: 0 });
    const summary = at(found.body, '_embedded.transactionSummaries.0');
    expect(at(summary, 'clientReferenceInformation.code')).to.equal('A-1');
    expect(at(summary, 'applicationInformation.applications.0')).to.include({
      name: 'ics_auth',
      rCode: '1',
      rFlag: 'SOK',
    });
    expect(at(summary, 'paymentInformation.card.suffix')).to.equal('1111');
    const again = await client.get(`/tss/v2/searches/${textAt(found.body, 'searchId')}`);
    expect(again.status).to.equal(200);
    expect(again.body).to.deep.equal(found.body);
  });

  it('has no index of the merchant transaction id', async () => {
    await pay('A-1');
    const { body } = await client.post('/tss/v2/searches', {
      query: 'clientReferenceInformation.transactionId:mti-A-1',
    });
    expect(body['totalCount']).to.equal(0);
  });

  it('pages and sorts', async () => {
    for (const code of ['B-1', 'B-2', 'B-3']) await pay(code);
    const { body } = await client.post('/tss/v2/searches', {
      query: 'clientReferenceInformation.code:B-*',
      sort: 'clientReferenceInformation.code:desc',
      offset: 1,
      limit: 1,
    });
    expect(body).to.include({ count: 1, totalCount: 3 });
    expect(at(body, '_embedded.transactionSummaries.0.clientReferenceInformation.code')).to.equal('B-2');
  });

  it('refuses a limit above 2500 and a query that it cannot read', async () => {
    expect((await client.post('/tss/v2/searches', { limit: 2501 })).status).to.equal(400);
    expect((await client.post('/tss/v2/searches', { query: 'a:b AND' })).body['reason']).to.equal(
      'INVALID_DATA',
    );
  });

  it('shows details with the related transactions, and UTC in capitals', async () => {
    const id = await pay('C-1');
    const captureId = textAt(
      (await client.post(`/pts/v2/payments/${id}/captures`, anAmount('1.00'))).body,
      'id',
    );
    const { status, body } = await client.get(`/tss/v2/transactions/${id}`);
    expect(status).to.equal(200);
    expect(body).to.include({ id, rootId: id, merchantId: 'testrest', status: 'AUTHORIZED' });
    expect(body).to.have.property('submitTimeUTC');
    expect(at(body, '_links.relatedTransactions')).to.deep.equal([
      { method: 'GET', href: `/tss/v2/transactions/${captureId}` },
    ]);
    const capture = await client.get(`/tss/v2/transactions/${captureId}`);
    expect(at(capture.body, 'applicationInformation.applications.0.name')).to.equal('ics_bill');
  });

  it('shows who sent a payment, and what was noted beside it in the details only', async () => {
    const noted = {
      code: 'N-1',
      comments: 'by telephone',
      applicationName: 'shop',
      applicationVersion: '1.0.0',
      applicationUser: 'desk-7',
      partner: { solutionId: 'SOL12345' },
    };
    const payment = { ...aPayment(), clientReferenceInformation: { ...noted, transactionId: 'mti-N-1' } };
    const id = textAt((await client.post('/pts/v2/payments', payment)).body, 'id');
    const found = await client.post('/tss/v2/searches', {
      query: 'clientReferenceInformation.partner.solutionId:SOL12345',
    });
    const { comments, applicationVersion, ...shown } = noted;
    expect(at(found.body, '_embedded.transactionSummaries.0.clientReferenceInformation')).to.deep.include({
      ...shown,
      partner: at(found.body, '_embedded.transactionSummaries.0.clientReferenceInformation.partner'),
    });
    const { body } = await client.get(`/tss/v2/transactions/${id}`);
    expect(at(body, 'clientReferenceInformation')).to.include({ comments, applicationVersion });
    expect(at(body, 'clientReferenceInformation')).not.to.have.property('transactionId');
    expect(at(body, 'processorInformation')).to.have.property('networkTransactionId');
  });

  it('tells the screening apart from the authorization that it follows', async () => {
    const id = textAt(
      (
        await client.post(
          '/pts/v2/payments',
          aPayment({ code: 'R-1', billTo: { email: 'reject@domain.com' } }),
        )
      ).body,
      'id',
    );
    const { body } = await client.get(`/tss/v2/transactions/${id}`);
    expect(at(body, 'applicationInformation')).to.include({ reasonCode: '481', rFlag: 'DREJECT' });
    expect(at(body, 'applicationInformation.applications.0')).to.include({ name: 'ics_auth', rFlag: 'SOK' });
    expect(at(body, 'applicationInformation.applications.1')).to.include({
      name: 'ics_decision',
      reasonCode: '481',
    });
  });

  it('answers 404 with an empty body for what it does not know', async () => {
    const { status, text } = await client.get('/tss/v2/transactions/1234567890123456789012');
    expect([status, text]).to.deep.equal([404, '']);
  });

  it('sees nothing until the index has caught up', async () => {
    sandbox.control.setSearchLagMs(20_000);
    const id = await pay('D-1');
    expect((await client.get(`/tss/v2/transactions/${id}`)).status).to.equal(404);
    expect((await client.post('/tss/v2/searches', codeIs('D-1'))).body['totalCount']).to.equal(0);
    offsetMs = 20_000;
    expect((await client.get(`/tss/v2/transactions/${id}`)).status).to.equal(200);
    expect((await client.post('/tss/v2/searches', codeIs('D-1'))).body['totalCount']).to.equal(1);
  });
});
