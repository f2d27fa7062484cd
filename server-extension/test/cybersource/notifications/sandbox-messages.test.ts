import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { CompactEncrypt } from 'jose';
import { createDecryptNotification } from '../../../src/cybersource/notifications/encrypted.ts';
import { createNotificationReader } from '../../../src/cybersource/notifications/reader.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { writeMessage } from '../../../../sandbox/cybersource/notifications/message.ts';
import { NOTIFICATION_KEY, NOTIFICATION_KEY_ID, signatureOver } from '../../builders/notification.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
const now = new Date();
const reader = createNotificationReader({
  keys: new Map([[NOTIFICATION_KEY_ID, new Secret(NOTIFICATION_KEY)]]),
  windowMs: 300_000,
  decrypt: createDecryptNotification(async () => Buffer.from(pem), 'notifications.pem'),
  checkReplay: async () => undefined,
  now: () => now,
});
const eventType = 'payments.capture.status.accepted';
const content = { id: '7000000000000000000001', status: 'PENDING' };

describe('notifications as the sandbox writes them', () => {
  for (const payloadShape of ['object', 'array'] as const)
    for (const signs of ['payload', 'message', 'body'] as const) {
      it(`are read with the payload as ${payloadShape} and the signature over the ${signs}`, async () => {
        const { body, headers } = await writeMessage(
          {
            event: { merchantId: 'testrest', eventType, data: content, at: now },
            subscription: { id: 'w1', organizationId: 'testrest' } as never,
            productId: 'payments',
            traceId: 't1',
            retryNumber: 0,
          },
          {
            signingKey: { id: NOTIFICATION_KEY_ID, secret: NOTIFICATION_KEY, expiresAt: now },
            payloadShape,
            signs,
            now: () => now,
          },
        );
        const [notification] = await reader.read(Buffer.from(body), headers);
        expect(notification).to.deep.include({ eventType, topic: 'payment', content });
      });
    }

  it('are read encrypted, with the signature over the body as it was sent', async () => {
    const text = JSON.stringify({ eventType, payload: { data: content } });
    const encData = await new CompactEncrypt(Buffer.from(text))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
      .encrypt(publicKey);
    const body = JSON.stringify({ encData });
    const [notification] = await reader.read(Buffer.from(body), {
      'v-c-signature': signatureOver(body, { at: now }),
    });
    expect(notification).to.deep.include({ eventType, content });
  });
});
