import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import {
  type BetweenSandboxes,
  startBetweenSandboxes,
  webhookSecret,
} from '../builders/between-sandboxes.ts';
import { anAddress, aWebhook } from '../builders/webhook.ts';
import { aGooglePayPayload } from '../cybersource/fixtures/wallets.ts';

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The extension between both sandboxes, with a payment that waits for a reviewer. */
describe('Payments under review', () => {
  let folder: string;
  let machine: BetweenSandboxes;
  let token: string;
  const lines: string[] = [];
  let orders = 0;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'reviews-'));
    machine = await startBetweenSandboxes({
      environment: {
        JOURNAL: `sqlite:${path.join(folder, 'journal.sqlite')}`,
        REVIEWS_SECS: '1',
        CACHE_GATEWAYSETTINGS_TTL_SECS: '0',
      },
      writeLine: (line) => lines.push(line),
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
  beforeEach(() => {
    change({ captureAfterReview: false });
    lines.length = 0;
  });
  after(async () => {
    await machine.close();
    rmSync(folder, { recursive: true });
  });

  const change = (values: Readonly<Record<string, unknown>>): void => {
    machine.occ.tenant.settings.write('isv-occ-gateway', 'siteUS', { storefront: values });
  };

  async function call(method: string, target: string, body?: object): Promise<Answer> {
    const response = await fetch(`${machine.api}${target}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'x-ccsite': 'siteUS',
        'x-ccasset-channel': 'storefront',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  /** Paid by OCC's webhook; CyberSource's Decision Manager wants a review. */
  async function reviewed(): Promise<{ readonly orderId: string; readonly ref: string }> {
    orders += 1;
    const order = { orderId: `o7${orders}`, paymentId: `pg7${orders}` };
    const webhook = {
      ...aWebhook({
        ...order,
        transactionId: `${order.orderId}-pay`,
        paymentMethod: 'generic',
        cardDetails: undefined,
        customProperties: { paymentType: 'googlepay', paymentToken: aGooglePayPayload() },
      }),
      billingAddress: { ...anAddress(), email: 'review@domain.com' },
    };
    const body = JSON.stringify(webhook);
    const signature = createHmac('sha512', Buffer.from(webhookSecret, 'base64'))
      .update(body)
      .digest('base64');
    const answered = await fetch(`${machine.api}/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-oracle-cc-webhook-signature-sha512': signature },
      body,
    });
    const json = (await answered.json()) as { response: { code: string }; hostTransactionId: string };
    expect(json.response.code).to.equal('1000');
    return { orderId: order.orderId, ref: json.hostTransactionId };
  }

  const capture = (orderId: string, ref: string): Promise<Answer> =>
    call('POST', '/capture', {
      merchantReferenceNumber: orderId,
      transactionId: ref,
      currency: 'USD',
      amount: '000000004250',
    });
  const ledger = (orderId: string): readonly string[] =>
    (machine.cybersource.ledger({ reference: orderId })[0]?.transactions ?? []).map(({ kind }) => kind);
  const open = async (): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await call('GET', '/reviews')).body as never;

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let patience = 200; patience > 0 && !(await holds()); patience -= 1) await delay(25);
    expect(await holds()).to.equal(true);
  }

  it('are listed with their age and the time that is left before the hold dies', async () => {
    const { orderId, ref } = await reviewed();
    await until(async () => (await open()).some((each) => each['transactionId'] === ref));
    const review = (await open()).find((each) => each['transactionId'] === ref);
    expect(review).to.include({ orderId, site: 'siteUS' });
    expect(review?.['amount']).to.deep.equal({ minor: 4250, currency: 'USD' });
    const days = Number(review?.['secondsLeft']) / 86_400;
    expect(days).to.be.within(6.9, 10);
    expect(review?.['ageSeconds']).to.be.a('number');
  });

  it('are not captured before they are accepted: 409 with the reason', async () => {
    const { orderId, ref } = await reviewed();
    const refused = await capture(orderId, ref);
    expect(refused.status).to.equal(409);
    expect(refused.body['message']).to.include('under review');
    expect(ledger(orderId)).to.deep.equal(['payment']);
  });

  it('accepted by an operator: who, when and why is kept, and the order management captures', async () => {
    const { orderId, ref } = await reviewed();
    const accepted = await call('POST', '/reviews/accept', {
      transactionId: ref,
      comment: 'Called the customer',
    });
    expect(accepted.status).to.equal(200);
    expect(accepted.body['decided']).to.include({
      decision: 'ACCEPT',
      source: 'operator',
      comment: 'Called the customer',
    });
    expect(
      machine.cybersource.control.cases('testrest').find(({ requestId }) => requestId === ref)?.decision,
    ).to.include({
      newDecision: 'ACCEPT',
      comments: 'Called the customer',
    });
    expect((await open()).map((each) => each['transactionId'])).not.to.include(ref);
    expect((await capture(orderId, ref)).status).to.equal(200);
    expect(ledger(orderId)).to.deep.equal(['payment', 'capture']);
    expect(lines.join('\n')).to.include('review.decided').and.include(ref);
  });

  it('accepted with captureAfterReview: captured at once, and once only', async () => {
    change({ captureAfterReview: true });
    const { orderId, ref } = await reviewed();
    const both = await Promise.all(
      ['first', 'second'].map((comment) => call('POST', '/reviews/accept', { transactionId: ref, comment })),
    );
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).to.deep.equal([200, 409]);
    expect(both.find(({ status }) => status === 200)?.body['isCarriedOut']).to.equal(true);
    expect(ledger(orderId)).to.deep.equal(['payment', 'capture']);
  });

  it('rejected by an operator: one reversal, and the capture that comes then hears who and why', async () => {
    const { orderId, ref } = await reviewed();
    const [rejected] = await Promise.all([
      call('POST', '/reviews/reject', { transactionId: ref, comment: 'Stolen card' }),
      capture(orderId, ref),
      capture(orderId, ref),
    ]);
    expect(rejected.status).to.equal(200);
    expect(ledger(orderId)).to.deep.equal(['payment', 'reversal']);
    const refused = await capture(orderId, ref);
    expect(refused.status).to.equal(409);
    expect(refused.body['message']).to.include('rejected by').and.include('Stolen card');
    const again = await call('POST', '/reviews/accept', { transactionId: ref, comment: 'No' });
    expect([again.status, String(again.body['message']).includes('Stolen card')]).to.deep.equal([409, true]);
  });

  it('decided in the Business Center: heard of within one interval, with reviewer and time', async () => {
    const [yes, no] = [await reviewed(), await reviewed()];
    const { control } = machine.cybersource;
    control.decideCase('testrest', yes.ref, { newDecision: 'ACCEPT', reviewer: 'jane', comments: 'fine' });
    control.decideCase('testrest', no.ref, { newDecision: 'REJECT', reviewer: 'joe' });
    await until(() => ledger(no.orderId).length === 2);
    expect(ledger(no.orderId)).to.deep.equal(['payment', 'reversal']);
    await until(() => lines.filter((line) => line.includes('review.decided')).length >= 2);
    const line = lines.find((each) => each.includes('review.decided') && each.includes(yes.ref));
    expect(line).to.include('jane').and.include('conversion-details');
    expect((await capture(yes.orderId, yes.ref)).status).to.equal(200);
  });

  it('whose decision CyberSource does not answer stay open, and the decision is found', async () => {
    const { orderId, ref } = await reviewed();
    machine.cybersource.control.orderFault({ fault: 'reset-after-commit', on: 'decisions', times: 1 });
    const unknown = await call('POST', '/reviews/reject', { transactionId: ref, comment: 'Stolen card' });
    expect(unknown.status).to.equal(503);
    await until(() => ledger(orderId).length === 2);
    expect(ledger(orderId)).to.deep.equal(['payment', 'reversal']);
  });

  it('a restart forgets none of them', async () => {
    const { orderId, ref } = await reviewed();
    await until(async () => (await open()).some((each) => each['transactionId'] === ref));
    await machine.restart();
    expect((await open()).map((each) => each['transactionId'])).to.include(ref);
    expect((await capture(orderId, ref)).status).to.equal(409);
  });

  it('ask for a comment, and for a payment that is under review', async () => {
    const { ref } = await reviewed();
    expect((await call('POST', '/reviews/accept', { transactionId: ref })).status).to.equal(400);
    const unknown = await call('POST', '/reviews/accept', {
      transactionId: '7000000000000000000009',
      comment: 'x',
    });
    expect(unknown.status).to.equal(404);
  });

  it('are logged before their hold dies, once', async () => {
    change({ holdDays: 'visa: 1, masterCard: 1, amex: 1, discover: 1' });
    const { ref } = await reviewed();
    await until(() => lines.some((line) => line.includes('review.deadline') && line.includes(ref)));
    await delay(2_500);
    expect(lines.filter((line) => line.includes('review.deadline') && line.includes(ref))).to.have.length(1);
    change({ holdDays: '' });
  });
});
