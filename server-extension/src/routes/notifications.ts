import * as z from 'zod';
import { lazy } from '../domain/json/lazy.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { signedJsonBody } from '../http/route-body.ts';
import { sendJson } from '../http/send.ts';
import type { Inbox } from '../notifications/inbox.ts';
import type { NotificationReader } from '../notifications/ports.ts';
import { requireNotifications } from '../notifications/require-notifications.ts';

export interface NotificationDeps {
  readonly inbox: Inbox;
}

export interface NotificationHealthDeps {
  readonly notificationReader?: NotificationReader;
}

const notification = lazy(() =>
  z
    .looseObject({
      eventType: z.string().optional().meta({ description: 'Chooses the handler; proves nothing' }),
      webhookId: z.string().optional(),
      payload: z
        .union([z.array(z.looseObject({})), z.looseObject({})])
        .optional()
        .meta({
          description: 'What the signature covers: an object, or a list of objects, content in `data`',
        }),
    })
    .meta({
      id: 'Notification',
      description: 'As CyberSource sends it, also encrypted: `{"encData": "<JWE>"}`',
    }),
);

const received = lazy(() => z.strictObject({ status: z.literal('received') }));

const networkTokenUpdated = {
  eventType: 'tms.networktoken.updated',
  webhookId: '1f2a3b4c-0000-4000-8000-000000000001',
  payload: [
    {
      data: {
        reason: 'TOKEN_STATUS_UPDATED',
        id: 'abc',
        type: 'tokenizedCardUpdates',
        version: '1.0',
        _links: { instrumentIdentifiers: [{ id: '7010000000016241111' }] },
      },
    },
  ],
};

/** The address of the replaced plugin, and its successor. */
const ADDRESSES = [
  { path: '/notifications', operationId: 'Notification' },
  { path: '/webhook/tokenUpdate', operationId: 'TokenUpdate' },
] as const;

/** CyberSource's notifications: stored, answered, then acted on. */
export const notifications: readonly Route<NotificationDeps & NotificationHealthDeps>[] = ADDRESSES.flatMap(
  ({ path, operationId }) => [
    defineRoute({
      method: 'POST',
      path,
      operationId: `receive${operationId}`,
      summary: 'A notification of CyberSource’s',
      description:
        'The same notification may come any number of times and in any order. A known one changes nothing and is answered alike. ' +
        'With a journal in a database it is answered once it is stored; without one, once it was acted on, else with 503, so that it ' +
        'comes again.',
      caller: 'gateway',
      body: signedJsonBody(notification, { networkTokenUpdated }),
      problems: ['journal-unavailable', 'in-progress'],
      answers: {
        200: {
          description: 'It is stored, or known',
          schema: received,
          examples: { received: { status: 'received' } },
        },
      },
      handler:
        ({ inbox }: NotificationDeps) =>
        async ({ res, caller }) => {
          await inbox.receive(caller.notifications);
          sendJson(res, 200, { status: 'received' });
        },
    }),
    defineRoute({
      method: 'GET',
      path,
      operationId: `check${operationId}`,
      summary: 'Whether notifications are taken here',
      description: 'CyberSource’s health check of a webhook address. It says nothing else.',
      caller: 'anyone',
      problems: ['not-found'],
      answers: {
        200: {
          description: 'They are',
          schema: lazy(() => z.strictObject({ status: z.literal('ok') })),
          examples: { alive: { status: 'ok' } },
        },
      },
      handler:
        ({ notificationReader }: NotificationHealthDeps) =>
        async ({ res }) => {
          // The replaced plugin's address always answers its health check.
          if (path === '/notifications') requireNotifications(notificationReader);
          sendJson(res, 200, { status: 'ok' });
        },
    }),
  ],
);
