/** Clock and seed: one seed and one clock give one history. */
import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { anAmount, aPayment, aReversal, at, createClient, textAt, type Client } from '../client.ts';

async function aHistory(client: Client): Promise<readonly unknown[]> {
  const processing = { actionList: ['TOKEN_CREATE'], actionTokenTypes: ['customer', 'paymentInstrument'] };
  const paid = await client.post('/pts/v2/payments', aPayment({ amount: '50.00', processing }));
  const payment = `/pts/v2/payments/${textAt(paid.body, 'id')}`;
  const captured = await client.post(`${payment}/captures`, anAmount('30.00'));
  const refunded = await client.post(
    `/pts/v2/captures/${textAt(captured.body, 'id')}/refunds`,
    anAmount('5.00'),
  );
  const replies = [
    paid,
    captured,
    refunded,
    await client.post(`${payment}/reversals`, aReversal('20.00')),
    await client.post('/pts/v2/payments', aPayment({ card: '4000000000000002' })),
    await client.post('/tss/v2/searches', { query: 'clientReferenceInformation.code:order-1' }),
  ];
  return replies.map(({ body, headers }) => [body, headers.get('v-c-correlation-id')]);
}

describe('One seed', () => {
  // The present, standing still: signatures are checked by the same clock.
  let moment: Date;
  before(() => {
    moment = new Date();
  });
  const run = async (seed?: string): Promise<readonly unknown[]> => {
    const sandbox = await startCybersourceSandbox({ seed, now: () => moment });
    try {
      return [await aHistory(createClient(sandbox.url)), sandbox.ledger()];
    } finally {
      await sandbox.close();
    }
  };

  it('is one history: the same calls give the same answers and the same ledger', async () => {
    expect(await run('seven')).to.deep.equal(await run('seven'));
  });

  it('differs from another seed, and from none', async () => {
    const seven = JSON.stringify(await run('seven'));
    expect(JSON.stringify(await run('eight'))).not.to.equal(seven);
    expect(JSON.stringify(await run())).not.to.equal(JSON.stringify(await run()));
  });

  it('begins again after a reset', async () => {
    const sandbox = await startCybersourceSandbox({ seed: 'seven', now: () => moment });
    const client = createClient(sandbox.url);
    const before = await aHistory(client);
    sandbox.control.reset();
    expect(await aHistory(client)).to.deep.equal(before);
    await sandbox.close();
  });

  it('never gives an id twice, however long the history', async () => {
    const sandbox = await startCybersourceSandbox({ seed: 'seven', now: () => moment });
    const client = createClient(sandbox.url);
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => client.post('/pts/v2/payments', aPayment())),
    );
    await sandbox.close();
    expect(new Set(replies.map(({ body }) => body['id'])).size).to.equal(50);
  });
});

describe('The clock', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  let control: string;
  before(async () => {
    sandbox = await startCybersourceSandbox({ controlPort: 0, clockSkewMs: 300_000 });
    client = createClient(sandbox.url);
    control = sandbox.controlUrl ?? '';
  });
  afterEach(() => {
    sandbox.control.setClock({ offsetMs: 0 });
  });
  after(() => sandbox.close());

  const set = (setting: object): Promise<Response> =>
    fetch(`${control}/clock`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(setting),
    });

  it('stamps what happens', async () => {
    const inTwoMinutes = new Date(Math.floor(Date.now() / 1000) * 1000 + 120_000);
    expect((await set({ at: inTwoMinutes.toISOString() })).status).to.equal(204);
    const paid = await client.post('/pts/v2/payments', aPayment());
    expect(paid.body['submitTimeUtc']).to.equal(inTwoMinutes.toISOString().replace('.000', ''));
    expect(await (await fetch(`${control}/clock`)).json()).to.deep.equal({ now: inTwoMinutes.toISOString() });
  });

  it('judges signatures, and cards that have expired', async () => {
    await set({ offsetMs: 600_000 });
    expect((await client.post('/pts/v2/payments', aPayment())).status).to.equal(401);
    const patient = await startCybersourceSandbox({ clockSkewMs: 20 * 365 * 86_400_000 });
    patient.control.setClock({ at: new Date('2036-01-01T00:00:00Z') });
    const { body } = await createClient(patient.url).post('/pts/v2/payments', aPayment());
    await patient.close();
    expect(at(body, 'errorInformation.reason')).to.equal('EXPIRED_CARD');
  });

  it('lets the index catch up', async () => {
    sandbox.control.setSearchLagMs(60_000);
    const id = textAt((await client.post('/pts/v2/payments', aPayment())).body, 'id');
    expect((await client.get(`/tss/v2/transactions/${id}`)).status).to.equal(404);
    await set({ offsetMs: 61_000 });
    expect((await client.get(`/tss/v2/transactions/${id}`)).status).to.equal(200);
    sandbox.control.setSearchLagMs(0);
  });

  it('takes nothing but an offset or a moment', async () => {
    for (const setting of [{}, { at: 'tomorrow' }, { offsetMs: '5' }, { offsetMs: 1, at: 'x' }]) {
      expect((await set(setting)).status).to.equal(400);
    }
  });
});

describe('Triggers of one’s own', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  before(async () => {
    sandbox = await startCybersourceSandbox({ controlPort: 0 });
    client = createClient(sandbox.url);
  });
  beforeEach(() => {
    sandbox.control.reset();
  });
  after(() => sandbox.close());

  const order = (row: object): Promise<Response> =>
    fetch(`${sandbox.controlUrl ?? ''}/triggers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(row),
    });

  it('go before the table, until they are taken back', async () => {
    const when = { reference: 'order-7' };
    expect(
      (await order({ when, outcome: { kind: 'decline', reason: 'BLACKLISTED_CUSTOMER' } })).status,
    ).to.equal(204);
    const pay = async (): Promise<unknown> =>
      (await client.post('/pts/v2/payments', aPayment({ code: 'order-7' }))).body['status'];
    expect(await pay()).to.equal('DECLINED');
    await fetch(`${sandbox.controlUrl ?? ''}/triggers`, { method: 'DELETE' });
    expect(await pay()).to.equal('AUTHORIZED');
  });

  it('reach the follow-ons of payments that were made before', async () => {
    const paid = await client.post('/pts/v2/payments', aPayment({ code: 'order-8' }));
    await order({
      when: { reference: 'order-8' },
      on: 'capture',
      outcome: { kind: 'refuse', reason: 'DUPLICATE_REQUEST' },
    });
    const captures = `/pts/v2/payments/${textAt(paid.body, 'id')}/captures`;
    expect((await client.post(captures, anAmount('1.00'))).body['reason']).to.equal('DUPLICATE_REQUEST');
  });

  it('are refused where nothing would read them', async () => {
    for (const row of [
      { when: {}, outcome: { kind: 'system-error' } },
      { when: { reference: 'x' }, outcome: { kind: 'explode' } },
      { when: { reference: 'x' }, on: 'void', outcome: { kind: 'review', reason: 'AVS_FAILED' } },
    ]) {
      expect((await order(row)).status).to.equal(400);
    }
  });
});
