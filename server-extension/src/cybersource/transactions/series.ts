import type { GatewayRef } from '../../domain/ids.ts';
import { parseComment } from '../requests/comment.ts';
import { APPLICATION, applicationOf } from './original-answer.ts';
import { type TransactionSearch, UnreadableSearchResult } from './transaction-search.ts';
import type { TransactionDetails } from './transaction.ts';

/** A payment has an authorization and a few steps after it; a series longer than this is read by a person. */
const TRANSACTIONS_MAX = 200;

/**
 * Everything that hangs together with the transaction, itself first; nothing when CyberSource does not know it. CyberSource
 * names the others of a series (`_links.relatedTransactions`, `rootId`), and our comment names the authorization that is
 * held again.
 *
 * @throws UnreadableSearchResult
 */
export async function seriesOf(
  ref: GatewayRef,
  transactionSearch: TransactionSearch,
): Promise<readonly TransactionDetails[]> {
  const first = await transactionSearch.details(ref);
  return first === undefined ? [] : complete(new Map([[ref, first]]), [first], transactionSearch);
}

/**
 * The series with the re-authorizations of it, and what followed on those.
 *
 * @param authorizations CyberSource's ids of every authorization of the order.
 * @throws UnreadableSearchResult
 */
export async function withReauthorizations(
  series: readonly TransactionDetails[],
  authorizations: readonly GatewayRef[],
  transactionSearch: TransactionSearch,
): Promise<readonly TransactionDetails[]> {
  if (authorizations.length > TRANSACTIONS_MAX) throw tooMany(series);
  let whole = series;
  let others = await detailsOf(
    authorizations.filter((id) => !series.some((each) => each.id === id)),
    transactionSearch,
  );
  for (;;) {
    const [again, unrelated] = partition(others, (each) => isHeldAgainIn(each, whole));
    if (again.length === 0) return whole;
    const known = new Map([...whole, ...again].map((each) => [each.id as string, each]));
    whole = await complete(known, again, transactionSearch);
    others = unrelated;
  }
}

/**
 * The authorization that a transaction goes back to. CyberSource: `rootId`, the first of the series. Increments are
 * authorizations as well, and come later; so do re-authorizations, which have a series of their own.
 */
export function authorizationIn(
  series: readonly TransactionDetails[],
  ref: GatewayRef,
): TransactionDetails | undefined {
  const payments = series.filter(isAuthorization);
  const rootId = series.find(({ id }) => id === ref)?.rootId;
  const root = payments.find(({ id }) => id === rootId) ?? [...payments].sort(byAge)[0];
  const heldBefore = root === undefined ? undefined : heldBeforeOf(root);
  if (heldBefore === undefined) return root;
  return authorizationIn(
    series.filter((each) => each !== root),
    heldBefore,
  );
}

/** The hold that a transaction of the series uses: what its comment names, else the first of its own series, else the first of all. */
export function holdOf(
  { comments, rootId }: TransactionDetails,
  series: readonly TransactionDetails[],
  authorization: TransactionDetails,
): GatewayRef {
  const named = parseComment(comments)?.original;
  const holds = [authorization, ...series.filter(isReauthorization)];
  const hold = holds.find(({ id }) => id === named) ?? holds.find(({ id }) => id === rootId) ?? authorization;
  return hold.id;
}

export function isReauthorization(details: TransactionDetails): boolean {
  return heldBeforeOf(details) !== undefined && isAuthorization(details);
}

/** Oldest first. CyberSource: times are in seconds, and ids begin with a finer one. @throws UnreadableSearchResult */
export function byAge(a: TransactionDetails, b: TransactionDetails): number {
  return timeOf(a).getTime() - timeOf(b).getTime() || (a.id < b.id ? -1 : 1);
}

/** @throws UnreadableSearchResult */
export function timeOf({ submittedAt, id }: TransactionDetails): Date {
  if (submittedAt === undefined)
    throw new UnreadableSearchResult(`CyberSource does not say when ${id} was submitted`);
  return submittedAt;
}

async function complete(
  series: Map<string, TransactionDetails>,
  added: readonly TransactionDetails[],
  transactionSearch: TransactionSearch,
): Promise<readonly TransactionDetails[]> {
  let next = namedBy(added, series);
  while (next.length > 0) {
    if (series.size + next.length > TRANSACTIONS_MAX) throw tooMany(added);
    const found = await detailsOf(next, transactionSearch);
    for (const each of found) series.set(each.id, each);
    next = namedBy(found, series);
  }
  return [...series.values()];
}

function namedBy(
  transactions: readonly TransactionDetails[],
  series: ReadonlyMap<string, TransactionDetails>,
): GatewayRef[] {
  const named = transactions.flatMap((each) => [
    ...each.related,
    ...(each.rootId === undefined ? [] : [each.rootId as GatewayRef]),
    ...[heldBeforeOf(each)].filter((id) => id !== undefined),
  ]);
  return [...new Set(named)].filter((id) => !series.has(id));
}

async function detailsOf(
  ids: readonly GatewayRef[],
  transactionSearch: TransactionSearch,
): Promise<readonly TransactionDetails[]> {
  return Promise.all(
    ids.map(async (id) => {
      const details = await transactionSearch.details(id);
      if (details === undefined) throw new UnreadableSearchResult(`CyberSource has no details of ${id} yet`);
      return details;
    }),
  );
}

/** Of a re-authorization: the id of the authorization that it replaced. */
function heldBeforeOf({ comments }: TransactionDetails): GatewayRef | undefined {
  const comment = parseComment(comments);
  return comment?.isReauthorization === true ? comment.original : undefined;
}

function isHeldAgainIn(details: TransactionDetails, series: readonly TransactionDetails[]): boolean {
  const heldBefore = heldBeforeOf(details);
  return heldBefore !== undefined && series.some(({ id }) => id === heldBefore);
}

function isAuthorization(details: TransactionDetails): boolean {
  return applicationOf(details, APPLICATION.authorization) !== undefined;
}

function tooMany([first]: readonly TransactionDetails[]): UnreadableSearchResult {
  return new UnreadableSearchResult(
    `More than ${TRANSACTIONS_MAX} transactions belong to the payment of ${first?.id ?? 'nothing'}.`,
  );
}

function partition<T>(all: readonly T[], fits: (each: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(fits), all.filter((each) => !fits(each))];
}
