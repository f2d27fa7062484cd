import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { anAmount, aPayment, at, createClient, textAt, type Client } from '../client.ts';

describe('Batches and settlement', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  let now = new Date();
  before(async () => {
    sandbox = await startCybersourceSandbox({ now: () => now, batchCloseAt: '06:00', clockSkewMs: 1e12 });
    client = createClient(sandbox.url);
  });
  beforeEach(() => {
    sandbox.control.reset();
    now = new Date('2026-05-04T10:00:00Z');
  });
  after(() => sandbox.close());

  const sale = async (amount = '10.00'): Promise<string> =>
    textAt((await client.post('/pts/v2/payments', aPayment({ amount, capture: true }))).body, 'id');
  const details = async (more = ''): Promise<unknown> =>
    (
      await client.get(
        `/reporting/v3/purchase-refund-details?startTime=2026-05-01T00:00:00Z&endTime=2026-05-31T00:00:00Z${more}`,
      )
    ).body;
  const status = async (): Promise<unknown> => at(await details(), 'settlementStatuses.0.status');

  it('a sale is pending, batched when the day’s batch closes by the clock, and settled a day later', async () => {
    const id = await sale();
    expect(await status()).to.equal('PENDING');
    now = new Date('2026-05-05T05:59:59Z');
    expect(await status()).to.equal('PENDING');
    now = new Date('2026-05-05T06:00:00Z');
    const batched = await details();
    expect(at(batched, 'settlementStatuses.0')).to.deep.equal({ requestId: id, status: 'BATCHED' });
    expect(at(batched, 'settlements.0')).to.include({
      requestId: id,
      amount: '10.00',
      cybersourceBatchTime: '2026-05-05T06:00:00Z',
    });
    expect((await client.post(`/pts/v2/payments/${id}/voids`, {})).body['reason']).to.equal('NOT_VOIDABLE');
    now = new Date('2026-05-06T06:00:00Z');
    expect(at(await details(), 'settlementStatuses.0')).to.include({
      status: 'SETTLED',
      settlementTime: '2026-05-06T06:00:00Z',
    });
  });

  it('the control API closes and settles at once', async () => {
    await sale();
    sandbox.control.closeBatch();
    expect(await status()).to.equal('BATCHED');
    sandbox.control.settleBatches();
    expect(await status()).to.equal('SETTLED');
  });

  it('what was voided before never comes into a batch', async () => {
    const id = await sale();
    await client.post(`/pts/v2/payments/${id}/voids`, {});
    sandbox.control.closeBatch();
    expect(at(await details(), 'pageResults')).to.equal(0);
  });

  it('is viewed by the date of the request or of the submission, by card type, and page by page', async () => {
    const first = await sale('1.00');
    await sale('2.00');
    now = new Date('2026-05-05T10:00:00Z');
    const window = 'startTime=2026-05-05T00:00:00Z&endTime=2026-05-06T00:00:00Z';
    const ask = async (query: string): Promise<unknown> =>
      at((await client.get(`/reporting/v3/purchase-refund-details?${window}${query}`)).body, 'pageResults');
    expect(await ask('')).to.equal(0);
    expect(await ask('&viewBy=submissionDate')).to.equal(2);
    expect(await ask('&viewBy=submissionDate&paymentSubtype=MC')).to.equal(0);
    expect(await ask('&viewBy=submissionDate&limit=1&offset=1')).to.equal(1);
    expect(at(await details('&limit=1'), 'settlements.0.requestId')).to.equal(first);
    expect((await client.get(`/reporting/v3/purchase-refund-details?${window}&limit=2001`)).status).to.equal(
      400,
    );
  });

  it('a transaction that the acquirer refuses, or takes for another amount, shows it', async () => {
    const refused = await sale('10.00');
    const other = await sale('20.00');
    sandbox.control.changeSettlement(refused, {
      rejected: { reasonCode: '241', errorText: 'Invalid merchant' },
    });
    sandbox.control.changeSettlement(other, { amount: 1900 });
    sandbox.control.closeBatch();
    const body = await details();
    expect(at(body, 'settlementStatuses.0')).to.deep.equal({
      requestId: refused,
      status: 'REJECTED',
      reasonCode: '241',
      errorText: 'Invalid merchant',
    });
    expect(at(body, 'settlements.1.amount')).to.equal('19.00');
    expect(() => {
      sandbox.control.changeSettlement('1', {});
    }).to.throw('moves money');
  });

  it('net fundings and batch summaries add up what was settled', async () => {
    const id = await sale('10.00');
    await sale('5.00');
    await client.post(`/pts/v2/payments/${id}/refunds`, anAmount('4.00'));
    sandbox.control.closeBatch();
    sandbox.control.settleBatches();
    const window = 'startTime=2026-05-04T00:00:00Z&endTime=2026-05-05T00:00:00Z';
    const net = (await client.get(`/reporting/v3/net-fundings?${window}`)).body;
    expect(net['netTotal']).to.deep.equal([{ currency: 'USD', value: '11.00' }]);
    const batches = (await client.get(`/reporting/v3/payment-batch-summaries?${window}`)).body;
    expect(at(batches, 'paymentBatchSummaries.0')).to.include({
      salesCount: 2,
      salesAmount: '15.00',
      creditCount: 1,
      creditAmount: '4.00',
    });
    const list = (await client.get(`/pts/v1/transaction-batches?${window}`)).body;
    expect(at(list, 'transactionBatches.0')).to.include({ transactionCount: 3, rejectedTransactionCount: 0 });
  });

  it('a chargeback that was ordered is listed and counted', async () => {
    const requestId = await sale('10.00');
    sandbox.control.addDispute({
      kind: 'chargeback',
      requestId,
      merchantId: 'testrest',
      amount: 1000,
      currency: 'USD',
      reasonCode: '10.4',
    });
    const window = 'startTime=2026-05-04T00:00:00Z&endTime=2026-05-05T00:00:00Z';
    const found = (await client.get(`/reporting/v3/chargeback-details?${window}`)).body;
    expect(at(found, 'chargebackDetails.0')).to.include({
      requestId,
      amount: '10.00',
      sign: '-',
      reasonCode: '10.4',
    });
    const counted = (await client.get(`/reporting/v3/chargeback-summaries?${window}`)).body;
    expect(at(counted, 'chargebackSummaries.0.count')).to.equal(1);
    expect(
      at((await client.get(`/reporting/v3/retrieval-details?${window}`)).body, 'retrievalDetails'),
    ).to.deep.equal([]);
  });
});
