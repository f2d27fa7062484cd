/** Bodies of subscriptions and keys. CyberSource: webhooks, models of both versions. */
import { z } from 'zod';
import { flag, text, whole } from '../requests/scalars.ts';

const eventTypes = z.array(text(100, 1)).min(1);
const policy = z.looseObject({
  algorithm: z.enum(['ARITHMETIC', 'GEOMETRIC']).optional(),
  firstRetry: whole(0, 9999).optional(),
  interval: whole(0, 9999).optional(),
  numberOfRetries: whole(0, 99).optional(),
  deactivateFlag: flag.optional(),
  repeatSequenceCount: whole(0, 9).optional(),
  repeatSequenceWaitTime: whole(0, 9999).optional(),
});
const scope = z.union([text(20, 1), z.looseObject({ scope: text(20, 1).optional() })]);

const fields = {
  name: text(255).optional(),
  description: text(255).optional(),
  organizationId: text(255, 1).optional(),
  /** Version 2. */
  products: z
    .array(z.looseObject({ productId: text(100, 1), eventTypes }))
    .min(1)
    .optional(),
  /** Version 1; version 2 takes them as well. */
  productId: text(100, 1).optional(),
  eventTypes: eventTypes.optional(),
  webhookUrl: text(1000, 1).optional(),
  healthCheckUrl: text(1000, 1).optional(),
  notificationScope: scope.optional(),
  retryPolicy: policy.optional(),
  securityPolicy: z
    .looseObject({
      securityType: text(20, 1).optional(),
      config: z
        .looseObject({
          oAuthURL: text(1000, 1).optional(),
          additionalConfig: z
            .looseObject({
              aud: text(255).optional(),
              clientId: text(255).optional(),
              client_id: text(255).optional(),
              keyId: text(255).optional(),
              scope: text(255).optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
};

/** `POST …/webhooks`. */
export const subscriptionBody = z.looseObject({ ...fields, webhookUrl: text(1000, 1) });

/** `PATCH …/webhooks/{id}`; version 1 sets the status here too. */
export const subscriptionChange = z.looseObject({
  ...fields,
  status: z.enum(['ACTIVE', 'INACTIVE']).optional(),
});

/** `PUT …/webhooks/{id}/status`. */
export const statusBody = z.looseObject({ status: z.enum(['ACTIVE', 'INACTIVE']) });

/** `POST …/keys-sym`. */
export const symmetricKeyBody = z.looseObject({
  clientReferenceInformation: z.looseObject({}).optional(),
  clientRequestAction: z.enum(['CREATE', 'STORE']),
  keyInformation: z.looseObject({
    provider: text(100, 1),
    tenant: text(100, 1),
    keyType: z.enum(['sharedSecret', 'oAuthClientCredentials', 'oAuthJWT']),
    organizationId: text(100, 1),
    clientKeyId: text(255, 1).optional(),
    key: text(4096, 1).optional(),
    expiryDuration: whole(1, 3650).optional(),
  }),
});

/** `POST …/keys-asym`. */
export const asymmetricKeyBody = z.looseObject({
  clientRequestAction: z.enum(['STORE']),
  keyInformation: z.looseObject({
    provider: text(100, 1),
    tenant: text(100, 1),
    keyType: text(100, 1),
    organizationId: text(100, 1),
    pub: text(10_000, 1),
    expiryDuration: whole(1, 3650).optional(),
  }),
});

/** `POST …/replays`, and the older form of `POST …/v1/webhooks/{id}`. */
export const replayBody = z.looseObject({
  byDeliveryStatus: z
    .looseObject({
      status: text(20).optional(),
      startTime: z.iso.datetime({ offset: true }).optional(),
      endTime: z.iso.datetime({ offset: true }).optional(),
      hoursBack: whole(1, 24).optional(),
      eventType: text(100).optional(),
    })
    .optional(),
  byTransactionTraceIdentifiers: z.array(text(100, 1)).optional(),
});

/** `GET …/webhooks`. */
export const subscriptionQuery = z.object({
  organizationId: z.string().optional(),
  productId: z.string().optional(),
  eventType: z.string().optional(),
});

export type SubscriptionChange = z.infer<typeof subscriptionChange>;
