import type { NotificationTopic } from '../../notifications/ports.ts';
import type { Intent } from '../outcome/tables.ts';
import { present } from '../../domain/present.ts';

/** What an event type is about. */
export interface EventRoute {
  readonly topic: NotificationTopic;
  /** Of a payment's operation: which one. */
  readonly intent?: Intent;
}

/** CyberSource: event types of the product `payments`, by the word after `payments.`; all end in `.status.<status>`. */
const PAYMENTS: Readonly<Record<string, Intent>> = {
  authorization: 'authorization',
  capture: 'capture',
  refund: 'refund',
  credit: 'refund',
  void: 'void',
  reversal: 'reversal',
};

const PAYMENT_EVENT = /^payments\.([a-z]+)\.status\.([a-zA-Z]+)$/;
/** CyberSource: product `decisionManager`. */
const REVIEW_EVENT = /^risk\.casemanagement\.decision\.(?:accept|reject)$/;
const CARD_EVENT = /^tms\.(?:networktoken|token)\.[a-z_]+$/;

/** Which handler an event type goes to, in any case of its letters. An unknown one is `other`: it is parked. */
export function routeOf(eventType: string): EventRoute {
  const name = eventType.toLowerCase();
  const [, operation = '', status] = PAYMENT_EVENT.exec(name) ?? [];
  if (Object.hasOwn(PAYMENTS, operation)) {
    const intent = PAYMENTS[operation];
    // PENDING became BATCHED: CyberSource has sent it to the acquirer.
    const topic = status === 'updated' && (intent === 'capture' || intent === 'refund') ? 'batch' : 'payment';
    return { topic, ...present({ intent }) };
  }
  if (REVIEW_EVENT.test(name)) return { topic: 'review' };
  return { topic: CARD_EVENT.test(name) ? 'card' : 'other' };
}
