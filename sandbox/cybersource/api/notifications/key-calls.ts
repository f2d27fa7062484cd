/** `/kms/egress/v2`: what notifications are signed with, encrypted for, and authorized by. CyberSource: webhooks, keys. */
import { X509Certificate } from 'node:crypto';
import type { NotificationKeys } from '../../notifications/notification-keys.ts';
import type { Ids } from '../../values/ids.ts';
import { toTime, type EndpointResponse } from '../answers/answer.ts';
import { toJson } from '../requests/body.ts';
import { call, type ApiCall } from '../routes/api-call.ts';
import type { EndpointCall } from '../routes/endpoint.ts';
import { json, notificationError, unreadable } from './answers.ts';
import { asymmetricKeyBody, symmetricKeyBody } from './requests.ts';

const DAY_MS = 86_400_000;

/** A new key takes the place of the older one of its type. */
export function createKeyCalls(keys: NotificationKeys, ids: Ids, now: () => Date): readonly ApiCall[] {
  return [
    call('post', '/kms/egress/v2/keys-sym', 'notifications', (request) => ({
      commit: () => symmetric(request),
    })),
    call('post', '/kms/egress/v2/keys-asym', 'notifications', (request) => ({
      commit: () => asymmetric(request),
    })),
  ];

  function symmetric({ merchant, body }: EndpointCall): EndpointResponse {
    const asked = symmetricKeyBody.safeParse(toJson(body));
    if (!asked.success) return unreadable(asked.error, now());
    const { clientRequestAction: action, keyInformation, clientReferenceInformation } = asked.data;
    const { provider, tenant, organizationId, keyType, clientKeyId, expiryDuration = 365 } = keyInformation;
    const expiresAt = new Date(now().getTime() + expiryDuration * DAY_MS);
    const id = ids.uuid();
    const secret = action === 'CREATE' ? ids.signingKey() : keyInformation.key;
    if (secret === undefined) return refusal('keyInformation.key');
    if (keyType === 'sharedSecret') {
      keys.setSignatureKey(merchant.id, { id, secret, expiresAt });
    } else {
      if (clientKeyId === undefined) return refusal('keyInformation.clientKeyId');
      keys.setCredentials(merchant.id, { clientId: clientKeyId, clientSecret: secret });
    }
    return json(201, {
      submitTimeUtc: toTime(now()),
      status: 'SUCCESS',
      ...(clientReferenceInformation && { clientReferenceInformation }),
      keyInformation: {
        provider,
        tenant,
        organizationId,
        ...(clientKeyId !== undefined && { clientKeyId }),
        keyId: id,
        key: secret,
        keyType,
        status: 'active',
        expirationDate: toTime(expiresAt),
      },
    });
  }

  function asymmetric({ merchant, body }: EndpointCall): EndpointResponse {
    const asked = asymmetricKeyBody.safeParse(toJson(body));
    if (!asked.success) return unreadable(asked.error, now());
    const { provider, tenant, organizationId, keyType, pub } = asked.data.keyInformation;
    const certificate = toCertificate(pub);
    if (!certificate) return refusal('keyInformation.pub');
    const id = ids.uuid();
    keys.setCertificate(merchant.id, { id, certificate });
    return json(201, {
      submitTimeUtc: toTime(now()),
      status: 'SUCCESS',
      keyInformation: {
        provider,
        tenant,
        organizationId,
        keyId: id,
        pub,
        keyType,
        status: 'active',
        expirationDate: toTime(new Date(certificate.validTo)),
      },
    });
  }

  function refusal(field: string): EndpointResponse {
    return notificationError(
      400,
      'VALIDATION_ERROR',
      'One or more fields are missing or contain invalid data.',
      now(),
      [field],
    );
  }
}

// The certificate's text without its first and last line.
function toCertificate(base64: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}
