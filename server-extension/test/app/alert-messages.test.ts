import { setImmediate as nextRound } from 'node:timers/promises';
import { expect } from 'chai';
import { TEST_MERCHANT } from '../../../sandbox/occ/settings/provision.ts';
import { startWebhookProgram, type WebhookProgram } from '../builders/alert-receivers.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { deliverOrder } from '../builders/google-pay-order.ts';

/** A site whose key CyberSource does not know. */
const siteSettings = {
  'isv-occ-gateway': {
    siteKW: { '*': { ...TEST_MERCHANT, merchantsecretKey: Buffer.alloc(32, 1).toString('base64') } },
  },
};

/** Everything real: an alert from a payment to the program that hears of it. */
describe('An extension that tells of alerts itself', function () {
  this.timeout(60_000);
  let webhook: WebhookProgram;
  let machine: BetweenSandboxes;
  let lines: Record<string, unknown>[];

  beforeEach(async () => {
    webhook = await startWebhookProgram();
    lines = [];
    machine = await startBetweenSandboxes({
      siteSettings,
      environment: { ALERTS_WEBHOOK_URL: webhook.url, ALERTS_SECS: '1', INSTANCE_NAME: 'shop-1' },
      writeLine: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    });
  });

  afterEach(async () => {
    await machine.close();
    await webhook.close();
  });

  async function untilLogged(wanted: string): Promise<Record<string, unknown>> {
    for (;;) {
      const line = lines.find(({ event }) => event === wanted);
      if (line !== undefined) return line;
      await nextRound();
    }
  }

  it('posts that CyberSource refuses credentials, and logs it without the address', async () => {
    await deliverOrder(machine.api, 'Lovelace', { siteId: 'siteKW' });
    await webhook.until(1);
    const [message] = webhook.messages;
    expect(message?.body.alerts.map(({ labels }) => labels['alertname'])).to.include('CredentialsRefused');
    expect(message?.body.text)
      .to.include('docs/runbooks/credentials-refused.md')
      .and.to.include('Processes: shop-1');
    const sent = await untilLogged('alerts.sent');
    expect(sent).to.include({ receiver: 'webhook' });
    expect(sent['alerts']).to.include('CredentialsRefused');
    expect(JSON.stringify(lines)).not.to.include('a-secret-of-the-chat');
  });

  it('takes payments, and ends, while the receiver does not answer', async () => {
    webhook.answerWith(undefined);
    await deliverOrder(machine.api, 'Lovelace', { siteId: 'siteKW' });
    await webhook.until(1);
    expect((await deliverOrder(machine.api, 'Lovelace')).status).to.equal(200);
    await machine.restart();
    expect((await deliverOrder(machine.api, 'Lovelace')).status).to.equal(200);
  });
});
