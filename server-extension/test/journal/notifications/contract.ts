import { expect } from 'chai';
import type { Notification, NotificationStore } from '../../../src/notifications/ports.ts';

const at = new Date('2026-11-29T10:00:00Z');
const seconds = (count: number): Date => new Date(at.getTime() + count * 1_000);

export function aStoredNotification(changes: Partial<Notification> = {}): Notification {
  return {
    id: 'n1',
    eventType: 'payments.capture.status.accepted',
    topic: 'payment',
    signedAt: at,
    content: { id: '7000000000000000000001', status: 'PENDING' },
    ...changes,
  };
}

/** What every store of notifications promises. */
export function itIsANotificationStore(
  create: (
    now: () => Date,
  ) => Promise<{ readonly store: NotificationStore; readonly close: () => Promise<void> }>,
): void {
  let store: NotificationStore;
  let close: () => Promise<void>;
  let time: Date;
  beforeEach(async () => {
    time = at;
    ({ store, close } = await create(() => time));
  });
  afterEach(() => close());

  it('takes a notification once, and gives it back as it came', async () => {
    const notification = aStoredNotification();
    expect(await store.add(notification, at)).to.equal(true);
    expect(await store.add({ ...notification, signedAt: seconds(9) }, seconds(9))).to.equal(false);
    time = seconds(1);
    expect(await store.list('waiting', 10)).to.deep.equal([
      { ...notification, receivedAt: at, state: 'waiting', runs: 0 },
    ]);
  });

  it('leases what is due, to one at a time, until the lease ends', async () => {
    await store.add(aStoredNotification({ id: 'n1' }), at);
    await store.add(aStoredNotification({ id: 'n2' }), at);
    time = seconds(1);
    const [first] = await store.lease(1, 10_000);
    expect(await store.lease(10, 10_000)).to.have.length(1);
    expect(await store.lease(10, 10_000)).to.deep.equal([]);
    time = seconds(20);
    expect(await store.lease(10, 10_000)).to.have.length(2);
    await store.complete(first!, { processed: 'Too late.' });
    expect(await store.list('processed', 10)).to.deep.equal([]);
  });

  it('keeps nothing of a run that outlived its lease, though nobody has leased it since', async () => {
    await store.add(aStoredNotification(), at);
    time = seconds(1);
    const [leased] = await store.lease(1, 10_000);
    time = seconds(12);
    await store.complete(leased!, { processed: 'Too late.' });
    expect(await store.list('processed', 10)).to.deep.equal([]);
  });

  it('keeps how a run ended, and when the next one is due', async () => {
    await store.add(aStoredNotification(), at);
    time = seconds(1);
    const run = async (): Promise<Parameters<NotificationStore['complete']>[0]> => {
      const [leased] = await store.lease(1, 10_000);
      if (leased === undefined) throw new Error('Nothing is due.');
      return leased;
    };
    await store.complete(await run(), { waiting: 'Not yet.', runAt: seconds(60) });
    expect(await store.lease(1, 10_000)).to.deep.equal([]);
    time = seconds(61);
    await store.complete(await run(), { parked: 'Unknown.', runAt: seconds(120) });
    expect(await store.list('parked', 10)).to.have.nested.property('[0].note', 'Unknown.');
    time = seconds(121);
    await store.complete(await run(), { parked: 'Still unknown.' });
    time = seconds(100_000);
    expect(await store.lease(1, 10_000)).to.deep.equal([]);
    expect(await store.reopen(['another'])).to.equal(0);
    expect(await store.reopen(['n1'])).to.equal(1);
    time = seconds(100_001);
    await store.complete(await run(), { processed: 'Done.' });
    expect(await store.list('processed', 10)).to.have.nested.property('[0].note', 'Done.');
    expect(await store.reopen('all')).to.equal(0);
  });

  it('forgets what was processed long ago, and nothing else', async () => {
    for (const id of ['n1', 'n2']) await store.add(aStoredNotification({ id }), at);
    time = seconds(1);
    const [leased] = await store.lease(1, 10_000);
    await store.complete(leased!, { processed: 'Done.' });
    await store.forgetProcessed(at);
    expect(await store.list('processed', 10)).to.have.length(1);
    await store.forgetProcessed(seconds(1));
    expect(await store.list('processed', 10)).to.deep.equal([]);
    expect(await store.list('waiting', 10)).to.have.length(1);
  });

  it('leases a name to one at a time', async () => {
    const lease = await store.takeLease('profile 110001', 10_000);
    expect(lease).to.be.a('string');
    expect(await store.takeLease('profile 110001', 10_000)).to.equal(undefined);
    expect(await store.takeLease('profile 110002', 10_000)).to.be.a('string');
    await store.releaseLease('profile 110001', 'another');
    expect(await store.takeLease('profile 110001', 10_000)).to.equal(undefined);
    await store.releaseLease('profile 110001', lease ?? '');
    expect(await store.takeLease('profile 110001', 10_000)).to.be.a('string');
    time = seconds(20);
    expect(await store.takeLease('profile 110001', 10_000)).to.be.a('string');
  });

  it('leases a name again to who holds it already, by the lease that it gives itself, and to no other', async () => {
    expect(await store.takeLease('signature x', 10_000, 'mine')).to.equal('mine');
    const both = [
      store.takeLease('signature x', 10_000, 'other'),
      store.takeLease('signature x', 10_000, 'other'),
    ];
    expect(await Promise.all(both)).to.deep.equal([undefined, undefined]);
    time = seconds(8);
    expect(await store.takeLease('signature x', 10_000, 'mine')).to.equal('mine');
    time = seconds(17);
    expect(await store.takeLease('signature x', 10_000, 'other')).to.equal(undefined);
    time = seconds(30);
    expect(await store.takeLease('signature x', 10_000, 'other')).to.equal('other');
  });
}
