import { isCurrencyCode, type CurrencyCode } from '../../domain/money/currency.ts';
import type { GatewayRef, OrderId } from '../../domain/ids.ts';
import { type Money, money, parseDecimal } from '../../domain/money/money.ts';
import { present } from '../../domain/present.ts';
import { isApprovedOrPending } from '../../domain/payment/reported.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { GatewaySettings, VerificationFailure } from '../../domain/settings.ts';
import type {
  OrderRecords,
  PaymentRecord,
  PaymentRecords,
  RecordedTransaction,
} from '../../payments/ports/ports.ts';
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
import type { TransactionDetails } from './transaction.ts';

export interface PaymentRecordsDeps {
  readonly clientFor: ClientFor;
  readonly now: () => Date;
  readonly log?: Log;
}

/** A payment has an authorization and a few steps after it; a series longer than this is read by a person. */
const MAX_TRANSACTIONS = 200;

/**
 * Reads a payment from CyberSource's transaction details, which name the others of their series
 * (`_links.relatedTransactions`, `rootId`).
 */
export function createPaymentRecords({
  clientFor,
  now,
  log,
}: PaymentRecordsDeps): PaymentRecords & OrderRecords {
  return {
    async read(ref, orderId, settings, deadlineMs) {
      const transactionSearch = createTransactionSearch(clientFor, settings.account, deadlineMs);
      const record = await readFrom(transactionSearch, ref, orderId, settings).catch(asUnclear);
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
        const rows = await transactionSearch.search(orderQuery(orderId, now()));
        const refs = rows
          .filter((row) => applicationOf(row, APPLICATION.authorization) !== undefined)
          .map(({ id }) => id);
        return { kind: 'found', refs };
      } catch (error) {
        return asUnclear(error) as Extract<PaymentRecord, { readonly kind: 'ambiguous' }>;
      }
    },
  };
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
  { onVerificationFailure }: GatewaySettings,
): Promise<PaymentRecord> {
  const series = await seriesOf(ref, transactionSearch);
  if (series.length === 0) return { kind: 'not-found', ...present({ issuedAt: issuedAt(ref) }) };
  const authorization = authorizationIn(series, ref);
  if (authorization === undefined)
    return { kind: 'ambiguous', problem: `CyberSource shows no authorization that ${ref} belongs to.` };
  if (authorization.code !== toReferenceCode(orderId)) return { kind: 'not-found' };
  const currency = requireCurrency(authorization);
  const others = series.filter((each) => each !== authorization).sort(byAge);
  return {
    kind: 'found',
    authorization: toAuthorization(authorization, currency, onVerificationFailure),
    followOns: others.flatMap((each) => toFollowOn(each, authorization.id, currency) ?? []),
  };
}

/** Everything that hangs together with the transaction, itself first; nothing when CyberSource does not know it. */
async function seriesOf(
  ref: GatewayRef,
  transactionSearch: TransactionSearch,
): Promise<readonly TransactionDetails[]> {
  const first = await transactionSearch.details(ref);
  if (first === undefined) return [];
  const series = new Map<string, TransactionDetails>([[ref, first]]);
  let next = namedBy([first], series);
  while (next.length > 0) {
    if (series.size + next.length > MAX_TRANSACTIONS)
      throw new UnreadableSearchResult(
        `More than ${MAX_TRANSACTIONS} transactions belong to the payment of ${ref}.`,
      );
    const found = await Promise.all(next.map((id) => requireDetails(id, transactionSearch)));
    for (const each of found) series.set(each.id, each);
    next = namedBy(found, series);
  }
  return [...series.values()];
}

function namedBy(
  transactions: readonly TransactionDetails[],
  series: ReadonlyMap<string, TransactionDetails>,
): GatewayRef[] {
  const named = transactions.flatMap(({ rootId, related }) => [
    ...related,
    ...(rootId === undefined ? [] : [rootId as GatewayRef]),
  ]);
  return [...new Set(named)].filter((id) => !series.has(id));
}

async function requireDetails(
  id: GatewayRef,
  transactionSearch: TransactionSearch,
): Promise<TransactionDetails> {
  const details = await transactionSearch.details(id);
  if (details === undefined) throw new UnreadableSearchResult(`CyberSource has no details of ${id} yet`);
  return details;
}

/** CyberSource: `rootId`, the first of the series. Increments are authorizations as well, and come later. */
function authorizationIn(
  series: readonly TransactionDetails[],
  ref: GatewayRef,
): TransactionDetails | undefined {
  const payments = series.filter((each) => applicationOf(each, APPLICATION.authorization) !== undefined);
  const rootId = series.find(({ id }) => id === ref)?.rootId;
  return payments.find(({ id }) => id === rootId) ?? [...payments].sort(byAge)[0];
}

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
    ...present({ paymentGroup: comment?.paymentGroup }),
  };
}

/** Undefined for what moves no money: a screening, a step of payer authentication, a request that was refused. */
function toFollowOn(
  details: TransactionDetails,
  authorizationId: GatewayRef,
  currency: CurrencyCode,
): RecordedTransaction | undefined {
  const intent = toWanted(details, currency);
  if (intent === undefined || isRefused(details, intent)) return undefined;
  const { type, amount } = intent;
  const result = toRecordedResult({ ...intent, amount: amount ?? money(0, currency) }, details, 'decline');
  const isAboutAuthorization =
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
    ...present({ amount, original: isAboutAuthorization ? authorizationId : comment?.original }),
  };
}

type WantedFollowOn =
  | { readonly type: 'capture' | 'refund' | 'increment'; readonly amount: Money }
  | { readonly type: 'void'; readonly of: 'authorization' | 'capture'; readonly amount: Money | undefined };

/** A void that also reverses the hold is a void: what it takes back is gone either way. */
function toWanted(details: TransactionDetails, currency: CurrencyCode): WantedFollowOn | undefined {
  const has = (name: string): boolean => applicationOf(details, name) !== undefined;
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
  return isApprovedOrPending(result) && intent.type !== 'authorize'
    ? { ...result, amount: intent.amount }
    : result;
}

function common(details: TransactionDetails): Pick<RecordedTransaction, 'ref' | 'submittedAt'> & {
  readonly merchantTransactionId?: NonNullable<RecordedTransaction['merchantTransactionId']>;
  readonly sequence?: number;
  readonly command?: string;
  readonly fingerprint?: string;
} {
  const comment = parseComment(details.comments);
  return {
    ref: details.id,
    submittedAt: timeOf(details),
    ...present({
      merchantTransactionId: comment?.attempt,
      sequence: comment?.sequence,
      command: comment?.command,
      fingerprint: comment?.fingerprint,
    }),
  };
}

/** Oldest first. CyberSource: times are in seconds, and ids begin with a finer one. */
function byAge(a: TransactionDetails, b: TransactionDetails): number {
  return timeOf(a).getTime() - timeOf(b).getTime() || (a.id < b.id ? -1 : 1);
}

function timeOf({ submittedAt, id }: TransactionDetails): Date {
  if (submittedAt === undefined)
    throw new UnreadableSearchResult(`CyberSource does not say when ${id} was submitted`);
  return submittedAt;
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
  return amount === undefined ? undefined : parseDecimal(amount, currency);
}

/** CyberSource: an id has 22 digits and begins with the second, since 1970 and without its first digit, when it was given. */
function issuedAt(ref: GatewayRef): Date | undefined {
  return /^\d{22}$/.test(ref) ? new Date(Number(`1${ref.slice(0, 9)}`) * 1000) : undefined;
}

function asUnclear(error: unknown): PaymentRecord {
  if (error instanceof UnreadableSearchResult) return { kind: 'ambiguous', problem: error.message };
  throw error;
}
