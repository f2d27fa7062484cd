/** Reads a gateway's answer to a payment webhook as strictly as a payment deserves. OCC: generic payment webhook, answer. */
import { z } from 'zod';
import type { WebhookDelivery } from './deliveries.ts';
import type { WebhookOperation } from './payment-webhook.ts';

/** What the gateway said. `code` decides for a card, `success` for the generic method. */
export interface PaymentWebhookResponse {
  readonly verdict: WebhookResult;
  readonly code: string;
  /** A sentence that may reach the shopper. */
  readonly message: string;
  readonly statusProps: Readonly<Record<string, string>>;
  readonly additionalProperties: Readonly<Record<string, string>>;
  readonly exposedProperties: readonly string[];
  readonly token?: string;
  readonly cardProps: Readonly<Record<string, string>>;
}

/** `accepted`: it is done (for an authorization: the money is held). `settled`: an authorization that took the money at once. */
export type WebhookResult = 'accepted' | 'settled' | 'challenge' | 'rejected';

/** An answer that OCC cannot use; the payment request has failed, whatever happened at the gateway. */
export class UnusableResponse extends Error {}

const Texts = z.record(z.string(), z.string());

const CardAnswer = z.looseObject({
  transactionId: z.string(),
  paymentId: z.string(),
  amount: z.string().regex(/^\d{12}$/),
  responseCode: z.string(),
  responseReason: z.string().optional(),
  responseDescription: z.string().optional(),
  authCode: z.string().optional(),
  hostTransactionId: z.string().optional(),
  hostTransactionTimestamp: z.string().optional(),
  merchantTransactionId: z.string().optional(),
  merchantTransactionTimestamp: z.string().optional(),
  token: z.string().optional(),
  tokenExpiryDate: z.string().optional(),
  additionalProperties: Texts.default({}),
  customPaymentProperties: z.array(z.string()).default([]),
  additionalSavedCardProperties: Texts.default({}),
});

const GenericAnswer = z.looseObject({
  orderId: z.string().optional(),
  paymentId: z.string().optional(),
  amount: z.string().optional(),
  hostTransactionId: z.string().optional(),
  merchantTransactionId: z.string().optional(),
  response: z.object({
    success: z.boolean(),
    code: z.string().optional(),
    reason: z.string().optional(),
    description: z.string().optional(),
  }),
  additionalProperties: Texts.default({}),
  externalProperties: z.array(z.string()).default([]),
});

/** The envelope key of a card's answer, one for each operation. A refund is called a credit there. */
const ENVELOPE: Readonly<Record<WebhookOperation, string>> = {
  authorize: 'authorizationResponse',
  void: 'voidResponse',
  refund: 'creditResponse',
  initiate: 'authorizationResponse',
};

const CODES: Readonly<Record<WebhookOperation, Readonly<Record<string, WebhookResult>>>> = {
  authorize: { '1000': 'accepted', '4000': 'settled', '10000': 'challenge' },
  void: { '2000': 'accepted' },
  refund: { '3000': 'accepted' },
  initiate: { '1000': 'accepted' },
};

/** What was asked, as far as the answer has to agree with it. */
interface Asked {
  readonly operation: WebhookOperation;
  readonly paymentMethod: 'card' | 'generic';
  readonly amount: string;
}

/** Throws `UnusableAnswer` for no answer, a status other than 200, another shape, and ids or an amount of something else. */
export function parsePaymentAnswer(
  { answer, problem, subject }: WebhookDelivery,
  asked: Asked,
): PaymentWebhookResponse {
  if (answer === undefined) throw new UnusableResponse(problem ?? 'no answer');
  if (answer.status !== 200) throw new UnusableResponse(`HTTP ${answer.status}`);
  const body = parseJson(answer.body);
  return asked.paymentMethod === 'card' ? readCard(body, subject, asked) : readGeneric(body, subject, asked);
}

function readCard(body: unknown, subject: WebhookDelivery['subject'], asked: Asked): PaymentWebhookResponse {
  const key = ENVELOPE[asked.operation];
  const envelope = check(z.looseObject({ orderId: z.string() }), body);
  const inner = check(CardAnswer, envelope[key]);
  const { orderId } = envelope;
  requireEcho({ orderId, transactionId: inner.transactionId, paymentId: inner.paymentId }, subject);
  // Part of an amount cannot be accepted for a card; OCC has no notion of it.
  if (inner.amount !== asked.amount)
    throw new UnusableResponse(`amount ${inner.amount} instead of ${asked.amount}`);
  return {
    verdict: CODES[asked.operation][inner.responseCode] ?? 'rejected',
    code: inner.responseCode,
    message: firstText(inner.responseDescription, inner.responseReason),
    statusProps: textsOf({
      hostTransactionId: inner.hostTransactionId,
      hostTransactionTimestamp: inner.hostTransactionTimestamp,
      merchantTransactionId: inner.merchantTransactionId,
      merchantTransactionTimestamp: inner.merchantTransactionTimestamp,
      responseCode: inner.responseCode,
      responseReason: inner.responseReason,
      authCode: inner.authCode,
    }),
    additionalProperties: inner.additionalProperties,
    exposedProperties: inner.customPaymentProperties,
    ...(inner.token === undefined ? {} : { token: inner.token }),
    cardProps: inner.additionalSavedCardProperties,
  };
}

function readGeneric(
  body: unknown,
  subject: WebhookDelivery['subject'],
  asked: Asked,
): PaymentWebhookResponse {
  const answer = check(GenericAnswer, body);
  const { success, code = success ? '1000' : '9000', reason, description } = answer.response;
  requireEcho({ orderId: answer.orderId, paymentId: answer.paymentId }, subject);
  if (success && answer.amount !== undefined && answer.amount !== asked.amount) {
    throw new UnusableResponse(`amount ${answer.amount} instead of ${asked.amount}`);
  }
  const challenge = asked.operation === 'authorize' && code === '10000';
  const accepted: WebhookResult = asked.operation === 'authorize' && code === '4000' ? 'settled' : 'accepted';
  return {
    verdict: challenge ? 'challenge' : success ? accepted : 'rejected',
    code,
    message: firstText(description, reason),
    statusProps: textsOf({
      hostTransactionId: answer.hostTransactionId,
      merchantTransactionId: answer.merchantTransactionId,
      responseCode: code,
      responseReason: reason,
    }),
    additionalProperties: answer.additionalProperties,
    exposedProperties: answer.externalProperties,
    cardProps: {},
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new UnusableResponse('the answer is not JSON');
  }
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UnusableResponse(z.prettifyError(parsed.error));
}

/** OCC relates an answer to its payment by the ids that it echoes. */
function requireEcho(
  echoed: Readonly<Record<string, string | undefined>>,
  subject: WebhookDelivery['subject'],
): void {
  const asked: Readonly<Record<string, string>> = { ...subject };
  for (const [name, value] of Object.entries(echoed)) {
    if (value !== undefined && value !== asked[name]) throw new UnusableResponse(`another ${name}: ${value}`);
  }
}

function firstText(...texts: readonly (string | undefined)[]): string {
  return texts.find((text) => text !== undefined && text.trim() !== '') ?? '';
}

function textsOf(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
