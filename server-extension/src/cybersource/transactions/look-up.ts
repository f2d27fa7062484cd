import type { GatewayRef } from '../../domain/ids.ts';
import { isApprovedOrPending } from '../../domain/payment/reported.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import { present } from '../../domain/present.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { Gateway, UnresolvedAttempt, LookupResult } from '../../payments/ports/gateway.ts';
import type { ClientFor } from '../client/client.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { toResult } from '../outcome/result.ts';
import { toIntent } from '../outcome/request-intent.ts';
import { toReferenceCode } from '../requests/reference.ts';
import {
  type TransactionSearch,
  createTransactionSearch,
  UnreadableSearchResult,
} from './transaction-search.ts';
import { canMatch, singleMatch, intentOf } from './match.ts';
import { APPLICATION, applicationOf, toOriginalAnswer } from './original-answer.ts';
import { relatedTransactionsOf } from './related-transactions.ts';
import type { TransactionDetails } from './transaction.ts';

export interface LookUpDeps {
  readonly clientFor: ClientFor;
  readonly now: () => Date;
  readonly log?: Log;
}

/** How far CyberSource's clock and ours may be apart. */
const SKEW_MS = 30 * 60_000;
/** CyberSource: for so long a merchant transaction id is refused at least. */
const REMEMBERED_MS = 60 * 24 * 60 * 60 * 1000;
/** More similar transactions of one order cannot be told apart. */
const CANDIDATES_MAX = 10;

/** Looks an unresolved attempt up with CyberSource's transaction search: its order's transactions, then the details of those that could be it. */
export function createLookUp({ clientFor, now, log }: LookUpDeps): Gateway['lookUp'] {
  return async (lost, known, settings, deadlineMs) => {
    const lookup = await look(lost, known, settings, deadlineMs).catch(asUnclear);
    log?.('gateway.look-up', {
      site: settings.site,
      channel: settings.channel,
      orderId: lost.orderId,
      operation: lost.operation,
      merchantTransactionId: lost.merchantTransactionId,
      lookupResult: lookup.kind,
      ...(lookup.kind === 'found' && { outcome: lookup.result.outcome }),
      ...(lookup.kind === 'ambiguous' && { problem: lookup.problem }),
    });
    return lookup;
  };

  async function look(
    lost: UnresolvedAttempt,
    known: ReadonlySet<GatewayRef>,
    { account, onVerificationFailure }: GatewaySettings,
    deadlineMs: number,
  ): Promise<LookupResult> {
    const transactionSearch = createTransactionSearch(clientFor, account, deadlineMs);
    const candidates = (await transactionSearch.search(toQuery(lost, now()))).filter((each) =>
      canMatch(lost, each, known),
    );
    if (candidates.length > CANDIDATES_MAX) return SEVERAL;
    const details = await Promise.all(candidates.map(({ id }) => requireDetails(transactionSearch, id)));
    const found = singleMatch(details, lost);
    if (found === 'none') return { kind: 'not-found' };
    if (found === 'several') return SEVERAL;

    const intent = intentOf(lost, found);
    const answer = intent && toOriginalAnswer(toIntent(intent), found);
    if (intent === undefined || answer === undefined) return unclear('Its records do not say how it ended.');
    const result = toResult(intent, answer, onVerificationFailure);
    if (result.outcome === 'unknown') return unclear(result.problem);
    // What was reversed since was reversed of the authorization, not of its increment.
    if (intent.type === 'increment') return { kind: 'found', result };
    return { kind: 'found', result: await asItStands(result, found, transactionSearch) };
  }
}

/** An authorization that was reversed since is not reported as approved. */
async function asItStands(
  result: PaymentResult,
  found: TransactionDetails,
  transactionSearch: TransactionSearch,
): Promise<PaymentResult> {
  if (!isApprovedOrPending(result) || applicationOf(found, APPLICATION.authorization) === undefined)
    return result;
  const { ref, amount, gateway } = result;
  const { isReversed } = await relatedTransactionsOf(found, amount, transactionSearch);
  return isReversed
    ? { outcome: 'declined', declineReason: 'other', ref, holdsMoney: false, gateway }
    : result;
}

/** CyberSource: transaction search, `submitTimeUtc` in milliseconds since 1970. */
function toQuery({ orderId, claimedAt, result }: UnresolvedAttempt, now: Date): string {
  const isDuplicate = result?.outcome === 'unknown' && result.duplicate === true;
  const from = claimedAt.getTime() - (isDuplicate ? REMEMBERED_MS : SKEW_MS);
  const code = quoted(toReferenceCode(orderId) ?? '');
  return `clientReferenceInformation.code:${code} AND submitTimeUtc:[${from} TO ${now.getTime() + SKEW_MS}]`;
}

/** An order id cannot leave its quotes. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '')}"`;
}

async function requireDetails(
  transactionSearch: TransactionSearch,
  id: GatewayRef,
): Promise<TransactionDetails> {
  const details = await transactionSearch.details(id);
  if (details === undefined) throw new UnreadableSearchResult(`CyberSource has no details of ${id} yet`);
  return details;
}

function asUnclear(error: unknown): LookupResult {
  if (!(error instanceof UnreadableSearchResult)) throw error;
  const { accessRefused } = error;
  return { ...unclear(error.message), ...present({ accessRefused }) };
}

function unclear(problem: string): LookupResult {
  return { kind: 'ambiguous', problem };
}

const SEVERAL = unclear('More than one transaction of the order could be it.');
