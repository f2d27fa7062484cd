import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { type CyberSourceSandbox, startCybersourceSandbox } from '../../../cybersource/start.ts';
import { aPayment, createClient, textAt } from '../client.ts';
import { type Receiver, startReceiver } from './a-receiver.ts';

describe('a batch that the clock closes', () => {
  let receiver: Receiver;
  let sandbox: CyberSourceSandbox;

  before(async () => {
    receiver = await startReceiver();
    sandbox = await startCybersourceSandbox({
      batchCloseAt: '06:00',
      clockSkewMs: 1e13,
      subscription: {
        url: `${receiver.url}/notifications`,
        keyId: 'key-1',
        secret: Buffer.alloc(32, 5).toString('base64'),
      },
    });
  });
  after(async () => {
    await sandbox.close();
    await receiver.close();
  });

  it('is notified as one that the control API closes, once, and without what was voided', async () => {
    // Batches close at six in the morning.
    sandbox.control.setClock({ at: new Date('2026-11-30T12:00:00Z') });
    const client = createClient(sandbox.url);
    const sale = async (): Promise<string> =>
      textAt((await client.post('/pts/v2/payments', aPayment({ capture: true }))).body, 'id');
    await sale();
    const voided = await sale();
    await client.post(`/pts/v2/payments/${voided}/voids`, {});
    const updated = (): number =>
      receiver.received.filter(({ body }) => body['eventType'] === 'payments.capture.status.updated').length;
    await delay(1_200);
    expect(updated()).to.equal(0);
    sandbox.control.setClock({ at: new Date('2026-12-01T12:00:00Z') });
    for (let patience = 1_000; patience > 0 && updated() === 0; patience -= 1) await delay(25);
    expect(updated()).to.equal(1);
    sandbox.control.closeBatch();
    await delay(1_200);
    expect(updated()).to.equal(1);
  });
});
