import type { MerchantTransactionId, OrderId } from '../../domain/ids.ts';
import { isObject } from '../../domain/json/json-object.ts';
import { present } from '../../domain/present.ts';
import type { Notification, NotifiedPayments } from '../../notifications/ports.ts';
import type { Operation } from '../../domain/payment/command.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import { type CyberSourceResponse, textAt, transactionIdOf } from '../outcome/answer.ts';
import { type RequestIntent, toIntent } from '../outcome/request-intent.ts';
import { toResult } from '../outcome/result.ts';
import type { Intent } from '../outcome/tables.ts';
import { parseComment } from '../requests/comment.ts';
import { routeOf } from './event-types.ts';

/** CyberSource: what its links call the operations of a payment. */
const OPERATION_OF_LINK: Readonly<Record<string, Intent>> = {
  payments: 'authorization',
  captures: 'capture',
  refunds: 'refund',
  reversals: 'reversal',
  voids: 'void',
};

const OPERATIONS_OF: Readonly<Record<Intent, readonly Operation[]>> = {
  authorization: ['authorize', 'increment', 'reauthorize'],
  sale: ['authorize'],
  increment: ['increment'],
  capture: ['capture'],
  refund: ['refund'],
  reversal: ['void'],
  void: ['void'],
};

/** A capture or refund that has left for the acquirer. */
const BATCHED = 'BATCHED';
/** A capture that CyberSource has accepted and not sent yet. */
const ACCEPTED_CAPTURE = 'PENDING';

/** Reads notifications about payments: their content is the answer that the operation got, or would have got. */
export const notifiedPayments: NotifiedPayments = {
  identify(notification) {
    const answer = answerIn(notification);
    const comment = parseComment(textAt(answer, 'clientReferenceInformation', 'comments'));
    const intent = intentOf(notification);
    return {
      ...present({
        ref: transactionIdOf(answer),
        orderId: textAt(answer, 'clientReferenceInformation', 'code') as OrderId | undefined,
        // A step with a sequence number is sent under the id of that number; its comment has the attempt's own.
        merchantTransactionId:
          comment?.attempt ??
          (textAt(answer, 'clientReferenceInformation', 'transactionId') as
            MerchantTransactionId | undefined),
      }),
      operations: intent === undefined ? [] : OPERATIONS_OF[intent],
      isBatched: notification.content['status'] === BATCHED,
    };
  },

  resultFor(notification, attempt, { onVerificationFailure }) {
    const intent = requestIntentOf(notification, attempt);
    const answer = isCaptureOfSale(notification, intent)
      ? asTransmitted(notification)
      : answerIn(notification);
    return toResult(intent, answer, onVerificationFailure);
  },
};

/** Notifications carry no HTTP status: their content is that of an answer that came. What is batched was accepted before. */
function answerIn(notification: Notification): CyberSourceResponse {
  const { content } = notification;
  return content['status'] === BATCHED ? asTransmitted(notification) : { httpStatus: 201, body: content };
}

function asTransmitted({ content }: Notification): CyberSourceResponse {
  return { httpStatus: 201, body: { ...content, status: 'TRANSMITTED' } };
}

/**
 * CyberSource notifies twice of a sale; the notification about its capture says PENDING under the sale's own id: the money moves with
 * the next batch. Only an approved sale is captured, so the sale was approved. Of an authorization without capture it proves nothing.
 */
function isCaptureOfSale({ eventType, content }: Notification, intent: RequestIntent): boolean {
  return (
    toIntent(intent) === 'sale' &&
    content['status'] === ACCEPTED_CAPTURE &&
    routeOf(eventType).intent === 'capture'
  );
}

/** By its own link, which the signature covers, else by the event type. */
function intentOf({ content, eventType }: Notification): Intent | undefined {
  const links = content['_links'];
  const self = isObject(links) ? links['self'] : undefined;
  const href = isObject(self) ? self['href'] : undefined;
  const name = typeof href === 'string' ? /\/pts\/v2\/([a-z]+)\/[\w-]+$/.exec(href)?.[1] : undefined;
  return name !== undefined && Object.hasOwn(OPERATION_OF_LINK, name)
    ? OPERATION_OF_LINK[name]
    : routeOf(eventType).intent;
}

function requestIntentOf(
  notification: Notification,
  { operation: type, amount, captureNow }: PaymentAttempt,
): RequestIntent {
  switch (type) {
    case 'authorize':
      return { type, amount, captureNow };
    case 'void':
      return { type, amount, of: intentOf(notification) === 'reversal' ? 'authorization' : 'capture' };
    case 'capture':
    case 'refund':
    case 'increment':
    case 'reauthorize':
      return { type, amount };
  }
}
