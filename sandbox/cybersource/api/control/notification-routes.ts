/** The control API's routes for notifications, saved cards and network tokens. */
import type { Router } from 'express';
import { z } from 'zod';
import { withMaskedTexts } from '../../values/mask.ts';
import { accept } from './accept.ts';
import type { Control } from './control.ts';

const percent = z.number().min(0).max(100);
const milliseconds = z.int().min(0).max(3_600_000);
const month = z.string().regex(/^(0[1-9]|1[0-2])$/);
const year = z.string().regex(/^\d{4}$/);
const merchantId = z.string().min(1).default('testrest');

/** `{"duplicatePercent":30,"shuffleMs":500,"dropPercent":10}` */
const mode = z.strictObject({
  duplicatePercent: percent.optional(),
  dropPercent: percent.optional(),
  shuffleMs: milliseconds.optional(),
  delayMs: milliseconds.optional(),
  isPaused: z.boolean().optional(),
  minuteMs: milliseconds.min(1).optional(),
  payloadShape: z.enum(['object', 'array']).optional(),
  signs: z.enum(['payload', 'message', 'body']).optional(),
  reviewsUrls: z.boolean().optional(),
});

/** `{"eventType":"payments.capture.status.updated","data":{"id":"…"}}` */
const event = z.strictObject({
  merchantId,
  eventType: z.string().min(1).max(100),
  data: z.record(z.string(), z.unknown()),
});

/** `{"status":"BLOCKED"}` */
const review = z.strictObject({
  webhookId: z.string().min(1),
  status: z.enum(['ACTIVE', 'INACTIVE', 'SUSPENDED', 'PENDING_REVIEW', 'BLOCKED']),
});

/** `{"instrumentIdentifier":"7010…1111","number":"4000000000001091","expirationMonth":"12","expirationYear":"2034"}` */
const replacement = z.strictObject({
  merchantId,
  instrumentIdentifier: z.string().min(1),
  number: z
    .string()
    .regex(/^\d{12,19}$/)
    .optional(),
  expirationMonth: month.optional(),
  expirationYear: year.optional(),
  isClosed: z.boolean().optional(),
});

/** `{"instrumentIdentifier":"A7A9…0699","number":"4100","routingNumber":"071923284","accountType":"savings"}` */
const correction = z
  .strictObject({
    merchantId,
    instrumentIdentifier: z.string().min(1),
    number: z
      .string()
      .regex(/^\d{1,19}$/)
      .optional(),
    routingNumber: z
      .string()
      .regex(/^\d{9}$/)
      .optional(),
    accountType: z.string().min(1).max(18).optional(),
  })
  .refine(
    ({ number, routingNumber, accountType }) => (number ?? routingNumber ?? accountType) !== undefined,
    { path: ['number'], message: 'or routingNumber or accountType is needed' },
  );

/** `{"id":"7010…1111","state":"SUSPENDED"}` */
const lifeCycle = z.strictObject({
  merchantId,
  id: z.string().min(1),
  state: z.enum(['ACTIVE', 'SUSPENDED', 'DELETED']).optional(),
  card: z
    .strictObject({
      last4: z
        .string()
        .regex(/^\d{4}$/)
        .optional(),
      expirationMonth: month.optional(),
      expirationYear: year.optional(),
    })
    .optional(),
});

/** Adds them to the control API's router. */
export function addNotificationRoutes(routes: Router, { notifications, issuer }: Control): void {
  routes.get('/control/notifications', (_req, res) => {
    res.json(withMaskedTexts(notifications.sent().map((sent) => ({ ...sent, at: sent.at.toISOString() }))));
  });
  routes.post('/control/notifications', accept(event, notifications.publish));
  routes.post('/control/notifications/replays', (_req, res) => {
    notifications.replayAll();
    res.status(204).end();
  });
  routes.get('/control/notifications/mode', (_req, res) => {
    res.json(notifications.mode());
  });
  routes.put(
    '/control/notifications/mode',
    accept(mode, (change) => {
      notifications.setMode(
        Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
      );
    }),
  );
  routes.get('/control/subscriptions', (_req, res) => {
    res.json(notifications.subscriptions());
  });
  routes.put(
    '/control/subscriptions/status',
    accept(review, ({ webhookId, status }) => {
      notifications.review(webhookId, status);
    }),
  );
  routes.put(
    '/control/cards',
    accept(replacement, ({ merchantId: owner, instrumentIdentifier, ...change }) => {
      issuer.replaceCard(owner, instrumentIdentifier, change);
    }),
  );
  routes.put(
    '/control/bank-accounts',
    accept(correction, ({ merchantId: owner, instrumentIdentifier, ...change }) => {
      issuer.correctBankAccount(owner, instrumentIdentifier, change);
    }),
  );
  routes.put(
    '/control/network-tokens',
    accept(lifeCycle, ({ merchantId: owner, id, ...change }) => {
      issuer.changeNetworkToken(owner, id, change);
    }),
  );
}
