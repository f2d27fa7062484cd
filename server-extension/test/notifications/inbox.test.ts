import { expect } from 'chai';
import { Problem } from '../../src/domain/problem.ts';
import { createMemoryNotifications } from '../../src/journal/notifications/memory.ts';
import { createInbox, type Inbox } from '../../src/notifications/inbox.ts';
import type { NotificationResult, NotificationStore } from '../../src/notifications/ports.ts';
import { refusal } from '../builders/refusal.ts';
import { aStoredNotification } from '../journal/notifications/contract.ts';

const at = new Date('2026-11-29T10:00:00Z');

describe('the inbox', () => {
  let time: Date;
  let store: NotificationStore;
  let results: (NotificationResult | Error)[];
  let handled: string[];
  /** How each run ended. */
  let ended: NotificationResult[];

  function anInbox(isDurable: boolean): Inbox {
    return createInbox({
      store,
      isDurable,
      handlers: {
        payment: async ({ id }) => {
          handled.push(id);
          const result = results.shift() ?? { processed: 'Done.' };
          if (result instanceof Error) throw result;
          return result;
        },
      },
      now: () => time,
      traceNotification: (_notification, work) => work(),
      onProcessed: (_notification, result) => ended.push(result),
      onError: () => undefined,
    });
  }

  beforeEach(() => {
    time = at;
    store = createMemoryNotifications({ capacity: 100, now: () => time });
    results = [];
    handled = [];
    ended = [];
  });

  it('acts once, however often a notification comes', async () => {
    const inbox = anInbox(true);
    for (let nth = 0; nth < 3; nth += 1) {
      await inbox.receive([aStoredNotification()]);
      await inbox.idle();
    }
    expect(handled).to.deep.equal(['n1']);
    expect(await store.list('processed', 10)).to.have.length(1);
  });

  it('answers once a notification is stored, whatever comes of it', async () => {
    results = [new Error('OCC is away.')];
    const inbox = anInbox(true);
    await inbox.receive([aStoredNotification()]);
    await inbox.idle();
    expect((await store.list('waiting', 10))[0]).to.deep.include({ runs: 1, note: 'An unexpected error.' });
    time = new Date(at.getTime() + 1_000);
    await inbox.process();
    expect(await store.list('processed', 10)).to.have.length(1);
  });

  it('does not answer what cannot be stored', async () => {
    const full: NotificationStore = {
      ...store,
      add: async () => {
        throw new Problem('journal-unavailable', 'The disk is full.');
      },
    };
    store = full;
    expect(await refusal(anInbox(true).receive([aStoredNotification()]))).to.have.property(
      'code',
      'journal-unavailable',
    );
  });

  it('gives up by itself after a day of tries, and tries again for an operator', async () => {
    const inbox = anInbox(true);
    results = Array.from({ length: 20 }, () => ({ waiting: 'Not yet.', runAt: time }));
    await inbox.receive([aStoredNotification()]);
    await inbox.idle();
    for (let hour = 0; hour < 40; hour += 1) {
      time = new Date(time.getTime() + 60 * 60_000);
      await inbox.process();
    }
    expect((await store.list('parked', 10))[0]?.note).to.equal('Not yet.');
    results = [];
    await store.reopen('all');
    await inbox.process();
    expect(await store.list('processed', 10)).to.have.length(1);
  });

  it('waits longer from try to try, and never less than its handler wants', async () => {
    const inbox = anInbox(true);
    results = Array.from({ length: 20 }, () => ({ waiting: 'Not yet.', runAt: at }));
    await inbox.receive([aStoredNotification()]);
    await inbox.idle();
    const waited: unknown[] = [];
    for (let last = ended.at(-1); ; last = ended.at(-1)) {
      if (last === undefined || !('waiting' in last)) break;
      waited.push((last.runAt.getTime() - time.getTime()) / 1_000);
      time = last.runAt;
      await inbox.process();
    }
    expect(waited).to.deep.equal([1, 1, 2, 5, 15, 60, 300, 900, 3_600, 7_200, 21_600, 43_200]);
    expect(ended.at(-1)).to.deep.equal({ parked: 'Not yet.' });
    const later = new Date(time.getTime() + 86_400_000);
    results = [{ waiting: 'Tomorrow.', runAt: later }];
    await inbox.receive([aStoredNotification({ id: 'n2' })]);
    await inbox.idle();
    expect(ended.at(-1)).to.deep.equal({ waiting: 'Tomorrow.', runAt: later });
  });

  it('takes ten at once for a minute and a half, and forgets each hour what was processed 60 days ago', async () => {
    const asked: unknown[] = [];
    const kept = store;
    store = {
      ...kept,
      lease: (...given) => {
        asked.push(given);
        return kept.lease(...given);
      },
      forgetProcessed: async (before) => {
        asked.push(before.toISOString());
      },
    };
    const inbox = anInbox(true);
    await inbox.process();
    await inbox.process();
    time = new Date(at.getTime() + 60 * 60_000 - 1);
    await inbox.process();
    time = new Date(at.getTime() + 60 * 60_000);
    await inbox.process();
    const round = [10, 90_000];
    expect(asked).to.deep.equal([
      '2026-09-30T10:00:00.000Z',
      round,
      round,
      round,
      '2026-09-30T11:00:00.000Z',
      round,
    ]);
  });

  it('parks what has no handler, and does not try it again', async () => {
    const inbox = anInbox(true);
    await inbox.receive([aStoredNotification({ topic: 'other', eventType: 'new.event' })]);
    await inbox.idle();
    time = new Date(at.getTime() + 90 * 24 * 60 * 60_000);
    await inbox.process();
    expect((await store.list('parked', 10))[0]).to.deep.include({ runs: 1 });
  });

  describe('without a database', () => {
    it('answers once a notification was acted on', async () => {
      await anInbox(false).receive([aStoredNotification()]);
      expect(handled).to.deep.equal(['n1']);
    });

    it('answers what was not acted on with a 503, and acts when it comes again', async () => {
      results = [
        { waiting: 'OCC is away.', runAt: at },
        { parked: 'Unknown.', runAt: at },
      ];
      const inbox = anInbox(false);
      expect(await refusal(inbox.receive([aStoredNotification()]))).to.have.property('code', 'in-progress');
      expect(await refusal(inbox.receive([aStoredNotification()]))).to.have.property('code', 'in-progress');
      await inbox.receive([aStoredNotification()]);
      expect(handled).to.have.length(3);
    });

    it('answers an event type that nothing acts on, so that it does not come again', async () => {
      await anInbox(false).receive([aStoredNotification({ topic: 'other' })]);
      expect(await store.list('parked', 10)).to.have.length(1);
    });
  });
});
