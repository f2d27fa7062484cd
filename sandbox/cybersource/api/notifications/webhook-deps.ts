import type { Notifications } from '../../notifications/notifications.ts';
import type { Ids } from '../../values/ids.ts';

/** What the endpoints are built from. */
export interface WebhookDeps extends Notifications {
  readonly ids: Ids;
  readonly now: () => Date;
}
