import * as z from 'zod';
import { OCC_ID } from '../../occ/webhook/body/webhook-body.ts';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import type { Capture, Refund } from '../../domain/payment/command.ts';
import { isCurrencyCode } from '../../domain/money/currency.ts';
import type { Money } from '../../domain/money/money.ts';
import { toOrderLines } from '../../domain/payment/order-line.ts';
import type { CommandKey, GatewayRef, OrderId } from '../../domain/ids.ts';
import type { Operator } from '../../domain/operator.ts';
import { present } from '../../domain/present.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { occSettingsOf } from '../../occ/occ-settings.ts';
import { malformedField } from '../../occ/webhook/shape/required-shape.ts';
import { requireAmount } from '../../occ/webhook/body/occ-amount.ts';
import { fingerprintOf } from '../../occ/webhook/webhook-command.ts';

export type OmsOperation = 'capture' | 'refund';

const AMOUNT = 'must be 1 to 12 digits, with implied decimals: 000000012575, "12575" or 12575 for USD 125.75';

/**
 * The amount with implied decimals, as order management systems send it: twelve digits, fewer of them, or a whole number.
 * Read as twelve digits, so that one amount is one request however it is written.
 */
const omsAmount = lazy(() =>
  z
    .union(
      [z.string().regex(/^[0-9]{1,12}$/, AMOUNT), z.int(AMOUNT).min(0, AMOUNT).max(999_999_999_999, AMOUNT)],
      AMOUNT,
    )
    .transform((digits) => String(digits).padStart(12, '0'))
    .refine((digits) => /[1-9]/.test(digits), 'must be more than zero'),
);

const NUMBER = 'must be a whole number of 1 to 99';
const QUANTITY = 'must be a whole number of 1 to 999999';
const LINE_ID = 'must be the id of a line of the order (commerceItems[].id)';

/** What an OMS sends to `/capture` and `/refund`. */
export const omsRequest = lazy(() =>
  z.object({
    merchantReferenceNumber: z.string('must be the order id').regex(OCC_ID, 'must be the order id'),
    transactionId: z
      .string('must be an id of the gateway')
      .regex(/^[\w-]{10,64}$/, 'must be an id of the gateway'),
    currency: z
      .string('must be an ISO 4217 currency in capitals')
      .refine(isCurrencyCode, 'must be an ISO 4217 currency in capitals'),
    amount: omsAmount(),
    captureSequenceNumber: z.int(NUMBER).min(1, NUMBER).max(99, NUMBER).optional(),
    totalCaptureCount: z.int(NUMBER).min(1, NUMBER).max(99, NUMBER).optional(),
    isFinal: z.boolean().optional(),
    shipFromPostalCode: z
      .string('must be a postal code')
      .regex(/^[A-Za-z0-9 -]{3,10}$/, 'must be a postal code')
      .optional()
      .meta({ description: 'Of a capture: where the goods are shipped from; level III data' }),
    captureRequestId: z
      .string('must be an id of the gateway')
      .regex(/^[\w-]{10,64}$/, 'must be an id of the gateway')
      .optional()
      .meta({
        description: 'Of a refund: CyberSource’s id of the capture that all of it is taken from',
      }),
    lines: z
      .array(
        z.strictObject({
          lineId: z.string(LINE_ID).regex(/^[\w.:-]{1,64}$/, LINE_ID),
          quantity: z.int(QUANTITY).min(1, QUANTITY).max(999_999, QUANTITY),
          amount: omsAmount().optional(),
        }),
      )
      .min(1, 'must have at least one line')
      .max(98, 'must have 98 lines at most')
      .refine(
        (lines) => new Set(lines.map(({ lineId }) => lineId)).size === lines.length,
        'must name each line once',
      )
      .optional()
      .meta({
        description:
          'The lines of the order that are shipped, or refunded. A refund takes the money of each line from the captures that were ' +
          'made for it; with several lines each needs the `amount` that is refunded for it',
      }),
  }),
);

export type OmsRequest = Shape<typeof omsRequest>;

/** What makes a request the same as another: the caller's own key, or its content on one day. */
export interface OmsIdentity {
  readonly key: CommandKey;
  readonly fingerprint: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The caller's own key: the same key with another body is refused. */
export function identityOf(
  operation: string,
  site: string,
  idempotencyKey: string,
  bytes: Buffer,
): OmsIdentity {
  return {
    key: ['oms', site, operation, idempotencyKey].join('/') as CommandKey,
    fingerprint: fingerprintOf(bytes),
  };
}

/**
 * Without a key of the caller's, the content stands for it, counted anew each day (UTC). An identical request within 24
 * hours then has the identity of `today` or of the day before.
 *
 * @param content what tells the request from others.
 */
export function identityByContent(
  operation: string,
  site: string,
  content: readonly (string | number)[],
  at: Date,
): OmsIdentity {
  const fingerprint = fingerprintOf(content.join('\n'));
  const day = Math.floor(at.getTime() / DAY_MS);
  return {
    key: ['oms', site, operation, `day${day}`, fingerprint].join('/') as CommandKey,
    fingerprint,
  };
}

/** What tells a capture or refund from others of its day. */
export function contentOf(request: OmsRequest): readonly (string | number)[] {
  const { merchantReferenceNumber, transactionId, currency, amount, captureSequenceNumber = 0 } = request;
  const { captureRequestId, lines } = request;
  const content = [merchantReferenceNumber, transactionId, currency, amount, captureSequenceNumber];
  // What an earlier release did not know leaves its requests as they were.
  return captureRequestId === undefined && lines === undefined
    ? content
    : [...content, captureRequestId ?? '', JSON.stringify(lines ?? [])];
}

export function aDayBefore(at: Date): Date {
  return new Date(at.getTime() - DAY_MS);
}

/** @throws Problem `malformed-request` when the amount or the capture's number make no sense. */
export function requireOmsCommand(
  operation: OmsOperation,
  request: OmsRequest,
  settings: GatewaySettings,
  identity: OmsIdentity,
  { name: actor }: Pick<Operator, 'name'>,
): Capture | Refund {
  const common = {
    ...identity,
    caller: 'oms',
    actor,
    site: settings.site,
    channel: settings.channel,
    orderId: request.merchantReferenceNumber as OrderId,
    original: request.transactionId as GatewayRef,
    amount: requireAmount(request.amount, request.currency, occSettingsOf(settings).amountConvention),
  } as const;
  if (operation === 'refund')
    return { ...common, type: 'refund', ...requireAllocation(request, common.amount, settings) };
  if (request.captureRequestId !== undefined)
    throw malformedField('body:captureRequestId', 'is of refunds only');
  const { lines, shipFromPostalCode } = request;
  return {
    ...common,
    type: 'capture',
    ...requireSequence(request),
    ...(lines && { lines: toOrderLines(lines) }),
    ...present({ shipFromPostalCode }),
  };
}

/** Which captures a refund is taken from, where the request says so. */
function requireAllocation(
  { captureRequestId, lines }: OmsRequest,
  amount: Money,
  settings: GatewaySettings,
): Pick<Refund, 'capture' | 'lines'> {
  const ofLine = (digits: string | undefined, at: number): Money => {
    if (digits !== undefined)
      return requireAmount(digits, amount.currency, occSettingsOf(settings).amountConvention);
    if (lines?.length === 1) return amount;
    throw malformedField(`body:lines.${at}.amount`, 'is needed of each line where there are several');
  };
  const refunded = lines?.map(({ lineId, quantity, amount: digits }, at) => ({
    lineId,
    quantity,
    amount: ofLine(digits, at),
  }));
  if (refunded !== undefined && refunded.reduce((sum, line) => sum + line.amount.minor, 0) !== amount.minor)
    throw malformedField('body:lines', 'must have amounts that add up to the amount of the refund');
  return {
    ...(captureRequestId !== undefined && { capture: captureRequestId as GatewayRef }),
    ...(refunded && { lines: refunded }),
  };
}

function requireSequence(request: OmsRequest): Pick<Capture, 'sequence' | 'isFinal'> {
  const { captureSequenceNumber: number, totalCaptureCount: total, isFinal } = request;
  if (total !== undefined && (number === undefined || number > total)) {
    throw malformedField('body:captureSequenceNumber', 'must be between 1 and totalCaptureCount');
  }
  return {
    ...(number !== undefined && { sequence: { number, ...present({ total }) } }),
    ...present({ isFinal }),
  };
}
