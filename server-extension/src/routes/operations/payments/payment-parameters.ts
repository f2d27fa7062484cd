import * as z from 'zod';
import { lazy, type Shape } from '../../../domain/json/lazy.ts';
import { isCurrencyCode } from '../../../domain/money/currency.ts';
import type { GatewayRef, MerchantTransactionId, OrderId, SiteId } from '../../../domain/ids.ts';
import { type Money, money, parseDecimal } from '../../../domain/money/money.ts';
import { present } from '../../../domain/present.ts';
import { parseCalendarDate } from '../../../domain/time/calendar-day.ts';
import { malformedField } from '../../../occ/webhook/shape/required-shape.ts';
import type { PaymentQuery } from '../../../payments/overview/payment-query.ts';
import { paymentState } from './payment-schema.ts';

const ID = /^[\w.:-]{1,128}$/;
const INSTANT = 'must be an ISO 8601 instant: 2026-01-31T10:22:21Z, or a date';
const AMOUNT = 'must be in the currency’s minor unit, 4250, or a decimal, 42.50';

const id = (what: string): z.ZodOptional<z.ZodString> => z.string().regex(ID, `must be ${what}`).optional();

const instant = lazy(() =>
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/, INSTANT)
    .refine(
      (text) => !Number.isNaN(Date.parse(text)) && parseCalendarDate(text.slice(0, 10)) !== undefined,
      INSTANT,
    )
    .optional(),
);

/** Most payments on a page. */
export const PAGE_PAYMENTS_MAX = 100;
const PAGE_PAYMENTS = 25;
const LIMIT = `must be a whole number of 1 to ${PAGE_PAYMENTS_MAX}`;

/** What payments can be looked for by; everything that is given has to fit. */
export const paymentParameters = lazy(() =>
  z.object({
    orderId: id('an order id'),
    requestId: id('an id of CyberSource’s').meta({ description: 'CyberSource’s id of any attempt' }),
    merchantTransactionId: id('a merchant transaction id'),
    state: paymentState().optional(),
    from: instant().meta({ description: 'With an attempt at this instant or later' }),
    to: instant().meta({ description: 'With an attempt before this instant' }),
    amount: z
      .string()
      .regex(/^\d{1,15}(\.\d{1,4})?$/, AMOUNT)
      .optional()
      .meta({
        description:
          'With an attempt for this amount: in the currency’s minor unit (`4250`), or a decimal with its point (`42.50`). Needs `currencyCode`',
      }),
    currencyCode: z
      .string()
      .refine(isCurrencyCode, 'must be an ISO 4217 currency in capitals')
      .optional()
      .meta({ description: 'Of `amount`' }),
    lastDigits: z
      .string()
      .regex(/^\d{4}$/, 'must be the last four digits of a card')
      .optional(),
    limit: z.coerce
      .number(LIMIT)
      .int(LIMIT)
      .min(1, LIMIT)
      .max(PAGE_PAYMENTS_MAX, LIMIT)
      .default(PAGE_PAYMENTS)
      .meta({ description: 'Payments on a page' }),
    after: z
      .string()
      .regex(/^[\w.:-]{1,200}$/, 'must be the `next` of an earlier page of the same search')
      .optional()
      .meta({ description: '`next` of the page before' }),
  }),
);

/** @throws Problem `malformed-request` when amount and currency do not go together, or the period has no length. */
export function requireQuery(
  {
    requestId,
    merchantTransactionId,
    orderId,
    state,
    from,
    to,
    amount,
    currencyCode,
    lastDigits,
  }: Shape<typeof paymentParameters>,
  site: SiteId | undefined,
): PaymentQuery {
  return present({
    orderId: orderId as OrderId | undefined,
    site,
    requestId: requestId as GatewayRef | undefined,
    merchantTransactionId: merchantTransactionId as MerchantTransactionId | undefined,
    state,
    ...requirePeriod(from, to),
    amount: requireMoney(amount, currencyCode),
    lastDigits,
  });
}

function requirePeriod(from: string | undefined, to: string | undefined): Pick<PaymentQuery, 'from' | 'to'> {
  const period = present({
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  });
  if (period.from !== undefined && period.to !== undefined && period.from >= period.to)
    throw malformedField('query:to', 'must be after from');
  return period;
}

function requireMoney(amount: string | undefined, currency: string | undefined): Money | undefined {
  if (amount === undefined && currency === undefined) return undefined;
  if (amount === undefined)
    throw malformedField('query:amount', 'is missing: currencyCode alone finds nothing');
  if (currency === undefined || !isCurrencyCode(currency))
    throw malformedField('query:currencyCode', 'is missing: an amount alone is no money');
  const parsed = amount.includes('.') ? parseDecimal(amount, currency) : money(Number(amount), currency);
  if (parsed === undefined) throw malformedField('query:amount', `is no exact amount of ${currency}`);
  return parsed;
}
