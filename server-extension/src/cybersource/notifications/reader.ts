import { createSecretKey, type KeyObject } from 'node:crypto';
import { isObject, type UnknownObject } from '../../domain/json/json-object.ts';
import { Problem } from '../../domain/problem.ts';
import type { Secret } from '../../domain/secret.ts';
import { sha256 } from '../../domain/sha256.ts';
import type { Notification, NotificationReader, RequestHeaderValues } from '../../notifications/ports.ts';
import type { DecryptNotification } from './encrypted.ts';
import { routeOf } from './event-types.ts';
import { keptContent } from './kept-content.ts';
import type { CheckReplay } from './check-replay.ts';
import { rawMember, RepeatedMember } from './raw-member.ts';
import { isSignedBy, type NotificationSignature, parseSignature } from './signature.ts';

export interface NotificationReaderDeps {
  /** Signing keys in base64, by their ids. All of them count: a new key and its predecessor. */
  readonly keys: ReadonlyMap<string, Secret>;
  /** How far the time of the signature may be from now, in milliseconds. */
  readonly windowMs: number;
  readonly decrypt: DecryptNotification;
  readonly checkReplay: CheckReplay;
  readonly now: () => Date;
}

/** The bytes that a signature covers, and what they hold. */
interface SignedPart {
  readonly bytes: Buffer;
  readonly json: unknown;
  /** The whole envelope is covered, not only its payload. */
  readonly isEnvelope: boolean;
}

const ITEMS_MAX = 100;

/** CyberSource: webhooks. Only what the signature covers is read; the rest chooses the handler. */
export function createNotificationReader({
  keys,
  windowMs,
  decrypt,
  checkReplay,
  now,
}: NotificationReaderDeps): NotificationReader {
  const keyObjects = new Map<string, KeyObject>(
    [...keys].map(([id, secret]) => [id, createSecretKey(Buffer.from(secret.reveal(), 'base64'))]),
  );

  function requireHeader(headers: RequestHeaderValues): NotificationSignature & { readonly key: KeyObject } {
    const header = headers['v-c-signature'];
    if (typeof header !== 'string' || header === '') throw badSignature('has no header v-c-signature');
    const signature = parseSignature(header);
    if (signature === undefined)
      throw new Problem(
        'malformed-request',
        'Fix these fields and retry: header:v-c-signature must be t=<milliseconds>;keyId=<id>;sig=<base64>.',
        [{ path: 'header:v-c-signature', message: 'must be t=<milliseconds>;keyId=<id>;sig=<base64>' }],
      );
    if (Math.abs(now().getTime() - signature.signedAt.getTime()) > windowMs)
      throw badSignature('was signed too long ago, or the clocks differ (notifications.window.secs)');
    const key = keyObjects.get(signature.keyId);
    if (key === undefined) throw badSignature('is signed with a key that notifications.keys does not list');
    return { ...signature, key };
  }

  return {
    requireHeader: (headers) => void requireHeader(headers),

    async read(body, headers) {
      const { key, ...signature } = requireHeader(headers);
      const envelope = parse(body);
      const decrypted = await decrypt(envelope);
      const signed = signedPartsOf(body, envelope, decrypted).find(({ bytes }) =>
        isSignedBy(key, signature, bytes),
      );
      if (signed === undefined) throw badSignature('is not signed with a key of this extension');
      const named = signed.isEnvelope ? signed.json : ((decrypted && parse(decrypted)) ?? envelope);
      const eventType = eventTypeOf(named) ?? eventTypeOf(envelope) ?? textOf(headers['v-c-event-type']);
      const part = signed.isEnvelope && hasPayload(signed.json) ? signed.json['payload'] : signed.json;
      const notifications = withoutSamples(contentsOf(part)).map((content) =>
        toNotification(eventType ?? 'unnamed', content, signature),
      );
      if (!signed.isEnvelope) await checkReplay(signature.signature, eventType ?? 'unnamed');
      return notifications;
    },
  };
}

/** CyberSource signs the payload as it wrote it; others that speak its protocol sign the whole body. */
function signedPartsOf(
  body: Buffer,
  envelope: unknown,
  decrypted: Buffer | undefined,
): readonly SignedPart[] {
  const parts: SignedPart[] = [];
  const add = (bytes: Buffer, json: unknown): void => {
    const payload = payloadIn(bytes);
    if (payload !== undefined) parts.push({ bytes: payload, json: parse(payload), isEnvelope: false });
    parts.push({ bytes, json, isEnvelope: payload !== undefined || eventTypeOf(json) !== undefined });
  };
  if (decrypted === undefined) add(body, envelope);
  else {
    const json = parse(decrypted);
    add(decrypted, json);
    // Signed as it was sent, encrypted: what is within is covered as well.
    parts.push({ bytes: body, json, isEnvelope: hasPayload(json) || eventTypeOf(json) !== undefined });
  }
  return parts;
}

function payloadIn(json: Buffer): Buffer | undefined {
  try {
    return rawMember(json, 'payload');
  } catch (error) {
    if (!(error instanceof RepeatedMember)) throw error;
    throw new Problem('malformed-request', 'Fix these fields and retry: body holds a member twice.', [
      { path: 'body', message: 'holds a member twice' },
    ]);
  }
}

function hasPayload(json: unknown): json is UnknownObject {
  return isObject(json) && json['payload'] !== undefined;
}

/** An object, a list of objects, and either with its content in `data`. */
function contentsOf(payload: unknown): readonly UnknownObject[] {
  const items = (Array.isArray(payload) ? payload : [payload]).filter(isObject);
  const contents = items.flatMap((item) => {
    const data = item['data'];
    if (Array.isArray(data)) return data.filter(isObject);
    return [isObject(data) ? data : item];
  });
  if (contents.length > 0 && contents.length <= ITEMS_MAX) return contents;
  throw new Problem(
    'malformed-request',
    'Fix these fields and retry: body:payload must hold 1 to 100 objects.',
    [{ path: 'body:payload', message: 'must hold 1 to 100 objects' }],
  );
}

/** CyberSource: webhooks, test. A sample says that nothing has happened: that its signature was verified is all that it is for. */
function withoutSamples(contents: readonly UnknownObject[]): readonly UnknownObject[] {
  return contents.filter((content) => content['testPayload'] === undefined);
}

/**
 * A payment's notification is the same when it says the same. One about a card only says that something changed, maybe for
 * the second time: it is the same when it was signed at the same time as well.
 */
function toNotification(
  eventType: string,
  content: UnknownObject,
  { t, signedAt }: Pick<NotificationSignature, 't' | 'signedAt'>,
): Notification {
  const { topic } = routeOf(eventType);
  const kept = keptContent(content);
  const isOfPayment = topic === 'payment' || topic === 'batch';
  const identity = isOfPayment ? [eventType, kept] : [eventType, t, content];
  return {
    id: sha256(JSON.stringify(identity), 'hex').slice(0, 32),
    eventType,
    topic,
    signedAt,
    content: kept,
  };
}

const EVENT_TYPE = /^[A-Za-z][\w.-]{0,99}$/;

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && EVENT_TYPE.test(value) ? value : undefined;
}

function eventTypeOf(json: unknown): string | undefined {
  return isObject(json) ? textOf(json['eventType']) : undefined;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(UTF8.decode(bytes)) as unknown;
  } catch {
    throw new Problem('malformed-request', 'Fix these fields and retry: body is not valid JSON.', [
      { path: 'body', message: 'is not valid JSON' },
    ]);
  }
}

function badSignature(why: string): Problem {
  return new Problem('bad-signature', `The notification ${why}.`);
}
