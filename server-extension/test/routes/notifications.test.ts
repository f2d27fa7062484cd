import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { createCheckReplay } from '../../src/cybersource/notifications/check-replay.ts';
import { createNotificationReader } from '../../src/cybersource/notifications/reader.ts';
import { withReasons } from '../../src/cybersource/outcome/stored-result.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { DatabaseJournal } from '../../src/journal/notifications/database-journal.ts';
import { createSqliteJournal } from '../../src/journal/sqlite/sqlite.ts';
import { createInbox } from '../../src/notifications/inbox.ts';
import { API, type Reply, type RunningApp, startApp } from '../builders/app.ts';
import {
  aNotification,
  NOTIFICATION_KEY,
  NOTIFICATION_KEY_ID,
  type SignedNotification,
  type SigningOptions,
} from '../builders/notification.ts';
import { adminToken, type Occ, startOcc } from '../builders/occ.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';

const admin = { authorization: `Bearer ${adminToken}` };
const payload = { data: { id: 'abc', type: 'tokenizedCardUpdates' } };

describe('the addresses of notifications', () => {
  let occ: Occ;
  let app: RunningApp;
  let journal: DatabaseJournal;
  let handled: string[];

  beforeEach(async () => {
    occ = startOcc();
    handled = [];
    const now = (): Date => new Date();
    journal = createSqliteJournal({ file: ':memory:', recoveryTaskOf, withReasons, now });
    app = await startApp({
      journal,
      notifications: {
        isInboxDurable: true,
        notificationStore: journal.notifications,
        notificationReader: createNotificationReader({
          keys: new Map([[NOTIFICATION_KEY_ID, new Secret(NOTIFICATION_KEY)]]),
          windowMs: 300_000,
          decrypt: async () => undefined,
          checkReplay: createCheckReplay({ leases: journal.notifications, windowMs: 300_000 }),
          now,
        }),
        inbox: createInbox({
          store: journal.notifications,
          isDurable: true,
          handlers: {
            card: async ({ id }) => {
              handled.push(id);
              return { processed: 'Done.' };
            },
          },
          now,
          traceNotification: (_notification, work) => work(),
          onProcessed: () => undefined,
          onError: () => undefined,
        }),
      },
    });
  });
  afterEach(async () => {
    await app.close();
    await journal.close();
    occ.stop();
  });

  const stored = async (): Promise<number> =>
    (await journal.notifications.list('waiting', 10)).length +
    (await journal.notifications.list('processed', 10)).length +
    (await journal.notifications.list('parked', 10)).length;

  /** Waits until it is acted on, and a moment longer, in which it would be acted on once more. */
  async function isHandled(): Promise<void> {
    while (handled.length === 0) await delay(10);
    await delay(20);
    expect(handled).to.have.length(1);
  }

  const post = (
    body: Buffer,
    headers: Readonly<Record<string, string>>,
    path = '/notifications',
  ): Promise<Reply> => app.call('POST', API + path, { body, headers });

  it('take a signed notification, also at the address of the replaced plugin, and act once', async () => {
    const { body, headers } = aNotification('tms.networktoken.updated', payload);
    for (const path of ['/notifications', '/webhook/tokenUpdate', '/notifications'])
      expect(await post(body, headers, path)).to.deep.include({ status: 200, json: { status: 'received' } });
    await isHandled();
    expect(await stored()).to.equal(1);
  });

  it('answer CyberSource’s health check', async () => {
    for (const path of ['/notifications', '/webhook/tokenUpdate'])
      expect(await app.call('GET', API + path)).to.deep.include({ status: 200, json: { status: 'ok' } });
  });

  const good = (): SignedNotification => aNotification('tms.networktoken.updated', payload);
  const signed = (options: SigningOptions): SignedNotification =>
    aNotification('tms.networktoken.updated', payload, options);
  const changed = (
    { body, headers }: SignedNotification,
    change: (text: string) => string,
  ): SignedNotification => ({ body: Buffer.from(change(body.toString())), headers });
  const minutesFromNow = (minutes: number): Date => new Date(Date.now() + minutes * 60_000);
  const BAD: readonly (readonly [what: string, status: number, make: () => SignedNotification])[] = [
    ['unsigned', 401, () => ({ ...good(), headers: { 'content-type': 'application/json' } })],
    ['forged', 401, () => changed(good(), (text) => text.replace('abc', 'abd'))],
    ['signed with another secret', 401, () => signed({ key: Buffer.alloc(32, 9).toString('base64') })],
    ['signed with a key that is not listed', 401, () => signed({ keyId: 'another' })],
    ['old', 401, () => signed({ at: minutesFromNow(-6) })],
    ['from the future', 401, () => signed({ at: minutesFromNow(6) })],
    [
      'malformed in its signature',
      400,
      () => ({ ...good(), headers: { ...good().headers, 'v-c-signature': 't=;;' } }),
    ],
    ['cut off', 400, () => ({ ...good(), body: good().body.subarray(0, 30) })],
    ['ambiguous', 400, () => ({ ...good(), body: Buffer.from('{"payload":1,"payload":2}') })],
    [
      '5 MB large',
      413,
      () => ({ ...good(), body: Buffer.from(JSON.stringify({ payload: 'x'.repeat(5_000_000) })) }),
    ],
    // Their header is judged before anything of a body is read, so that a flood of them costs no reading.
    [
      '5 MB large and old',
      401,
      () => ({ ...signed({ at: minutesFromNow(-6) }), body: Buffer.alloc(5_000_000, 'x') }),
    ],
    [
      'of another content type and unsigned',
      401,
      () => ({ ...good(), headers: { 'content-type': 'text/plain' } }),
    ],
    [
      'of more than a hundred objects',
      400,
      () =>
        aNotification(
          'tms.networktoken.updated',
          Array.from({ length: 101 }, () => payload),
        ),
    ],
    [
      'of another content type',
      415,
      () => ({ ...good(), headers: { ...good().headers, 'content-type': 'text/plain' } }),
    ],
  ];
  for (const path of ['/notifications', '/webhook/tokenUpdate'])
    for (const [what, status, make] of BAD)
      it(`answer what is ${what} with ${status} at ${path}, and store nothing`, async () => {
        const { body, headers } = make();
        expect((await post(body, headers, path)).status).to.equal(status);
        expect(await stored()).to.equal(0);
        expect(handled).to.deep.equal([]);
      });

  for (const path of ['/notifications', '/webhook/tokenUpdate']) {
    it(`answer CyberSource’s repetitions with 200 at ${path}, and nothing changes`, async () => {
      const first = good();
      await post(first.body, first.headers, path);
      await isHandled();
      const repeated = changed(first, (text) => text.replace('"requestType":"NEW"', '"requestType":"RETRY"'));
      expect((await post(repeated.body, { ...first.headers, 'v-c-retry-count': '1' }, path)).status).to.equal(
        200,
      );
      await delay(20);
      expect(handled).to.have.length(1);
      expect(await stored()).to.equal(1);
    });

    it(`refuse a replay in another envelope with 401 at ${path}, however often, and store nothing of it`, async () => {
      const first = good();
      await post(first.body, first.headers, path);
      await isHandled();
      const replay = changed(first, (text) =>
        text.replace('tms.networktoken.updated', 'payments.capture.status.accepted'),
      );
      for (let nth = 0; nth < 2; nth += 1)
        expect((await post(replay.body, first.headers, path)).status).to.equal(401);
      const atOnce = Array.from({ length: 10 }, () => post(replay.body, first.headers, path));
      expect(new Set((await Promise.all(atOnce)).map(({ status }) => status))).to.deep.equal(new Set([401]));
      expect((await post(first.body, first.headers, path)).status).to.equal(200);
      await delay(20);
      expect(handled).to.have.length(1);
      expect(await stored()).to.equal(1);
    });
  }

  it('park what this version does not know, show it to operators and try it again for them', async () => {
    const { body, headers } = aNotification('new.kind.of.event', payload);
    expect((await post(body, headers)).status).to.equal(200);
    while ((await journal.notifications.list('parked', 10)).length === 0) await delay(10);
    const path = `${API}/operations/notifications`;
    expect((await app.call('GET', path)).status).to.equal(401);
    const { json } = await app.call('GET', path, { headers: admin });
    expect(json).to.have.nested.property('items[0].eventType', 'new.kind.of.event');
    expect(json).to.have.property('complete', true);
    const again = await app.call('POST', `${path}/process`, { headers: admin, body: {} });
    expect(again.json).to.deep.equal({ tried: 1 });
    expect((await app.call('POST', `${path}/process`, { body: {} })).status).to.equal(401);
    const waiting = await app.call('GET', `${path}?state=waiting`, { headers: admin });
    expect(waiting.json).to.have.property('items').that.deep.equals([]);
  });
});

describe('the addresses of notifications without a key', () => {
  it('do not exist, but for the health check of the replaced plugin’s address', async () => {
    const occ = startOcc();
    const app = await startApp();
    const { body, headers } = aNotification('tms.networktoken.updated', payload);
    for (const path of ['/notifications', '/webhook/tokenUpdate'])
      expect((await app.call('POST', API + path, { body, headers })).status).to.equal(404);
    expect((await app.call('GET', `${API}/notifications`)).status).to.equal(404);
    expect((await app.call('GET', `${API}/webhook/tokenUpdate`)).status).to.equal(200);
    await app.close();
    occ.stop();
  });
});
