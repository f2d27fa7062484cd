import { expect } from 'chai';
import { createMemoryNotifications } from '../../src/journal/notifications/memory.ts';
import { createWakeNotified, type WakeNotifiedDeps } from '../../src/notifications/payments/wake-notified.ts';
import type { Notification } from '../../src/notifications/ports.ts';
import type { PaymentAttempt } from '../../src/payments/ports/payment-attempt.ts';

describe('notifications that came while an attempt was under way', () => {
  const at = new Date('2026-11-29T10:00:00Z');
  const later = new Date(at.getTime() + 60_000);
  let rounds: number;

  const aNotification = (
    id: string,
    orderId: string,
    topic: Notification['topic'] = 'payment',
  ): Notification => ({
    id,
    eventType: 'payments.capture.status.accepted',
    topic,
    signedAt: at,
    content: { orderId },
  });
  const anAttempt = (outcome: string): PaymentAttempt =>
    ({ orderId: 'o1', result: { outcome } }) as unknown as PaymentAttempt;

  async function due(outcome: string): Promise<readonly string[]> {
    rounds = 0;
    const store = createMemoryNotifications({ capacity: 10, now: () => at });
    for (const each of [
      aNotification('of it', 'o1'),
      aNotification('of its batch', 'o1', 'batch'),
      aNotification('of its card', 'o1', 'card'),
      aNotification('of another order', 'o2'),
    ]) {
      await store.add(each, at);
    }
    for (const leased of await store.lease(10, 1_000))
      await store.complete(leased, { waiting: 'The attempt is under way.', runAt: later });
    const notifiedPayments = {
      identify: ({ content }: Notification) => ({ orderId: content['orderId'] }),
    } as unknown as WakeNotifiedDeps['notifiedPayments'];
    const process = async (): Promise<void> => {
      rounds += 1;
    };
    await createWakeNotified({ store, notifiedPayments, process })(anAttempt(outcome));
    return (await store.lease(10, 1_000)).map(({ notification }) => notification.id);
  }

  it('are worked on at once when its outcome turns out unknown, and those of other orders are not', async () => {
    expect(await due('unknown')).to.have.members(['of it', 'of its batch']);
    expect(rounds).to.equal(1);
  });

  it('wait for their own time when its outcome is known', async () => {
    expect(await due('approved')).to.deep.equal([]);
    expect(rounds).to.equal(0);
  });
});
