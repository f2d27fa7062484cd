import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { toAccountChangeCode } from '../../../cybersource/records/settlement/account-changes.ts';
import { anAmount, aPayment, at, BILL_TO, createClient, textAt, type Client } from '../client.ts';

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

  it('search and details show what moves money as pending, and as transmitted once its batch is closed', async () => {
    const authorized = textAt(
      (await client.post('/pts/v2/payments', aPayment({ amount: '30.00' }))).body,
      'id',
    );
    const take = async (path: string, amount: string): Promise<string> =>
      textAt((await client.post(path, anAmount(amount))).body, 'id');
    const captured = await take(`/pts/v2/payments/${authorized}/captures`, '30.00');
    const refunded = await take(`/pts/v2/captures/${captured}/refunds`, '4.00');
    const sold = await sale('5.00');
    const voided = await sale('6.00');
    await client.post(`/pts/v2/payments/${voided}/voids`, {});
    const statuses = async (): Promise<unknown> =>
      Promise.all(
        [authorized, captured, refunded, sold, voided].map(async (id) =>
          textAt((await client.get(`/tss/v2/transactions/${id}`)).body, 'status'),
        ),
      );
    const found = async (status: string): Promise<unknown> =>
      at((await client.post('/tss/v2/searches', { query: `status:${status}` })).body, 'totalCount');

    now = new Date('2026-05-05T05:59:59Z');
    expect(await statuses()).to.deep.equal(['AUTHORIZED', 'PENDING', 'PENDING', 'AUTHORIZED', 'AUTHORIZED']);
    expect(await found('TRANSMITTED')).to.equal(0);
    now = new Date('2026-05-05T06:00:00Z');
    const batched = ['AUTHORIZED', 'TRANSMITTED', 'TRANSMITTED', 'TRANSMITTED', 'AUTHORIZED'];
    expect(await statuses()).to.deep.equal(batched);
    expect(await found('TRANSMITTED')).to.equal(3);
    const sales = (await client.get(`/tss/v2/transactions/${sold}`)).body;
    expect(at(sales, 'applicationInformation.applications.1')).to.include({
      name: 'ics_bill',
      status: 'TRANSMITTED',
    });
    // Whether it was paid out is not told there.
    now = new Date('2026-05-07T06:00:00Z');
    expect(await statuses()).to.deep.equal(batched);
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

  it('a bank account that its bank corrected is in the notification of change report of that time', async () => {
    const { issuer } = sandbox.control;
    const account = 'A7A91A2CA872B272E05340588D0A0699';
    await client.post('/tms/v1/paymentinstruments', {
      bankAccount: { type: 'checking' },
      billTo: BILL_TO,
      instrumentIdentifier: { id: account },
    });
    issuer.correctBankAccount('testrest', account, { number: '987654321' });
    now = new Date('2026-05-04T11:00:00Z');
    issuer.correctBankAccount('testrest', account, { routingNumber: '071923284', accountType: 'savings' });
    const ask = (query: string): ReturnType<Client['get']> =>
      client.get(`/reporting/v3/notification-of-changes?${query}`);
    const all = await ask('startTime=2026-05-04T00:00:00Z&endTime=2026-05-05T00:00:00Z');
    expect(at(all.body, 'notificationOfChanges.0')).to.include({
      time: '2026-05-04T10:00:00Z',
      code: 'C01',
      accountType: 'checking',
      accountNumber: 'XXXX4321',
      consumerName: `${BILL_TO.firstName} ${BILL_TO.lastName}`,
    });
    expect(at(all.body, 'notificationOfChanges.1')).to.include({
      time: '2026-05-04T11:00:00Z',
      code: 'C07',
      accountType: 'savings',
      routingNumber: '071923284',
    });
    // The end of a window does not belong to it.
    const first = await ask('startTime=2026-05-04T10:00:00Z&endTime=2026-05-04T11:00:00Z');
    expect(at(first.body, 'notificationOfChanges')).to.have.length(1);
    expect((await client.get(`/tms/v1/instrumentidentifiers/${account}`)).body).to.deep.include({
      bankAccount: { number: 'XXXX4321', routingNumber: '071923284' },
    });

    const refused = await ask('startTime=2026-05-04T10:00:00Z');
    expect([refused.status, at(refused.body, 'details.0')]).to.deep.equal([
      400,
      { field: 'endTime', reason: 'MISSING_FIELD' },
    ]);
    expect(() => {
      issuer.replaceCard('testrest', account, { number: '4111111111111111' });
    }).to.throw('of a card');
    expect(() => {
      issuer.correctBankAccount('testrest', '7010000000016241111', { number: '1' });
    }).to.throw('of a bank account');
    sandbox.control.reset();
    const afterwards = await ask('startTime=2026-05-04T00:00:00Z&endTime=2026-05-05T00:00:00Z');
    expect(at(afterwards.body, 'notificationOfChanges')).to.deep.equal([]);
  });

  it('the code of a correction says which parts of the account were wrong', () => {
    const codeOf = (...parts: readonly ('number' | 'routingNumber' | 'accountType')[]): string =>
      toAccountChangeCode({
        number: parts.includes('number'),
        routingNumber: parts.includes('routingNumber'),
        accountType: parts.includes('accountType'),
      });
    expect([
      codeOf('number'),
      codeOf('routingNumber'),
      codeOf('number', 'routingNumber'),
      codeOf('accountType'),
      codeOf('number', 'accountType'),
      codeOf('number', 'routingNumber', 'accountType'),
    ]).to.deep.equal(['C01', 'C02', 'C03', 'C05', 'C06', 'C07']);
  });

  it('the acquirer leaves one out, and takes one that was voided too late', async () => {
    const left = await sale('10.00');
    const late = await sale('20.00');
    await client.post(`/pts/v2/payments/${late}/voids`, {});
    sandbox.control.changeSettlement(left, { isLeftOut: true });
    sandbox.control.changeSettlement(late, { isVoidLate: true });
    now = new Date('2026-05-05T06:00:00Z');
    expect(at(await details(), 'settlementStatuses')).to.deep.equal([
      { requestId: left, status: 'PENDING' },
      { requestId: late, status: 'BATCHED' },
    ]);
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
