import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../cybersource/start.ts';
import { triggers, type Fault } from '../../triggers.ts';
import { anAmount, aPayment, aReversal, createClient, textAt, type Client, type Reply } from './client.ts';
import { httpSignature } from './authentication/signer.ts';

describe('Faults on the way', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  before(async () => {
    sandbox = await startCybersourceSandbox();
    client = createClient(sandbox.url);
  });
  beforeEach(() => {
    sandbox.control.reset();
  });
  after(() => sandbox.close());

  const nameOf = (fault: Fault): string => {
    const row = triggers.find(
      ({ on, outcome }) => on === 'payment' && outcome.kind === 'fault' && outcome.fault === fault,
    );
    if (!row || !('lastName' in row.when)) throw new Error(`No name for ${fault}`);
    return row.when.lastName;
  };
  const pay = (fault: Fault): Promise<Reply> =>
    client.post('/pts/v2/payments', aPayment({ lastName: nameOf(fault), transactionId: 'mti' }));
  const failure = (promise: Promise<Reply>): Promise<unknown> =>
    promise.then(
      () => 'answered',
      (error: unknown) => error,
    );
  const held = (): number => sandbox.ledger().length;

  for (const [fault, status, kept] of [
    ['server-timeout-before-commit', 502, 0],
    ['server-timeout-after-commit', 502, 1],
    ['too-many-requests', 429, 0],
    ['unavailable', 503, 0],
    ['redirect', 307, 0],
    ['unknown-status', 201, 1],
    ['duplicate-refusal', 400, 1],
    ['empty-answer', 201, 1],
    ['garbage', 201, 1],
  ] as const) {
    it(`${fault}: answers ${status} and holds ${kept}`, async () => {
      const reply = await pay(fault);
      expect(reply.status).to.equal(status);
      expect(held()).to.equal(kept);
      if (fault.startsWith('server-timeout')) expect(reply.body['reason']).to.equal('SERVER_TIMEOUT');
      if (fault === 'too-many-requests') expect(reply.headers.get('retry-after')).to.equal('1');
      if (fault === 'redirect') expect(reply.headers.get('location')).to.match(/^\/redirected\/pts/);
      if (fault === 'unknown-status') expect(reply.body['status']).to.equal('SOMETHING_NEW');
      if (fault === 'empty-answer') expect(reply.text).to.equal('');
      if (fault === 'garbage') expect(reply.text).to.contain('<html>');
    });
  }

  for (const [fault, kept] of [
    ['reset-before-commit', 0],
    ['reset-after-commit', 1],
    ['half-an-answer', 1],
  ] as const) {
    it(`${fault}: breaks the connection and holds ${kept}`, async () => {
      expect(await failure(pay(fault))).to.be.an('error');
      expect(held()).to.equal(kept);
    });
  }

  it('half-an-answer: sends the head and the first half of the body', async () => {
    const target = '/pts/v2/payments';
    const body = JSON.stringify(aPayment({ lastName: 'HalfAnswer' }));
    const response = await fetch(sandbox.url + target, {
      method: 'POST',
      body,
      headers: httpSignature({ method: 'POST', target, body }),
    });
    expect(response.status).to.equal(201);
    expect(await response.text().catch((error: unknown) => error)).to.be.an('error');
  });

  for (const [fault, kept] of [
    ['silence-before-commit', 0],
    ['silence-after-commit', 1],
    ['slow-drip', 1],
  ] as const) {
    it(`${fault}: is not through when the client gives up, and holds ${kept}`, async () => {
      const target = '/pts/v2/payments';
      const body = JSON.stringify(aPayment({ lastName: nameOf(fault) }));
      const aborter = new AbortController();
      const answered = fetch(sandbox.url + target, {
        method: 'POST',
        body,
        headers: httpSignature({ method: 'POST', target, body }),
        signal: aborter.signal,
      }).then((response) => response.text());
      while (sandbox.control.calls().at(-1)?.merchantId === undefined || held() < kept) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      aborter.abort();
      expect(await answered.catch((error: unknown) => (error as Error).name)).to.equal('AbortError');
      expect(held()).to.equal(kept);
    });
  }

  it('can be repaired: a payment lost after commit is undone by its transaction id', async () => {
    await failure(pay('reset-after-commit'));
    const { body } = await client.post('/pts/v2/reversals', aReversal('10.00', 'mti'));
    expect(body['status']).to.equal('REVERSED');
  });

  it('strikes a follow-on once', async () => {
    const { body } = await client.post(
      '/pts/v2/payments',
      aPayment({ lastName: 'Capture Server Timeout After' }),
    );
    const captures = `/pts/v2/payments/${textAt(body, 'id')}/captures`;
    expect((await client.post(captures, anAmount('4.00'))).status).to.equal(502);
    expect((await client.post(captures, anAmount('4.00'))).status).to.equal(201);
    expect(sandbox.ledger()[0]?.sums?.captured).to.equal(800);
  });

  it('strikes as often as a test ordered, on the operation that it named', async () => {
    sandbox.control.orderFault({ fault: 'unavailable', on: 'capture', times: 2 });
    const { body } = await client.post('/pts/v2/payments', aPayment());
    const captures = `/pts/v2/payments/${textAt(body, 'id')}/captures`;
    const statuses = [];
    for (let call = 0; call < 3; call += 1)
      statuses.push((await client.post(captures, anAmount('1.00'))).status);
    expect(statuses).to.deep.equal([503, 503, 201]);
    expect(sandbox.control.pendingFaults()).to.deep.equal([]);
  });
});
