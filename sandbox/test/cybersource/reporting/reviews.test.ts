import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { aPayment, at, createClient, textAt, type Client } from '../client.ts';
import { downloadWithLibrary } from '../official-client.ts';

describe('Decision Manager’s cases, and the reports about them', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  let now = new Date();
  before(async () => {
    sandbox = await startCybersourceSandbox({ now: () => now, clockSkewMs: 1e12 });
    client = createClient(sandbox.url);
  });
  beforeEach(() => {
    sandbox.control.reset();
    now = new Date('2026-05-04T10:00:00Z');
  });
  after(() => sandbox.close());

  const reviewed = async (code = 'order-1'): Promise<string> => {
    const paid = await client.post(
      '/pts/v2/payments',
      aPayment({ code, billTo: { email: 'review@domain.com' } }),
    );
    expect(paid.body['status']).to.equal('AUTHORIZED_PENDING_REVIEW');
    return textAt(paid.body, 'id');
  };
  const decide = (id: string, decision: string, actionList?: string[]): ReturnType<Client['post']> =>
    client.post(`/risk/v1/decisions/${id}/actions`, {
      decisionInformation: { decision, comments: 'looked at it' },
      ...(actionList && { processingInformation: { actionList } }),
    });
  const conversions = (from: string, to: string): ReturnType<Client['get']> =>
    client.get(`/reporting/v3/conversion-details?startTime=${from}&endTime=${to}&organizationId=testrest`);
  const sums = (): unknown => sandbox.control.ledger()[0]?.sums;

  it('accepted with a capture: the money is taken, and the conversion is reported', async () => {
    const id = await reviewed();
    const answer = await decide(id, 'ACCEPT', ['CAPTURE']);
    expect([answer.status, answer.body['status']]).to.deep.equal([200, 'ACCEPTED']);
    expect(at(answer.body, '_embedded.capture.status')).to.equal('PENDING');
    expect(sums()).to.include({ captured: 1000, open: 0 });
    const found = await conversions('2026-05-04T00:00:00Z', '2026-05-05T00:00:00Z');
    expect(at(found.body, 'conversionDetails')).to.deep.equal([
      {
        merchantReferenceNumber: 'order-1',
        conversionTime: '2026-05-04T10:00:00Z',
        requestId: id,
        originalDecision: 'REVIEW',
        newDecision: 'ACCEPT',
        reviewer: 'testrest',
        reviewerComments: 'looked at it',
        queue: 'Review Queue',
        profile: 'Default Profile',
        notes: [],
      },
    ]);
  });

  it('rejected with a reversal: nothing is held', async () => {
    const id = await reviewed();
    const answer = await decide(id, 'REJECT', ['REVERSE']);
    expect(at(answer.body, '_embedded.reversal.status')).to.equal('REVERSED');
    expect(sums()).to.include({ reversed: 1000, open: 0 });
  });

  it('is decided once', async () => {
    const id = await reviewed();
    await decide(id, 'ACCEPT');
    expect((await decide(id, 'REJECT')).status).to.equal(400);
    expect((await decide('7000000000000000000001', 'REJECT')).status).to.equal(400);
  });

  it('a capture does not follow a rejection', async () => {
    expect((await decide(await reviewed(), 'REJECT', ['CAPTURE'])).status).to.equal(400);
  });

  it('a reviewer in the Business Center decides by the control API, and listeners hear of it', async () => {
    const id = await reviewed();
    const heard: string[] = [];
    sandbox.control.onCaseDecided(({ requestId, decision }) =>
      heard.push(`${requestId} ${decision.newDecision}`),
    );
    sandbox.control.decideCase('testrest', id, { newDecision: 'REJECT', reviewer: 'jane' });
    expect(heard).to.deep.equal([`${id} REJECT`]);
    const found = await conversions('2026-05-04T00:00:00Z', '2026-05-05T00:00:00Z');
    expect(at(found.body, 'conversionDetails.0')).to.include({ newDecision: 'REJECT', reviewer: 'jane' });
  });

  it('nothing decided is 404; more than 24 hours, a wrong date and an old one are 400', async () => {
    expect((await conversions('2026-05-04T00:00:00Z', '2026-05-05T00:00:00Z')).status).to.equal(404);
    for (const [from, to] of [
      ['2026-05-04T00:00:00Z', '2026-05-05T00:00:01Z'],
      ['yesterday', '2026-05-05T00:00:00Z'],
      ['2026-05-04T10:00:00Z', '2026-05-04T10:00:00Z'],
      ['2025-10-04T00:00:00Z', '2025-10-05T00:00:00Z'],
    ] as const) {
      const refused = await conversions(from, to);
      expect(refused.status, `${from} ${to}`).to.equal(400);
      expect(refused.body).to.have.keys('submitTimeUtc', 'reason', 'message', 'details');
    }
  });

  it('the daily report of a day that is over holds its decisions, in XML and in CSV', async () => {
    const id = await reviewed('order & 7');
    await client.post(`/risk/v1/decisions/${id}/comments`, { comments: 'called, "yes"' });
    await decide(id, 'ACCEPT');
    const input = ['2026-05-04', 'ConversionDetailReport_Daily_Classic', {}];
    const download = (accept: 'application/xml' | 'text/csv'): Promise<string> =>
      downloadWithLibrary(sandbox.url, 'ReportDownloadsApi', 'downloadReport', input, accept);
    const path =
      '/reporting/v3/report-downloads?reportDate=2026-05-04&reportName=ConversionDetailReport_Daily_Classic';
    expect((await client.get(path)).status).to.equal(404);
    now = new Date('2026-05-05T00:00:00Z');
    const xml = await download('application/xml');
    expect(xml).to.include(
      `<Conversion RequestID="${id}" MerchantReferenceNumber="order &#38; 7" ConversionDate="2026-05-04T10:00:00Z">`,
    );
    expect(xml).to.include('<NewDecision>ACCEPT</NewDecision>');
    // The library asks for XML first; CSV is asked for by hand, as the header of a download.
    const subscription = {
      reportDefinitionName: 'ConversionDetailClass',
      subscriptionType: 'CLASSIC',
      reportMimeType: 'text/csv',
    };
    const changed = await client.put('/reporting/v3/predefined-report-subscriptions', subscription);
    expect(changed.status).to.equal(200);
    const csv = (await client.get(path)).text.split('\n');
    expect(csv[1]).to.match(/^RequestID,MerchantReferenceNumber,ConversionDate,/);
    expect(csv[2]).to.include('"called, ""yes"""');
  });

  it('an address in the negative list is rejected from then on, and no longer when it is deleted', async () => {
    const entry = (action: string): object => ({
      orderInformation: { billTo: { email: 'ada@example.com' } },
      riskInformation: { markingDetails: { action } },
    });
    await client.post('/risk/v1/lists/negative/entries', entry('add'));
    const paid = (): Promise<unknown> =>
      client.post('/pts/v2/payments', aPayment()).then(({ body }) => body['status']);
    expect(await paid()).to.equal('AUTHORIZED_RISK_DECLINED');
    await client.post('/risk/v1/lists/negative/entries', entry('delete'));
    expect(await paid()).to.equal('AUTHORIZED');
    expect((await client.post('/risk/v1/lists/other/entries', entry('add'))).status).to.equal(400);
  });

  it('a search asks for 2500 results at most', async () => {
    expect((await client.post('/tss/v2/searches', { query: '', limit: 2501 })).status).to.equal(400);
    expect((await client.post('/tss/v2/searches', { query: '', limit: 2500 })).status).to.equal(201);
  });
});
