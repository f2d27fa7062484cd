import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { createNotificationReader } from '../../src/cybersource/notifications/reader.ts';
import { withReasons } from '../../src/cybersource/outcome/stored-result.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { DatabaseJournal } from '../../src/journal/notifications/database-journal.ts';
import { createSqliteJournal } from '../../src/journal/sqlite/sqlite.ts';
import { createInbox } from '../../src/notifications/inbox.ts';
import { API, type Reply, type RunningApp, startApp } from '../builders/app.ts';
import { aNotification, NOTIFICATION_KEY, NOTIFICATION_KEY_ID } from '../builders/notification.ts';
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

  const post = (
    body: Buffer,
    headers: Readonly<Record<string, string>>,
    path = '/notifications',
  ): Promise<Reply> => app.call('POST', API + path, { body, headers });

  it('take a signed notification, also at the address of the replaced plugin, and act once', async () => {
    const { body, headers } = aNotification('tms.networktoken.updated', payload);
    for (const path of ['/notifications', '/webhook/tokenUpdate', '/notifications'])
      expect(await post(body, headers, path)).to.deep.include({ status: 200, json: { status: 'received' } });
    await delay(20);
    expect(handled).to.have.length(1);
    expect(await stored()).to.equal(1);
  });

  it('answer CyberSource’s health check', async () => {
    for (const path of ['/notifications', '/webhook/tokenUpdate'])
      expect(await app.call('GET', API + path)).to.deep.include({ status: 200, json: { status: 'ok' } });
  });

  it('refuse what is forged, old, malformed, cut off, wrongly keyed or too large, and store nothing', async () => {
    const good = aNotification('tms.networktoken.updated', payload);
    const at = new Date(Date.now() - 10 * 60_000);
    const old = aNotification('tms.networktoken.updated', payload, { at });
    const wrongKey = aNotification('tms.networktoken.updated', payload, { keyId: 'another' });
    const json = { 'content-type': 'application/json' };
    const large = Buffer.from(JSON.stringify({ payload: 'x'.repeat(5_000_000) }));
    for (const [body, headers, status] of [
      [good.body, json, 401],
      [Buffer.from(good.body.toString().replace('abc', 'abd')), good.headers, 401],
      [old.body, old.headers, 401],
      [wrongKey.body, wrongKey.headers, 401],
      [good.body, { ...good.headers, 'v-c-signature': 't=;;' }, 400],
      [good.body.subarray(0, 30), good.headers, 400],
      [Buffer.from('{"payload":1,"payload":2}'), good.headers, 400],
      [large, good.headers, 413],
      [good.body, { ...good.headers, 'content-type': 'text/plain' }, 415],
    ] as const)
      expect((await post(body, headers)).status).to.equal(status);
    expect(await stored()).to.equal(0);
  });

  it('park what this version does not know, show it to operators and try it again for them', async () => {
    const { body, headers } = aNotification('new.kind.of.event', payload);
    expect((await post(body, headers)).status).to.equal(200);
    await delay(20);
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
