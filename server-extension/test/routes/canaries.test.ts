import { expect } from 'chai';
import { API, cardProperties, type RunningApp, startApp } from '../builders/app.ts';
import { adminToken, type Occ, someSettings, startOcc } from '../builders/occ.ts';
import { aWebhook, bytesOf, sign } from '../builders/webhook.ts';

/** Things that must never be written anywhere. Each can be told from everything else. */
const canaries = {
  cardNumber: '4929123456781236',
  spacedCardNumber: '4929 1234 5678 1236',
  email: 'canary@very-private.test',
  token: `eyJhbGciOiJSUzI1NiJ9.${'Q2FuYXJ5'.repeat(12)}.c2lnbmF0dXJl`,
  key: 'Y2FuYXJ5LWtleS1jYW5hcnkta2V5LWNhbmFyeS1rZXk=',
} as const;

describe('what is written to the log', () => {
  let occ: Occ;
  let app: RunningApp;

  beforeEach(async () => {
    occ = startOcc();
    app = await startApp();
  });

  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  it('holds no card number, e-mail, token or key, whichever field of a webhook they are in', async () => {
    for (const canary of Object.values(canaries)) {
      for (const webhook of planted(aWebhook({ customProperties: cardProperties(app) }), canary))
        await app.deliver(webhook);
    }
    expectClean(app);
  });

  it('holds none of them from /keys, /capture, /refund, /paymentMethods or the journal, headers included', async () => {
    const oms = {
      authorization: `Bearer ${adminToken}`,
      'x-ccsite': 'siteUS',
      'x-ccasset-channel': 'storefront',
    };
    const capture = {
      merchantReferenceNumber: 'o1',
      transactionId: '7000000000000000000001',
      currency: 'USD',
      amount: '000000000100',
    };
    for (const canary of Object.values(canaries)) {
      for (const path of ['/capture', '/refund']) {
        for (const body of planted(capture, canary)) {
          await app.call('POST', API + path, { body: body as object, headers: oms });
        }
        for (const headers of planted(oms, canary)) {
          await app.call('POST', API + path, { body: capture, headers: headers as Record<string, string> });
        }
      }
      await app.call('POST', `${API}/keys`, {
        body: { targetOrigin: canary },
        headers: { 'x-ccsite': 'siteUS' },
      });
      await app.call('POST', `${API}/keys`, {
        body: { targetOrigin: 'https://shop.test' },
        headers: { 'x-ccsite': canary },
      });
      await app.call('GET', `${API}/paymentMethods`, { headers: { 'x-ccsite': canary, channel: canary } });
      await app.call('GET', `${API}/operations/journal?orderId=${encodeURIComponent(canary)}`, {
        headers: oms,
      });
      await app.call('GET', `${API}/${encodeURIComponent(canary)}`, { headers: { cookie: canary } });
    }
    expectClean(app);
  });

  it("holds neither the merchant's keys nor any signature", async () => {
    occ.settings(someSettings({ merchantsecretKey: canaries.key, merchantKeyId: 'canary-key-id' }));
    const body = bytesOf(aWebhook({ customProperties: cardProperties(app) }));
    await app.deliver(body);
    await app.deliver(body, { 'x-oracle-cc-webhook-signature-sha512': sign('another') });
    expectClean(app, [
      canaries.key,
      'canary-key-id',
      sign(body),
      sign('another'),
      adminToken,
      'token-of-the-application',
    ]);
  });

  it('holds no message of an unexpected error, which can quote what was sent', async () => {
    let calls = 0;
    const running = await startApp({
      now: () => {
        calls += 1;
        if (calls === 1) throw new Error(canaries.cardNumber);
        return new Date();
      },
    });
    const { status, text } = await running.deliver(aWebhook());
    await running.close();
    expect(status).to.equal(500);
    expect(text).not.to.contain(canaries.cardNumber);
    expectClean(running);
  });

  it('still says which payment it was, how it ended and where to look it up', async () => {
    await app.deliver(aWebhook({ customProperties: cardProperties(app) }));
    const line = JSON.parse(app.lines.at(-1) ?? '{}') as Record<string, unknown>;
    expect(line).to.include({
      event: 'payment.completed',
      orderId: 'o10001',
      paymentGroupId: 'pg10001',
      operation: 'authorize',
      outcome: 'approved',
      gatewayStatus: 'AUTHORIZED',
      gatewayTransactionId: '7000000000000000000001',
    });
  });
});

function expectClean({ lines }: RunningApp, secrets: readonly string[] = Object.values(canaries)): void {
  const written = lines.join('\n');
  for (const secret of secrets) expect(written).not.to.contain(secret);
}

/** One copy for every text in the value, however deep, with that text replaced. */
function planted(value: unknown, canary: string): unknown[] {
  if (typeof value === 'string') return [canary];
  if (Array.isArray(value)) {
    return value.flatMap((item, nth) =>
      planted(item, canary).map((copy) => value.with(nth, copy) as unknown),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    planted(item, canary).map((copy) => ({ ...value, [name]: copy })),
  );
}
