import { isCurrencyCode } from '../../domain/money/currency.ts';
import type { OrderId } from '../../domain/ids.ts';
import { parseDecimal } from '../../domain/money/money.ts';
import { present } from '../../domain/present.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { piecesOf, type TimeWindow } from '../../domain/time/time-window.ts';
import type {
  AuthorizationSearch,
  FoundAuthorization,
  FoundFollowOn,
} from '../../payments/authorization-reconciliation/authorization-search.ts';
import type { ClientFor } from '../client/client.ts';
import { parseComment } from '../requests/comment.ts';
import { REFERENCE_LENGTH, type Sender } from '../requests/reference.ts';
import { createTransactionSearch, onceMore, UnreadableSearchResult } from './transaction-search.ts';
import { APPLICATION, applicationOf } from './original-answer.ts';
import { toEnding } from './reason-codes.ts';
import { relatedTransactionsOf } from './related-transactions.ts';
import type { Transaction } from './transaction.ts';

export interface AuthorizationSearchDeps {
  readonly clientFor: ClientFor;
  readonly sender: Sender;
}

const HOUR_MS = 60 * 60_000;
/** Milliseconds for an hour's transactions, or for one transaction and its follow-ons. A caller that a page waits for has a deadline of its own. */
const DEADLINE_MS = 30_000;

/** CyberSource's transaction search, limited to what this installation sent. */
export function createAuthorizationSearch({
  clientFor,
  sender,
}: AuthorizationSearchDeps): AuthorizationSearch {
  async function found<Found>(
    account: GatewaySettings['account'],
    span: TimeWindow,
    toFound: (transaction: Transaction) => Found | undefined,
  ): Promise<readonly Found[]> {
    const all: Found[] = [];
    // Hour by hour, so that a busy shop's pages stay few.
    for (const hour of piecesOf(span, HOUR_MS)) {
      const transactionSearch = createTransactionSearch(clientFor, account, DEADLINE_MS, onceMore);
      const rows = await transactionSearch.search(toQuery(sender, hour));
      all.push(...rows.filter((row) => isOurs(row, sender)).flatMap((row) => toFound(row) ?? []));
    }
    return all;
  }

  return {
    authorizations: ({ account }, span) => found(account, span, toGranted),
    followOns: ({ account }, span) => found(account, span, toFollowOn),

    async statusOf({ ref, amount }, { account }) {
      const transactionSearch = createTransactionSearch(clientFor, account, DEADLINE_MS, onceMore);
      const details = await transactionSearch.details(ref);
      if (details === undefined) throw new UnreadableSearchResult(`CyberSource has no details of ${ref} yet`);
      const held = parseDecimal(details.authorizedAmount, amount.currency) ?? amount;
      const { isUsed, isReversed } = await relatedTransactionsOf(details, held, transactionSearch);
      const { paymentGroup, checkout, isCharge } = parseComment(details.comments) ?? {};
      return {
        held,
        isUsed,
        isReversed,
        ...(paymentGroup && { paymentGroup }),
        ...(isCharge === true && { isCharge }),
        ...present({ checkout }),
      };
    },
  };
}

/** CyberSource: filters of transaction search. There is none for the application: that is compared afterwards. */
function toQuery({ partner }: Sender, { from, to }: TimeWindow): string {
  const time = `submitTimeUtc:[${from.getTime()} TO ${to.getTime()}}`;
  return partner.solutionId === undefined
    ? time
    : `clientReferenceInformation.partner.solutionId:${partner.solutionId} AND ${time}`;
}

/** What another program sent, or the same one for another OCC, is none of our business. */
function isOurs(
  { applicationName, applicationUser }: Transaction,
  { application: { name, installation } }: Sender,
): boolean {
  return installation !== undefined && applicationName === name && applicationUser === installation;
}

function toGranted(transaction: Transaction): FoundAuthorization | undefined {
  const { id, code, amount, currency, submittedAt } = transaction;
  const authorization = applicationOf(transaction, APPLICATION.authorization);
  if (authorization === undefined || !MAY_HOLD.has(toEnding(authorization).kind)) return undefined;
  // An order id that fills the field may have been cut: OCC would not know it.
  if (code === undefined || code.length >= REFERENCE_LENGTH || submittedAt === undefined) return undefined;
  if (amount === undefined || currency === undefined || !isCurrencyCode(currency)) return undefined;
  const asked = parseDecimal(amount, currency);
  if (asked === undefined || asked.minor === 0) return undefined;
  const capture = applicationOf(transaction, APPLICATION.capture);
  return {
    ref: id,
    orderId: code as OrderId,
    amount: asked,
    captureNow: capture !== undefined && TAKEN.has(toEnding(capture).kind),
    authorizedAt: submittedAt,
  };
}

/** What is carried out beside an authorization in one transaction, as of a sale, belongs to that authorization. */
function toFollowOn(transaction: Transaction): FoundFollowOn | undefined {
  const { id, code, submittedAt } = transaction;
  if (applicationOf(transaction, APPLICATION.authorization) !== undefined) return undefined;
  const application = FOLLOW_ONS.map((intent) => applicationOf(transaction, APPLICATION[intent])).find(
    (each) => each !== undefined && toEnding(each).kind === 'done',
  );
  if (application === undefined || submittedAt === undefined) return undefined;
  if (code === undefined || code.length >= REFERENCE_LENGTH) return undefined;
  return { ref: id, orderId: code as OrderId, submittedAt };
}

const FOLLOW_ONS = ['capture', 'refund', 'void', 'reversal'] as const;

/** A sale that the issuer approved in part captured that part. */
const TAKEN: ReadonlySet<string> = new Set(['done', 'done-in-part']);

const MAY_HOLD: ReadonlySet<string> = new Set(['done', 'done-in-part', 'held']);
