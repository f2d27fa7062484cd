import {
  aNotification,
  NOTIFICATION_KEY,
  NOTIFICATION_KEY_ID,
  signatureOver,
} from '../../server-extension/test/builders/notification.ts';

/** Notifications that the extension has to refuse, by what is wrong with them. */
export const unwantedKinds = [
  'forged',
  'old',
  'replayed',
  'truncated',
  'wrongly keyed',
  '5 MB',
  '5 MB of no announced length',
] as const;

export type RefusalKind = (typeof unwantedKinds)[number];

/** As it is sent; without a length it comes in chunks. */
export interface RefusedNotification {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly hasLength: boolean;
}

/** What each has to be answered with. */
export const REFUSED_WITH: Readonly<Record<RefusalKind, number>> = {
  forged: 401,
  old: 401,
  replayed: 401,
  truncated: 400,
  'wrongly keyed': 401,
  '5 MB': 413,
  '5 MB of no announced length': 413,
};

/** Setting `notifications.keys` of an extension that these are sent to. */
export const UNWANTED_KEYS = `${NOTIFICATION_KEY_ID}:${NOTIFICATION_KEY}`;

const EVENT_TYPE = 'payments.capture.status.accepted';
const OTHER_KEY = Buffer.alloc(32, 9).toString('base64');
const LONG_AGO_MS = 10 * 60_000;
const FIVE_MEGABYTES = 5 * 1024 * 1024;

/** What the replayed one was before it was replayed: send it once, first. */
export function aGenuine(): RefusedNotification {
  return { ...aNotification(EVENT_TYPE, payloadOf('genuine')), hasLength: true };
}

/**
 * One of a kind, signed now.
 *
 * @param genuine - what the replayed one repeats in another envelope
 */
export function anUnwanted(kind: RefusalKind, genuine: RefusedNotification): RefusedNotification {
  const payload = payloadOf(kind);
  switch (kind) {
    case 'forged':
      return { ...aNotification(EVENT_TYPE, payload, { key: OTHER_KEY }), hasLength: true };
    case 'old':
      return {
        ...aNotification(EVENT_TYPE, payload, { at: new Date(Date.now() - LONG_AGO_MS) }),
        hasLength: true,
      };
    case 'replayed': {
      const envelope = genuine.body.toString().replace(EVENT_TYPE, 'payments.refund.status.accepted');
      return { ...genuine, body: Buffer.from(envelope) };
    }
    case 'truncated': {
      const whole = aNotification(EVENT_TYPE, payload);
      return { ...whole, body: whole.body.subarray(0, -9), hasLength: true };
    }
    case 'wrongly keyed':
      return { ...aNotification(EVENT_TYPE, payload, { keyId: 'another' }), hasLength: true };
    case '5 MB':
    case '5 MB of no announced length':
      return {
        headers: { 'content-type': 'application/json', 'v-c-signature': signatureOver('{}') },
        body: LARGE,
        hasLength: kind === '5 MB',
      };
  }
}

const LARGE = Buffer.from(`{"eventType":"${EVENT_TYPE}","payload":{"x":"${'x'.repeat(FIVE_MEGABYTES)}"}}`);

function payloadOf(name: string): object {
  const clientReferenceInformation = { code: `of no order: ${name}`, transactionId: name };
  return { data: { id: '7000000000000000000001', status: 'PENDING', clientReferenceInformation } };
}
