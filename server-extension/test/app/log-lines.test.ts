import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { TEST_MERCHANT } from '../../../sandbox/occ/settings/provision.ts';
import {
  type BetweenSandboxes,
  startBetweenSandboxes,
  webhookSecret,
} from '../builders/between-sandboxes.ts';
import { anAddress, aWebhook } from '../builders/webhook.ts';
import { aGooglePayPayload } from '../cybersource/fixtures/wallets.ts';

type Line = Readonly<Record<string, unknown>>;

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Everything real: OCC, CyberSource and the extension, whose own lines are read. */
describe('The lines of the log about one payment', function () {
  this.timeout(60_000);
  let machine: BetweenSandboxes;
  let lines: Line[];
  let orders = 0;

  before(async () => {
    lines = [];
    machine = await startBetweenSandboxes({
      // Recovery looks after a lost answer within a second.
      environment: { JOURNAL: 'memory:', RECONCILE_PACE: '0.001' },
      siteSettings: {
        'isv-occ-gateway': {
          siteKW: { '*': { ...TEST_MERCHANT, merchantsecretKey: Buffer.alloc(32, 1).toString('base64') } },
        },
      },
      writeLine: (line) => lines.push(JSON.parse(line) as Line),
    });
  });

  after(() => machine.close());

  beforeEach(() => {
    lines = [];
    machine.cybersource.control.setSearchLagMs(0);
  });

  interface Answered {
    readonly orderId: string;
    readonly httpRequestId: string;
  }

  /** Delivers an authorization that CyberSource's sandbox treats as the last name says. */
  async function pay(
    lastName: string,
    headers: Readonly<Record<string, string>> = {},
    siteId = 'siteUS',
  ): Promise<Answered> {
    orders += 1;
    const orderId = `o8${orders}`;
    const body = JSON.stringify(
      aWebhook({
        orderId,
        siteId,
        paymentId: `pg8${orders}`,
        transactionId: `${orderId}-pay`,
        paymentMethod: 'generic',
        cardDetails: undefined,
        billingAddress: { ...anAddress(), lastName },
        customProperties: { paymentType: 'googlepay', paymentToken: aGooglePayPayload() },
      }),
    );
    const signature = createHmac('sha512', Buffer.from(webhookSecret, 'base64'))
      .update(body)
      .digest('base64');
    const answer = await fetch(`${machine.api}/payments`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-oracle-cc-webhook-signature-sha512': signature,
        ...headers,
      },
      body,
    });
    expect(answer.status).to.equal(200);
    return { orderId, httpRequestId: answer.headers.get('x-request-id') ?? 'none' };
  }

  const about = (orderId: string): readonly Line[] => lines.filter((line) => line['orderId'] === orderId);
  const events = (of: readonly Line[]): readonly unknown[] => of.map(({ event }) => event);

  it('all carry request, trace, site and order, also those of the call to CyberSource', async () => {
    const { orderId, httpRequestId } = await pay('TooManyRequests', {
      traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
    });
    const ofRequest = lines.filter((line) => line['httpRequestId'] === httpRequestId);
    expect(events(ofRequest)).to.include.members(['gateway.call-failed', 'payment.completed']);
    for (const line of ofRequest) expect(line).to.include({ site: 'siteUS', orderId, traceId: TRACE });
  });

  it('say in plain words that CyberSource had too many requests, and what to do', async () => {
    const { orderId } = await pay('TooManyRequests');
    const call = about(orderId).find(({ event }) => event === 'gateway.call-failed');
    expect(call).to.include({ gatewayHttpStatus: 429, outcome: 'unknown', level: 'warning' });
    expect(call?.['problem'])
      .to.match(/too many requests/i)
      .and.not.to.contain('***');
  });

  it('say what CyberSource’s records showed of a lost answer', async () => {
    const { orderId, httpRequestId } = await pay('ServerTimeoutBefore');
    const looked = about(orderId).find(({ event }) => event === 'gateway.look-up');
    expect(looked).to.include({ httpRequestId, site: 'siteUS', lookupResult: 'not-found' });
  });

  it('name the credentials that CyberSource refused, with the order and request that met it', async () => {
    const { orderId, httpRequestId } = await pay('Lovelace', {}, 'siteKW');
    const refused = about(orderId).find(({ event }) => event === 'credentials.refused');
    expect(refused).to.include({ httpRequestId, site: 'siteKW', gatewayHttpStatus: 401, level: 'error' });
  });

  it('carry no request where recovery writes them, but site, order, the trace of the run and that of the payment', async () => {
    const { orderId } = await pay('ServerTimeoutAfter', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
    await until(() => about(orderId).some(({ event }) => isRecovery(event)));
    for (const line of about(orderId).filter(({ event }) => isRecovery(event))) {
      expect(line).to.include({ site: 'siteUS', orderId, paymentTraceId: TRACE });
      expect(line).not.to.have.property('httpRequestId');
      expect(line['traceId'])
        .to.match(/^[0-9a-f]{32}$/)
        .and.not.equal(TRACE);
    }
  });

  it('name the run alone where the payment was begun without a trace', async () => {
    const { orderId } = await pay('ServerTimeoutAfter');
    await until(() => about(orderId).some(({ event }) => isRecovery(event)));
    for (const line of about(orderId).filter(({ event }) => isRecovery(event)))
      expect(line).to.include.keys('traceId').and.not.have.any.keys('httpRequestId', 'paymentTraceId');
  });

  it('have no trace where the header is not as W3C defines it', async () => {
    const { httpRequestId } = await pay('Lovelace', { traceparent: `00-${TRACE}-1-01` });
    const line = lines.findLast((each) => each['httpRequestId'] === httpRequestId);
    expect(line)
      .to.include({ event: 'payment.completed', outcome: 'approved' })
      .and.not.have.property('traceId');
  });

  it('never mix the requests that run at the same time', async () => {
    const paid = await Promise.all(
      ['Lovelace', 'TooManyRequests', 'Unavailable', 'Lovelace'].map((name) => pay(name)),
    );
    for (const { orderId, httpRequestId } of paid) {
      const ofRequest = lines.filter((line) => line['httpRequestId'] === httpRequestId);
      expect(events(ofRequest)).to.include('payment.completed');
      for (const line of ofRequest) expect(line).to.include({ orderId });
    }
  });
});

function isRecovery(event: unknown): boolean {
  return typeof event === 'string' && /^(?:task|attempt)\./.test(event);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}
