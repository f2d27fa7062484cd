import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import {
  type BetweenSandboxes,
  startBetweenSandboxes,
  webhookSecret,
} from '../builders/between-sandboxes.ts';
import { aWebhook } from '../builders/webhook.ts';
import { aGooglePayPayload } from '../cybersource/fixtures/wallets.ts';
import { aPayment, createClient, textAt } from '../../../sandbox/test/cybersource/client.ts';

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

/** The extension between both sandboxes. Its clock can be set a day ahead: then today is over. */
describe('Settlement', () => {
  let folder: string;
  let machine: BetweenSandboxes;
  let token: string;
  let aheadMs = 0;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'settlement-'));
    machine = await startBetweenSandboxes({
      cybersource: { clockSkewMs: 1e13 },
      now: () => new Date(Date.now() + aheadMs),
      environment: {
        JOURNAL: `sqlite:${path.join(folder, 'journal.sqlite')}`,
        SETTLEMENT_SECS: '0',
        CACHE_GATEWAYSETTINGS_TTL_SECS: '0',
      },
    });
    const login = await fetch(`${machine.occ.url}/ccadmin/v1/login`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sandbox-application-key',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    token = ((await login.json()) as { access_token: string }).access_token;
  });
  after(async () => {
    await machine.close();
    rmSync(folder, { recursive: true });
  });

  async function raw(method: string, target: string, body?: object): Promise<Response> {
    return fetch(`${machine.api}${target}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'x-ccsite': 'siteUS',
        'x-ccasset-channel': 'storefront',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }
  async function call(method: string, target: string, body?: object): Promise<Answer> {
    const response = await raw(method, target, body);
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  async function captured(orderId: string): Promise<string> {
    const body = JSON.stringify(
      aWebhook({
        orderId,
        paymentId: `pg-${orderId}`,
        transactionId: `${orderId}-pay`,
        paymentMethod: 'generic',
        cardDetails: undefined,
        customProperties: { paymentType: 'googlepay', paymentToken: aGooglePayPayload() },
      }),
    );
    const signature = createHmac('sha512', Buffer.from(webhookSecret, 'base64'))
      .update(body)
      .digest('base64');
    const paid = (await (
      await fetch(`${machine.api}/payments`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-oracle-cc-webhook-signature-sha512': signature },
        body,
      })
    ).json()) as { hostTransactionId: string };
    const done = await call('POST', '/capture', {
      merchantReferenceNumber: orderId,
      transactionId: paid.hostTransactionId,
      currency: 'USD',
      amount: '000000004250',
    });
    expect(done.status).to.equal(200);
    return String(done.body['hostTransactionId']);
  }

  const dayOf = (zone: string): string =>
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date());

  it('a day that was not compared says so, one to come is refused, a wrong date is named', async () => {
    const notRun = await call('GET', `/settlement?date=${YESTERDAY}`);
    expect([notRun.status, notRun.body['status'], notRun.body['cases']]).to.deep.equal([200, 'not-run', []]);
    expect((await call('POST', '/settlement', { date: dayOf('UTC') })).status).to.equal(422);
    expect((await call('GET', '/settlement?date=2026-02-30')).status).to.equal(400);
    expect((await call('GET', '/settlement')).status).to.equal(400);
  });

  it('compares the books: what was made elsewhere, rejected or taken without an order is a case, captures become Settled with their batch date', async () => {
    const settled = await captured('o9001');
    const rejected = await captured('o9002');
    const client = createClient(machine.cybersource.url);
    const outside = await client.post('/pts/v2/payments', aPayment({ code: 'o9003', capture: true }));
    const { control } = machine.cybersource;
    control.changeSettlement(rejected, { rejected: { reasonCode: '241', errorText: 'Invalid merchant' } });
    control.closeBatch();
    control.settleBatches();

    const date = dayOf('UTC');
    const answer = await withTomorrow(() => call('POST', '/settlement', { date }));
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    const cases = answer.body['cases'] as Readonly<Record<string, string>>[];
    const found = cases.map(({ difference, orderId }) => `${difference ?? ''} ${orderId ?? ''}`).sort();
    // Commerce Cloud's sandbox has none of these orders: each is one that was not placed.
    expect(found).to.deep.equal([
      'not-in-journal o9003',
      'order-not-placed o9001',
      'rejected-by-acquirer o9002',
    ]);
    expect(cases.find(({ transactionId }) => transactionId === rejected)?.['problem']).to.equal(
      'Invalid merchant',
    );
    expect(cases.find(({ orderId }) => orderId === 'o9003')?.['transactionId']).to.equal(
      textAt(outside.body, 'id'),
    );

    const again = await withTomorrow(() => call('POST', '/settlement', { date }));
    expect(again.body['cases']).to.have.length(3);
    expect((await call('GET', `/settlement?date=${date}`)).body).to.include({
      status: 'done',
      complete: true,
    });

    const journal = await call('GET', '/operations/journal?orderId=o9001');
    const rows = journal.body as unknown as Readonly<Record<string, string>>[];
    expect(rows.find(({ gatewayId }) => gatewayId === settled)?.['state']).to.equal('Settled');
    const { body: read } = await call('GET', '/operations/payments?orderId=o9001');
    const [payment] = read['payments'] as readonly {
      readonly state: string;
      readonly attempts: readonly Readonly<Record<string, string>>[];
    }[];
    const batched = payment?.attempts.find(({ requestId }) => requestId === settled);
    expect([payment?.state, batched?.['batchedAt']?.slice(0, 10)]).to.deep.equal(['Settled', date]);

    const file = await raw('GET', `/settlement/csv?date=${date}`);
    expect(file.headers.get('content-type')).to.include('text/csv');
    const lines = (await file.text()).trim().split('\r\n');
    expect(lines).to.have.length(4);
    expect(lines.join('\n')).to.include('rejected-by-acquirer').and.include(rejected);

    const id = String(cases.find(({ transactionId }) => transactionId === rejected)?.['id']);
    expect((await call('POST', '/settlement/close', { id })).status).to.equal(400);
    const closed = await call('POST', '/settlement/close', { id, reason: 'Captured again' });
    expect(closed.body['closed']).to.include({ reason: 'Captured again' });
    expect((await call('POST', '/settlement/close', { id, reason: 'Twice' })).status).to.equal(409);
    expect((await call('POST', '/settlement/close', { id: 'unknown-7', reason: 'x' })).status).to.equal(404);
    const later = await withTomorrow(() => call('POST', '/settlement', { date }));
    const state = (later.body['cases'] as Readonly<Record<string, string>>[]).find(
      (each) => each['id'] === id,
    );
    expect(state?.['state']).to.equal('closed');
  });

  /** While it runs, the extension takes the time to be a day later. */
  async function withTomorrow<T>(work: () => Promise<T>): Promise<T> {
    aheadMs = 86_400_000;
    try {
      return await work();
    } finally {
      aheadMs = 0;
    }
  }
});
