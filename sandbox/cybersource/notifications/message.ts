/** A notification as it goes out. CyberSource: webhooks, notification. */
import { createHmac } from 'node:crypto';
import { encryptFor } from '../access/encryption/encrypt-for.ts';
import type { DeliveryMode } from './delivery-mode.ts';
import type { NotificationCertificate, SignatureKey } from './notification-keys.ts';
import type { NotificationEvent } from './notification-event.ts';
import type { WebhookSubscription } from './subscription.ts';

/** One sending of one event to one subscription. */
export interface NotificationMessage {
  readonly event: NotificationEvent;
  readonly subscription: WebhookSubscription;
  readonly productId: string;
  readonly traceId: string;
  /** 0 for the first sending. */
  readonly retryNumber: number;
}

/** What signs and what encrypts it, and in which of the observed forms it is written. */
export interface MessageForm extends Pick<DeliveryMode, 'payloadShape' | 'signs'> {
  readonly signingKey: SignatureKey;
  readonly certificate?: NotificationCertificate | undefined;
  readonly now: () => Date;
}

/** Headers and body. */
export async function writeMessage(
  message: NotificationMessage,
  form: MessageForm,
): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly body: string }> {
  const { event, subscription, productId, traceId, retryNumber } = message;
  const { signingKey, certificate, payloadShape, signs, now } = form;
  const item = { data: event.data, organizationId: event.merchantId };
  const payload = JSON.stringify(payloadShape === 'array' ? [item] : item);
  const requestType = retryNumber === 0 ? 'NEW' : 'RETRY';
  const envelope = {
    eventType: event.eventType,
    webhookId: subscription.id,
    productId,
    organizationId: subscription.organizationId,
    eventDate: event.at.toISOString(),
    transactionTraceId: traceId,
    retryNumber,
    requestType,
  };
  // The signature covers the bytes of `payload`: it is written once and stands in the message as it was signed.
  const text = `${JSON.stringify(envelope).slice(0, -1)},"payload":${payload}}`;
  const body = certificate
    ? JSON.stringify({
        encData: await encryptFor({ key: certificate.certificate.publicKey, kid: certificate.id }, text, {
          iat: now().getTime(),
        }),
      })
    : text;
  const signed = { payload, message: text, body }[signs];
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'v-c-signature': toSignature(signed, signingKey, now()),
      'v-c-event-type': event.eventType,
      'v-c-webhook-id': subscription.id,
      'v-c-organization-id': subscription.organizationId,
      'v-c-product-name': productId,
      'v-c-request-type': requestType,
      'v-c-retry-count': String(retryNumber),
      'v-c-transaction-trace-id': traceId,
    },
  };
}

/** `t=<milliseconds>;keyId=<id>;sig=<base64>`: HMAC-SHA256 over the milliseconds, a full stop and the text. */
export function toSignature(text: string, { id, secret }: Omit<SignatureKey, 'expiresAt'>, at: Date): string {
  const t = String(at.getTime());
  const sig = createHmac('sha256', Buffer.from(secret, 'base64')).update(`${t}.${text}`).digest('base64');
  return `t=${t};keyId=${id};sig=${sig}`;
}
