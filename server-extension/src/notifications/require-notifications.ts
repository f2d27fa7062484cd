import { Problem } from '../domain/problem.ts';
import type { NotificationReader } from './ports.ts';

/**
 * Notifications are an optional feature: without a key their addresses do not exist.
 *
 * @throws Problem `not-found` that names the setting.
 */
export function requireNotifications(reader: NotificationReader | undefined): NotificationReader {
  if (reader !== undefined) return reader;
  throw new Problem('not-found', 'Notifications are off: notifications.keys lists no key.');
}
