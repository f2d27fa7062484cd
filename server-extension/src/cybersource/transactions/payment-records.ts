import { isCurrencyCode, type CurrencyCode } from '../../domain/money/currency.ts';
import type { GatewayRef, OrderId } from '../../domain/ids.ts';
import { type Money, money, parseDecimal } from '../../domain/money/money.ts';
import { isObject } from '../../domain/json/json-object.ts';
import { present } from '../../domain/present.ts';
import { isApprovedOrPending } from '../../domain/payment/reported.ts';
import type { PaymentResult, SavedCardIds } from '../../domain/payment/result.ts';
import type { GatewaySettings, VerificationFailure } from '../../domain/settings.ts';
import type {
  OrderRecords,
  PaymentRecord,
  PaymentRecords,
  RecordedTransaction,
} from '../../payments/ports/payment-records.ts';
import type { ClientFor } from '../client/client.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { toResult } from '../outcome/result.ts';
import { toIntent, type RequestIntent } from '../outcome/request-intent.ts';
import { parseComment } from '../requests/comment.ts';
import { toReferenceCode } from '../requests/reference.ts';
import {
  type TransactionSearch,
  createTransactionSearch,
  UnreadableSearchResult,
} from './transaction-search.ts';
import { APPLICATION, applicationOf, toOriginalAnswer } from './original-answer.ts';
import { toEnding } from './reason-codes.ts';
import {
  authorizationIn,
  byAge,
  holdOf,
  isReauthorization,
  seriesOf,
  timeOf,
  withReauthorizations,
} from './series.ts';
import type { TransactionDetails } from './transaction.ts';

export interface PaymentRecordsDeps {
  readonly clientFor: ClientFor;
  readonly now: () => Date;
  readonly log?: Log;
}

/**
 * Reads a payment from CyberSource's transaction details, which name the others of their series
 * (`_links.relatedTransactions`, `rootId`). What was authorized again begins a series of its own there: it is found among
 * the order's authorizations, by what its comment says that it is of.
 */
export function createPaymentRecords({
  clientFor,
  now,
  log,
}: PaymentRecordsDeps): PaymentRecords & OrderRecords {
  return {
    async read(ref, orderId, settings, deadlineMs) {
      const transactionSearch = createTransactionSearch(clientFor, settings.account, deadlineMs);
      const record = await readFrom(transactionSearch, ref, orderId, settings, now()).catch(asUnclear);
      log?.('gateway.payment-record', {
        site: settings.site,
        channel: settings.channel,
        orderId,
        gatewayTransactionId: ref,
        lookupResult: record.kind,
        ...(record.kind === 'ambiguous' && { problem: record.problem }),
      });
      return record;
    },

    async authorizationsOf(orderId, settings, deadlineMs) {
      const transactionSearch = createTransactionSearch(clientFor, settings.account, deadlineMs);
      try {
        return { kind: 'found', refs: await authorizationsIn(orderId, transactionSearch, now()) };
      } catch (error) {
        return asUnclear(error) as Extract<PaymentRecord, { readonly kind: 'ambiguous' }>;
      }
    },
  };
}

/** CyberSource's ids of every authorization of the order, increments and re-authorizations included, oldest first. */
async function authorizationsIn(
  orderId: OrderId,
  transactionSearch: TransactionSearch,
  now: Date,
): Promise<readonly GatewayRef[]> {
  const rows = await transactionSearch.search(orderQuery(orderId, now));
  return rows
    .filter((row) => applicationOf(row, APPLICATION.authorization) !== undefined)
    .map(({ id }) => id);
}

/** CyberSource shows transactions of so many months. */
const SEARCHED_MS = 180 * 24 * 60 * 60_000;
/** How far CyberSource's clock and ours may be apart. */
const SKEW_MS = 30 * 60_000;

/** CyberSource: transaction search, `submitTimeUtc` in milliseconds since 1970. An order id cannot leave its quotes. */
function orderQuery(orderId: OrderId, now: Date): string {
  const code = (toReferenceCode(orderId) ?? '').replace(/["\\]/g, '');
  const [from, to] = [now.getTime() - SEARCHED_MS, now.getTime() + SKEW_MS];
  return `clientReferenceInformation.code:"${code}" AND submitTimeUtc:[${from} TO ${to}]`;
}

async function readFrom(
  transactionSearch: TransactionSearch,
  ref: GatewayRef,
  orderId: OrderId,
  { onVerificationFailure, holdDays }: GatewaySettings,
  now: Date,
): Promise<PaymentRecord> {
  const series = await seriesOf(ref, transactionSearch);
  if (series.length === 0) return recordOfUnknown(ref, orderId, transactionSearch, now);
  const authorization = authorizationIn(series, ref);
  if (authorization === undefined)
    return { kind: 'ambiguous', problem: `CyberSource shows no authorization that ${ref} belongs to.` };
  if (authorization.code !== toReferenceCode(orderId)) return { kind: 'not-found' };
  const currency = requireCurrency(authorization);
  const whole = mayBeHeldAgain(authorization, holdDays, now)
    ? await withReauthorizations(
        series,
        await authorizationsIn(orderId, transactionSearch, now),
        transactionSearch,
      )
    : series;
  const others = whole.filter((each) => each !== authorization).sort(byAge);
  const policy = onVerificationFailure;
  return {
    kind: 'found',
    authorization: toAuthorization(authorization, currency, policy),
    followOns: others.flatMap(
      (each) => toFollowOn(each, holdOf(each, whole, authorization), currency, policy) ?? [],
    ),
  };
}

/** A proxy can answer 404 by itself as well: the transactions of the order decide whether CyberSource knows the id. */
async function recordOfUnknown(
  ref: GatewayRef,
  orderId: OrderId,
  transactionSearch: TransactionSearch,
  now: Date,
): Promise<PaymentRecord> {
  const ofOrder = await transactionSearch.search(orderQuery(orderId, now));
  return ofOrder.some(({ id }) => id === ref)
    ? { kind: 'ambiguous', problem: `CyberSource has no details of ${ref} yet.` }
    : { kind: 'not-found', ...present({ issuedAt: issuedAt(ref) }) };
}

/** A hold lives a day at least, unless the site's setting says less: nothing was authorized again before. */
function mayBeHeldAgain(
  authorization: TransactionDetails,
  holdDays: GatewaySettings['holdDays'],
  now: Date,
): boolean {
  const shortest = Math.min(1, ...Object.values(holdDays)) * DAY_MS;
  return now.getTime() - timeOf(authorization).getTime() >= shortest - SKEW_MS;
}

const DAY_MS = 24 * 60 * 60_000;

function toAuthorization(
  details: TransactionDetails,
  currency: CurrencyCode,
  onVerificationFailure: VerificationFailure,
): RecordedTransaction {
  const amount = requireAmount(details, currency);
  const captureNow = applicationOf(details, APPLICATION.capture) !== undefined;
  const comment = parseComment(details.comments);
  const intent = { type: 'authorize', amount, captureNow } as const;
  // Another program may have let stand what this site's settings decline: an order stands on it.
  const policy = comment === undefined ? 'accept' : onVerificationFailure;
  return {
    ...common(details),
    operation: 'authorize',
    amount,
    captureNow,
    result: toRecordedResult(intent, details, policy),
    ...present({ paymentGroup: comment?.paymentGroup, instrument: instrumentIn(details) }),
  };
}

/**
 * CyberSource: `paymentInformation`, ids of the saved card that a payment was made with, and `tokenInformation`, of the card that
 * it saved: what every instance reads here has to be what the one that made the payment was answered.
 */
function instrumentIn({ body }: TransactionDetails): SavedCardIds | undefined {
  const idOf = (token: string): string | undefined =>
    ['paymentInformation', 'tokenInformation']
      .map((part) => objectIn(objectIn(body[part])[token])['id'])
      .find((id) => typeof id === 'string');
  const ids = present({
    customerId: idOf('customer'),
    paymentInstrumentId: idOf('paymentInstrument'),
    instrumentIdentifierId: idOf('instrumentIdentifier'),
  });
  return Object.keys(ids).length === 0 ? undefined : ids;
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** Undefined for what moves no money: a screening, a step of payer authentication, a request that was refused. */
function toFollowOn(
  details: TransactionDetails,
  hold: GatewayRef,
  currency: CurrencyCode,
  policy: VerificationFailure,
): RecordedTransaction | undefined {
  const intent = toWanted(details, currency);
  if (intent === undefined || isRefused(details, intent)) return undefined;
  const { type, amount } = intent;
  const result = toRecordedResult(
    { ...intent, amount: amount ?? money(0, currency) },
    details,
    type === 'reauthorize' ? policy : 'decline',
  );
  const isAboutHold =
    type === 'capture' || type === 'increment' || (type === 'void' && intent.of === 'authorization');
  const comment = parseComment(details.comments);
  return {
    ...common(details),
    operation: type,
    captureNow: false,
    result,
    ...(type === 'void' && { isVoidOfCapture: intent.of !== 'authorization' }),
    ...(comment?.isFinal === true && { isFinal: true }),
    ...present({ lines: comment?.lines }),
    ...present({ amount, original: isAboutHold ? hold : comment?.original }),
  };
}

type WantedFollowOn =
  | { readonly type: 'capture' | 'refund' | 'increment' | 'reauthorize'; readonly amount: Money }
  | { readonly type: 'void'; readonly of: 'authorization' | 'capture'; readonly amount: Money | undefined };

/** A void that also reverses the hold is a void: what it takes back is gone either way. */
function toWanted(details: TransactionDetails, currency: CurrencyCode): WantedFollowOn | undefined {
  const has = (name: string): boolean => applicationOf(details, name) !== undefined;
  if (isReauthorization(details)) return { type: 'reauthorize', amount: requireAmount(details, currency) };
  // Every other authorization of the series holds more than the first one.
  if (has(APPLICATION.increment)) return { type: 'increment', amount: requireAmount(details, currency) };
  if (has(APPLICATION.void)) return { type: 'void', of: 'capture', amount: amountOf(details, currency) };
  if (has(APPLICATION.reversal))
    return { type: 'void', of: 'authorization', amount: amountOf(details, currency) };
  if (has(APPLICATION.capture)) return { type: 'capture', amount: requireAmount(details, currency) };
  return has(APPLICATION.refund) ? { type: 'refund', amount: requireAmount(details, currency) } : undefined;
}

function isRefused(details: TransactionDetails, intent: WantedFollowOn): boolean {
  const application = applicationOf(details, APPLICATION[toIntent(intent as RequestIntent)]);
  return application !== undefined && toEnding(application).kind === 'refused';
}

function toRecordedResult(
  intent: RequestIntent,
  details: TransactionDetails,
  policy: VerificationFailure,
): PaymentResult {
  const answer = toOriginalAnswer(toIntent(intent), details);
  if (answer === undefined)
    return { outcome: 'unknown', problem: `CyberSource does not say how ${details.id} ended.` };
  const result = toResult(intent, answer, policy);
  // The records state a void's amount elsewhere than its answer, or not at all.
  return isApprovedOrPending(result) ? { ...result, amount: intent.amount } : result;
}

function common(details: TransactionDetails): Pick<RecordedTransaction, 'ref' | 'submittedAt'> & {
  readonly merchantTransactionId?: NonNullable<RecordedTransaction['merchantTransactionId']>;
  readonly sequenceNumber?: number;
  readonly command?: string;
  readonly fingerprint?: string;
} {
  const comment = parseComment(details.comments);
  return {
    ref: details.id,
    submittedAt: timeOf(details),
    ...present({
      merchantTransactionId: comment?.attempt,
      sequenceNumber: comment?.sequence,
      command: comment?.command,
      fingerprint: comment?.fingerprint,
    }),
  };
}

function requireCurrency({ currency, id }: TransactionDetails): CurrencyCode {
  if (currency !== undefined && isCurrencyCode(currency)) return currency;
  throw new UnreadableSearchResult(`CyberSource does not say in which currency ${id} is`);
}

function requireAmount(details: TransactionDetails, currency: CurrencyCode): Money {
  const amount = amountOf(details, currency);
  if (amount === undefined)
    throw new UnreadableSearchResult(`CyberSource does not say for how much ${details.id} is`);
  return amount;
}

function amountOf({ amount }: TransactionDetails, currency: CurrencyCode): Money | undefined {
  return parseDecimal(amount, currency);
}

/** CyberSource: an id has 22 digits and begins with the second, since 1970 and without its first digit, when it was given. */
function issuedAt(ref: GatewayRef): Date | undefined {
  return /^\d{22}$/.test(ref) ? new Date(Number(`1${ref.slice(0, 9)}`) * 1000) : undefined;
}

function asUnclear(error: unknown): PaymentRecord {
  if (error instanceof UnreadableSearchResult) return { kind: 'ambiguous', problem: error.message };
  throw error;
}
