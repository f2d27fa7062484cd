import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { createDecryptNotification } from '../../../src/cybersource/notifications/encrypted.ts';
import { createNotificationReader } from '../../../src/cybersource/notifications/reader.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { Notification } from '../../../src/notifications/ports.ts';
import {
  aNotification,
  anEncryptedNotification,
  NOTIFICATION_KEY,
  NOTIFICATION_KEY_ID,
  signatureOver,
  type SignedNotification,
} from '../../builders/notification.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
const OLD_KEY = Buffer.alloc(32, 7).toString('base64');
const now = new Date('2026-11-29T10:00:00Z');
const signedNow = { at: now };

const reader = createNotificationReader({
  keys: new Map([
    [NOTIFICATION_KEY_ID, new Secret(NOTIFICATION_KEY)],
    ['old-key', new Secret(OLD_KEY)],
  ]),
  windowMs: 300_000,
  decrypt: createDecryptNotification(async () => Buffer.from(pem), 'notifications.pem'),
  checkReplay: async () => undefined,
  now: () => now,
});

const updated = {
  data: { reason: 'TOKEN_STATUS_UPDATED', id: 'abc', type: 'tokenizedCardUpdates', version: '1.0' },
};

function read({ body, headers }: SignedNotification): Promise<readonly Notification[]> {
  return reader.read(body, headers);
}

async function problemOf(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.catch((caught: unknown) => caught);
  if (!(error instanceof Problem)) throw new Error('It was not refused.');
  return error.code;
}

describe('the signature of a notification', () => {
  it('is right for the vector that was computed from CyberSource’s rule', async () => {
    const at = new Date(1764547200000);
    const vector = createNotificationReader({
      keys: new Map([['k', new Secret(NOTIFICATION_KEY)]]),
      windowMs: 1_000,
      decrypt: async () => undefined,
      checkReplay: async () => undefined,
      now: () => at,
    });
    const payload =
      '[{"data":{"reason":"PROVISIONED","id":"abc","type":"tokenizedCardEnrollments","version":"1.0"}}]';
    const body = Buffer.from(`{"eventType": "tms.networktoken.provisioned", "payload": ${payload}}`);
    const sig = 'ejtIMJhNTqCeqPI19ObWyn6cOyTnE9gs9xLgV2JgivI=';
    const [notification] = await vector.read(body, {
      'v-c-signature': `t=${at.getTime()}; keyId=k; sig=${sig}`,
    });
    expect(notification).to.deep.include({
      topic: 'card',
      eventType: 'tms.networktoken.provisioned',
      signedAt: at,
      content: { id: 'abc', reason: 'PROVISIONED', type: 'tokenizedCardEnrollments', version: '1.0' },
    });
  });

  it('is over the payload’s own bytes, however they are written', async () => {
    const payload = '[ {"data" : {"id":"\\u0061bc", "state":1.0 }} ]';
    const headers = { 'v-c-signature': signatureOver(payload, signedNow) };
    const body = Buffer.from(`{"eventType":"tms.token.updated","payload":${payload}}`);
    expect(await reader.read(body, headers)).to.have.length(1);
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
    expect(await problemOf(reader.read(rewritten, headers))).to.equal('bad-signature');
  });

  it('may be over the whole body, which then proves the event type as well', async () => {
    const body = Buffer.from(JSON.stringify({ eventType: 'tms.token.updated', payload: updated }));
    const headers = { 'v-c-signature': signatureOver(body.toString(), signedNow), 'v-c-event-type': 'other' };
    expect((await reader.read(body, headers))[0]).to.deep.include({ eventType: 'tms.token.updated' });
  });

  it('may be over what was encrypted: the envelope, or its payload alone', async () => {
    const envelope = JSON.stringify({ eventType: 'payments.capture.status.accepted', payload: updated });
    for (const text of [envelope, JSON.stringify(updated)]) {
      const { body } = await anEncryptedNotification(text, createPrivateKey(pem));
      const headers = {
        'v-c-signature': signatureOver(text, signedNow),
        'v-c-event-type': 'payments.capture.status.accepted',
      };
      expect((await reader.read(body, headers))[0]).to.deep.include({ topic: 'payment' });
    }
  });

  it('may be made with any listed key, chosen by its id', async () => {
    const old = aNotification('tms.token.updated', updated, { at: now, key: OLD_KEY, keyId: 'old-key' });
    expect(await read(old)).to.have.length(1);
    const mixed = aNotification('tms.token.updated', updated, { at: now, key: OLD_KEY });
    expect(await problemOf(read(mixed))).to.equal('bad-signature');
    const unlisted = aNotification('tms.token.updated', updated, { at: now, keyId: 'another' });
    expect(await problemOf(read(unlisted))).to.equal('bad-signature');
  });

  it('counts for five minutes before and after', async () => {
    for (const [ms, isGood] of [
      [-299_000, true],
      [299_000, true],
      [-301_000, false],
      [301_000, false],
    ] as const) {
      const at = new Date(now.getTime() + ms);
      const reading = read(aNotification('tms.token.updated', updated, { at }));
      if (isGood) expect(await reading).to.have.length(1);
      else expect(await problemOf(reading)).to.equal('bad-signature');
    }
  });

  it('is refused as malformed where the header has another form, as bad where there is none', async () => {
    for (const header of ['t=;;', 't=1;keyId=a', `t=${now.getTime()};keyId=a b;sig=x`, 'x'.repeat(10_000)])
      expect(await problemOf(reader.read(Buffer.from('{}'), { 'v-c-signature': header }))).to.equal(
        'malformed-request',
      );
    expect(await problemOf(reader.read(Buffer.from('{}'), {}))).to.equal('bad-signature');
  });

  it('does not survive any change of the payload', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const { body, headers } = aNotification('tms.token.updated', updated, signedNow);
        const start = body.indexOf('"payload":') + '"payload":'.length;
        const changed = Buffer.from(body);
        const at = start + (place % (body.length - start - 1));
        changed[at] = (changed[at] ?? 0) ^ change;
        const code = await problemOf(reader.read(changed, headers));
        expect(['bad-signature', 'malformed-request']).to.include(code);
      }),
    ));

  it('does not hide behind a payload that stands twice, or is cut off', async () => {
    const { body, headers } = aNotification('tms.token.updated', updated, signedNow);
    const twice = Buffer.from(body.toString().replace('{', '{"payload":{"data":{"id":"evil"}},'));
    expect(await problemOf(reader.read(twice, headers))).to.equal('malformed-request');
    expect(await problemOf(reader.read(body.subarray(0, -9), headers))).to.equal('malformed-request');
  });
});

describe('what a notification says', () => {
  it('is read from an object and from a list, with and without data, in envelopes of both versions', async () => {
    const content = updated.data;
    for (const payload of [content, updated, [updated], [content], { data: [content] }])
      for (const envelope of [{ retryNumber: 0 }, { notificationId: 'n', eventDate: '2026-11-29' }]) {
        const [notification] = await read(
          aNotification('tms.token.updated', payload, { ...signedNow, envelope }),
        );
        expect(notification?.content).to.deep.include({ id: 'abc', type: 'tokenizedCardUpdates' });
      }
    expect(await read(aNotification('tms.token.updated', [updated, updated], signedNow))).to.have.length(2);
    const amongOthers = { data: ['text', content, null, 7] };
    expect(await read(aNotification('tms.token.updated', amongOthers, signedNow))).to.have.length(1);
  });

  for (const eventType of ['payments.capture.status.accepted', 'payments.capture.status.updated'])
    it(`is the same in any envelope, and another one with another amount: ${eventType}`, async () => {
      const about = (totalAmount: string): object => ({
        id: '7000000000000000000001',
        status: 'PENDING',
        orderInformation: { amountDetails: { totalAmount, currency: 'USD' } },
      });
      const idOf = async (totalAmount: string, traceId: string, at: Date): Promise<string | undefined> => {
        const envelope = { transactionTraceId: traceId };
        const signed = aNotification(eventType, about(totalAmount), { at, envelope });
        return (await read(signed))[0]?.id;
      };
      const later = new Date(now.getTime() + 1_000);
      expect(await idOf('10.00', 'a', now)).to.equal(await idOf('10.00', 'b', later));
      expect(await idOf('10.00', 'a', now)).not.to.equal(await idOf('11.00', 'a', now));
    });

  it('is the same about a card where it was signed at the same time, and another one a moment later', async () => {
    const idOf = async (id: string, at: Date): Promise<string | undefined> =>
      (await read(aNotification('tms.token.updated', { ...updated.data, id }, { ...signedNow, at })))[0]?.id;
    const later = new Date(now.getTime() + 1_000);
    expect(await idOf('abc', now)).to.equal(await idOf('abc', now));
    expect(await idOf('abc', now)).not.to.equal(await idOf('abc', later));
    expect(await idOf('abc', now)).not.to.equal(await idOf('abd', now));
  });

  it('keeps no card number, no cryptogram and no address', async () => {
    const secrets = ['4111111111111111', 'AgAAAAAABk4DWZ4C28yUQAAAAAA=', '1 Market Street', '987'];
    const payload = {
      id: '7000000000000000000001',
      clientReferenceInformation: { code: 'o1 4111111111111111', comments: 'card 4111 1111 1111 1111' },
      paymentInformation: { card: { number: secrets[0], securityCode: secrets[3] } },
      tokenizedCard: { cryptogram: secrets[1], number: secrets[0] },
      orderInformation: { billTo: { address1: secrets[2] }, amountDetails: { currency: 'USD' } },
      _links: { 'tokenized-cards': [{ id: 'A1', state: 'ACTIVE', cryptogram: secrets[1] }] },
    };
    const [notification] = await read(
      aNotification('payments.authorization.status.accepted', payload, signedNow),
    );
    const kept = JSON.stringify(notification);
    for (const secret of [...secrets, '4111 1111']) expect(kept).not.to.include(secret);
    expect(notification?.content).to.deep.equal({
      id: '7000000000000000000001',
      orderInformation: { amountDetails: { currency: 'USD' } },
      _links: { 'tokenized-cards': [{ id: 'A1', state: 'ACTIVE' }] },
    });
  });

  it('goes to the handler of its event type; an unknown one to none', async () => {
    for (const [eventType, topic] of [
      ['payments.authorization.status.accepted', 'payment'],
      ['payments.authorization.status.partiallyApproved', 'payment'],
      ['payments.capture.status.updated', 'batch'],
      ['payments.refund.status.accepted', 'payment'],
      ['payments.refund.status.updated', 'batch'],
      ['payments.credit.status.accepted', 'payment'],
      ['payments.void.status.rejected', 'payment'],
      ['payments.reversal.status.accepted', 'payment'],
      ['tms.networktoken.provisioned', 'card'],
      ['tms.token.pan_updated', 'card'],
      ['payments.payments.updated', 'other'],
      ['risk.casemanagement.decision.accept', 'review'],
      ['payments.constructor.status.accepted', 'other'],
    ] as const)
      expect((await read(aNotification(eventType, updated, signedNow)))[0]?.topic).to.equal(topic);
  });

  it('is taken, and goes to no handler, where nothing names its event', async () => {
    const payload = JSON.stringify(updated);
    const body = Buffer.from(`{"webhookId":"w1","payload":${payload}}`);
    const [notification] = await read({
      body,
      headers: { 'content-type': 'application/json', 'v-c-signature': signatureOver(payload, signedNow) },
    });
    expect(notification).to.include({ eventType: 'unnamed', topic: 'other' });
  });

  it('of a sample says nothing, once its signature was verified', async () => {
    const sample = { testPayload: { message: 'This is a test.' } };
    expect(await read(aNotification('tms.networktoken.updated', sample, signedNow))).to.deep.equal([]);
  });

  it('is refused where it holds nothing', async () => {
    for (const payload of [[], 'text', 7, null])
      expect(await problemOf(read(aNotification('tms.token.updated', payload, signedNow)))).to.equal(
        'malformed-request',
      );
  });
});
