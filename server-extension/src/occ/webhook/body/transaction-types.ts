import type { OrderOperation } from '../../../domain/payment/command.ts';

/** OCC: generic payment webhook, `transactionType`. Every code that OCC knows. */
export const transactionTypes = [
  '0100',
  '0110',
  '0200',
  '0400',
  '0600',
  '0800',
  '0900',
  'CASH REQUEST',
  'CASH CANCEL',
  'AUTHORIZE',
] as const;

export type TransactionType = (typeof transactionTypes)[number];

/** OCC: payment methods of a gateway. */
export const webhookPaymentMethods = [
  'card',
  'generic',
  'physicalGiftCard',
  'cash',
  'invoice',
  'storeCredit',
  'loyaltyPoints',
] as const;

export type WebhookPaymentMethod = (typeof webhookPaymentMethods)[number];

/** The names of the objects that card answers are wrapped in. */
export const envelopes = [
  'authorizationResponse',
  'voidResponse',
  'captureResponse',
  'creditResponse',
  'inquireBalanceResponse',
] as const;

export type Envelope = (typeof envelopes)[number];

interface Meaning {
  /** The operation that the extension carries out; absent where it supports none. */
  readonly operation?: OrderOperation;
  readonly envelope: Envelope;
  /** OCC's code for "no", used for what a method does not support. */
  readonly failureCode: string;
}

const MEANING: Readonly<Record<TransactionType, Meaning>> = {
  '0100': { operation: 'authorize', envelope: 'authorizationResponse', failureCode: '9000' },
  '0110': { operation: 'void', envelope: 'voidResponse', failureCode: '8000' },
  '0200': { operation: 'capture', envelope: 'captureResponse', failureCode: '12000' },
  '0400': { operation: 'refund', envelope: 'creditResponse', failureCode: '7000' },
  '0600': { envelope: 'inquireBalanceResponse', failureCode: '6000' },
  '0800': { envelope: 'authorizationResponse', failureCode: '9000' },
  '0900': { envelope: 'authorizationResponse', failureCode: '9000' },
  'CASH REQUEST': { envelope: 'authorizationResponse', failureCode: '9000' },
  'CASH CANCEL': { envelope: 'voidResponse', failureCode: '8000' },
  AUTHORIZE: { envelope: 'authorizationResponse', failureCode: '9000' },
};

export function meaningOf(type: TransactionType): Meaning {
  return MEANING[type];
}

/** What the payment method lets us do, or undefined: other methods than cards and wallets are not paid through us. */
export function operationFor(
  method: WebhookPaymentMethod,
  type: TransactionType,
): OrderOperation | undefined {
  return method === 'card' || method === 'generic' ? MEANING[type].operation : undefined;
}
