import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { defineRoute, type Route } from '../../http/define-route.ts';
import { jsonBody } from '../../http/route-body.ts';
import { sendJson } from '../../http/send.ts';
import type { Inbox } from '../../notifications/inbox.ts';
import {
  type NotificationReader,
  type NotificationStore,
  inboxStates,
  notificationTopics,
  type StoredNotification,
} from '../../notifications/ports.ts';
import { requireNotifications } from '../../notifications/require-notifications.ts';
import { present } from '../../domain/present.ts';

export interface NotificationOperationsDeps {
  readonly inbox: Inbox;
  readonly notificationStore: NotificationStore;
  /** Whether they outlive this process. */
  readonly isInboxDurable: boolean;
  /** Absent without a key: notifications are off. */
  readonly notificationReader?: NotificationReader;
}

/** How many are shown. */
const SHOWN_MAX = 200;

const row = lazy(() =>
  z
    .strictObject({
      id: z.string().meta({ description: 'The same for the same content' }),
      eventType: z.string(),
      topic: z.enum(notificationTopics).meta({ description: 'Which handler it goes to' }),
      state: z.enum(inboxStates),
      signedAt: z.string().meta({ format: 'date-time' }),
      receivedAt: z.string().meta({ format: 'date-time' }),
      runs: z.int().min(0).meta({ description: 'How often it was tried' }),
      note: z.string().optional().meta({ description: 'Why it waits or is parked, or what came of it' }),
    })
    .meta({ id: 'StoredNotification', description: 'A notification, without its content' }),
);

const parked: Shape<typeof row> = {
  id: '4f0c0f6b0d0d7c3f9d1d8f1a2b3c4d5e',
  eventType: 'payments.capture.status.accepted',
  topic: 'payment',
  state: 'parked',
  signedAt: '2026-11-29T10:22:21.000Z',
  receivedAt: '2026-11-29T10:22:21.400Z',
  runs: 3,
  note: 'No attempt in the journal is the one that it is about.',
};

const listed = lazy(() =>
  z.strictObject({
    complete: z.boolean().meta({
      description: 'False without a database: other instances, and earlier processes, may have had others',
    }),
    items: z.array(row()),
  }),
);

/** Parked notifications first of all: what CyberSource told and could not be acted on. */
const listNotifications = defineRoute({
  method: 'GET',
  path: '/operations/notifications',
  operationId: 'notifications',
  summary: 'Notifications of CyberSource’s, oldest first',
  caller: 'operator',
  right: 'read',
  query: lazy(() =>
    z.object({
      state: z.enum(inboxStates, 'must be waiting, processed or parked').default('parked'),
    }),
  ),
  problems: ['journal-unavailable'],
  answers: {
    200: {
      description: `At most ${SHOWN_MAX}, without their content`,
      schema: listed,
      examples: { parked: { complete: true, items: [parked] } },
    },
  },
  handler:
    ({ notificationStore, isInboxDurable, notificationReader }: NotificationOperationsDeps) =>
    async ({ res, query }) => {
      requireNotifications(notificationReader);
      const found = await notificationStore.list(query.state, SHOWN_MAX);
      sendJson(res, 200, { complete: isInboxDurable, items: found.map(toRow) });
    },
});

/** Tries again what is not processed: after an order was imported, a setting corrected, a new version installed. */
const processNotifications = defineRoute({
  method: 'POST',
  path: '/operations/notifications/process',
  operationId: 'processNotifications',
  summary: 'Try notifications again that are not processed',
  description: 'Those named in `ids`, else all. What cannot be acted on is parked again.',
  caller: 'operator',
  right: 'move-money',
  body: jsonBody(
    lazy(() =>
      z.strictObject({
        ids: z
          .array(z.string().regex(/^[0-9a-f]{32}$/, 'must be the id of a notification'))
          .max(SHOWN_MAX)
          .optional(),
      }),
    ),
    { all: {}, one: { ids: [parked.id] } },
  ),
  problems: ['journal-unavailable'],
  answers: {
    200: {
      description: 'How many were not processed, and have been tried',
      schema: lazy(() => z.strictObject({ tried: z.int().min(0) })),
      examples: { one: { tried: 1 } },
    },
  },
  handler:
    ({ notificationStore, inbox, notificationReader }: NotificationOperationsDeps) =>
    async ({ res, body }) => {
      requireNotifications(notificationReader);
      const tried = await notificationStore.reopen(body.ids ?? 'all');
      await inbox.process();
      sendJson(res, 200, { tried });
    },
});

/** What operators see of the inbox. */
export const notificationOperations: readonly Route<NotificationOperationsDeps>[] = [
  listNotifications,
  processNotifications,
];

function toRow({
  id,
  eventType,
  topic,
  state,
  signedAt,
  receivedAt,
  runs,
  note,
}: StoredNotification): Shape<typeof row> {
  return {
    id,
    eventType,
    topic,
    state,
    signedAt: signedAt.toISOString(),
    receivedAt: receivedAt.toISOString(),
    runs,
    ...present({ note }),
  };
}
