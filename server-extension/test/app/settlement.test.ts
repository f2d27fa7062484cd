import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  /** Stands before CyberSource; a test may answer in its place for the report that is compared. */
  let proxy: Server;
  let report: RequestListener | undefined;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'settlement-'));
    proxy = createServer((req, res) => {
      if (report !== undefined && req.url?.startsWith('/reporting/v3/purchase-refund-details'))
        report(req, res);
      else passOn(machine.cybersource.url)(req, res);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    machine = await startBetweenSandboxes({
      cybersource: { clockSkewMs: 1e13 },
      now: () => new Date(Date.now() + aheadMs),
      environment: {
        JOURNAL: `sqlite:${path.join(folder, 'journal.sqlite')}`,
        SETTLEMENT_SECS: '0',
        CYBERSOURCE_INTERMEDIATE_HOST: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
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
    proxy.closeAllConnections();
    proxy.close();
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

  describe('when CyberSource’s report cannot be used', () => {
    afterEach(() => {
      report = undefined;
      machine.cybersource.control.reset();
    });

    /** Rows as CyberSource writes them; one is that of `ref`. */
    const rows = (ref: string, count: number): readonly object[] =>
      Array.from({ length: count }, (_, index) => ({
        requestId: index === 0 ? ref : `80000000000000${String(index).padStart(8, '0')}`,
        transactionType: 'Purchase',
        amount: '42.50',
        currencyCode: 'USD',
        cybersourceBatchTime: new Date().toISOString(),
      }));
    const whole = (settlements: readonly object[]): string => JSON.stringify({ settlements });

    it('says why, opens no case, settles nothing, and compares when it is whole again', async () => {
      const date = dayOf('UTC');
      const before = await call('GET', `/settlement?date=${date}`);
      const ref = await captured('o9010');
      const latin1 = Buffer.from(JSON.stringify({ settlements: [{ requestId: 'Zürich' }] }), 'latin1');
      for (const [answer, reason] of [
        [whole(rows(ref, 3)).slice(0, -9), 'were cut'],
        ['<!DOCTYPE a [<!ENTITY b "c">]><Report>&b;</Report>', 'not JSON'],
        [latin1, 'not in UTF-8'],
        ['{}', 'another form'],
        ['[]', 'another form'],
        [JSON.stringify({ settlements: [...rows(ref, 2), { requestId: '9' }] }), 'no amount for 9'],
        [whole(rows(ref, 500)) + ' '.repeat(2 ** 21), 'larger than 1 MiB'],
      ] as const) {
        report = (_req, res) => res.writeHead(200, { 'content-type': 'application/json' }).end(answer);
        await isRefused(date, reason);
      }
      report = (_req, res) => {
        res.writeHead(200, { 'content-length': '1000' });
        res.write('{"settlements":[', () => res.socket?.destroy());
      };
      await isRefused(date, 'could not be read');
      // The first page is whole, and names the capture as batched; the second is cut.
      report = (req, res) => {
        const page = req.url?.includes('offset=0') ? whole(rows(ref, 500)) : '{"settlements":[';
        res.writeHead(200, { 'content-type': 'application/json' }).end(page);
      };
      await isRefused(date, 'were cut');

      expect((await call('GET', `/settlement?date=${date}`)).body).to.deep.equal(before.body);
      const journal = await call('GET', '/operations/journal?orderId=o9010');
      const attempts = journal.body as unknown as Readonly<Record<string, string>>[];
      expect(attempts.find(({ gatewayId }) => gatewayId === ref)?.['state']).to.equal('Captured');

      report = (_req, res) => res.writeHead(200).end(whole(rows(ref, 1)));
      const compared = await withTomorrow(() => call('POST', '/settlement', { date }));
      expect(compared.status, JSON.stringify(compared.body)).to.equal(200);
      const settled = await call('GET', '/operations/journal?orderId=o9010');
      expect(JSON.stringify(settled.body)).to.include('"Settled"');
    });

    async function isRefused(date: string, reason: string): Promise<void> {
      const { status, body } = await withTomorrow(() => call('POST', '/settlement', { date }));
      expect([status, body['message']], reason).to.satisfy(
        ([code, message]: readonly [number, string]) => code === 502 && message.includes(reason),
        JSON.stringify(body),
      );
    }
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

/** Hands a request on to another server as it is. */
const passOn =
  (url: string): RequestListener =>
  (req, res) => {
    const { method, headers } = req;
    const onward = request(url + (req.url ?? ''), { method, headers }, (answered) => {
      res.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  };
