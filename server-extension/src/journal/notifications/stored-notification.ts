import type { Notification, NotificationResult, InboxState } from '../../notifications/ports.ts';

/** A notification as a database keeps it: as one document, with its time as text. */
export interface NotificationDocument extends Omit<Notification, 'signedAt'> {
  readonly signedAt: string;
}

/** The document as JSON. */
export function notificationText(notification: Notification): string {
  const { id, eventType, topic, signedAt, content } = notification;
  const document: NotificationDocument = { id, eventType, topic, signedAt: signedAt.toISOString(), content };
  return JSON.stringify(document);
}

/** The notification that a database keeps. */
export function notificationFrom({ signedAt, ...rest }: NotificationDocument): Notification {
  return { ...rest, signedAt: new Date(signedAt) };
}

/** A result as the columns of a database have it. */
export interface ResultColumns {
  readonly state: InboxState;
  readonly runAt: Date | null;
  readonly note: string;
}

/** What a run's result writes. */
export function columnsOf(result: NotificationResult): ResultColumns {
  if ('processed' in result) return { state: 'processed', runAt: null, note: result.processed };
  return 'waiting' in result
    ? { state: 'waiting', runAt: result.runAt, note: result.waiting }
    : { state: 'parked', runAt: result.runAt ?? null, note: result.parked };
}
