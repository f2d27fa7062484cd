/** `GET /tss/v2/transactions/{id}` and search: both see a transaction only after the index has caught up. */
import { z } from 'zod';
import { link, toTime, type EndpointResponse } from '../answers/answer.ts';
import { invalid } from '../../model/refusal.ts';
import type { LedgerTransaction } from '../../model/transaction.ts';
import { isRefusal, parseBody } from '../requests/body.ts';
import { flag, whole } from '../requests/scalars.ts';
import { parseQuery, QuerySyntax, type Predicate } from '../../search/query.ts';
import { toDetails, toSearchResult, type Summary, type SummaryContext } from '../../search/summary.ts';
import type { EndpointDeps } from './deps.ts';
import type { Endpoint } from './endpoint.ts';
import { isIndexed, refusalPlan } from './entry.ts';

const searchSchema = z.looseObject({
  save: flag.default(false),
  name: z.string().optional(),
  timezone: z.string().optional(),
  query: z.string().default(''),
  offset: whole(0, 999_999_999).default(0),
  limit: whole(1, 2500).default(20),
  sort: z
    .string()
    .regex(/^\s*[\w.]+(:(asc|desc))?(\s*,\s*[\w.]+(:(asc|desc))?)*\s*$/)
    .default('id:asc'),
});

/** Searches that `GET /tss/v2/searches/{id}` still finds; older ones are forgotten. */
const KEPT_RESULTS = 100;

const JSON_TYPE = 'application/json;charset=utf-8';

/** Details, or a 404 with an empty body: for an unknown id, another merchant's, and one not indexed yet. */
export function createDetailsEndpoint(deps: EndpointDeps): Endpoint {
  return ({ merchant, id }) => ({
    commit: () => {
      const found = deps.ledger.find(merchant.id, id);
      if (!found || !isIndexed(found, deps)) return { status: 404 };
      const related = deps.ledger
        .family(found.rootId)
        .filter((other) => other.id !== id && isIndexed(other, deps));
      const body = toDetails(found, contextOf(found, deps), related);
      return { status: 200, body, contentType: JSON_TYPE };
    },
  });
}

const contextOf = (transaction: LedgerTransaction, { ledger, batches }: EndpointDeps): SummaryContext => ({
  root: ledger.find(transaction.merchantId, transaction.rootId),
  isBatched: batches.isClosed(transaction),
});

/** Search and its saved results. */
export function createSearchEndpoints(deps: EndpointDeps): { search: Endpoint; result: Endpoint } {
  const results = new Map<string, object>();

  /** What can match at all: a query for one order reads that order's transactions, not the whole book. */
  function candidates(merchantId: string, query: string): readonly LedgerTransaction[] {
    const reference = onlyReferenceIn(query);
    return reference === undefined
      ? deps.ledger.ofMerchant(merchantId)
      : deps.ledger.ofReference(merchantId, reference);
  }

  const search: Endpoint = ({ merchant, body }) => {
    const request = parseBody(searchSchema, body);
    if (isRefusal(request)) return refusalPlan(request, deps);
    const wanted = parsed(request.query, deps.now());
    if (!wanted) return refusalPlan(invalid('query'), deps);

    return {
      commit: () => {
        const found = candidates(merchant.id, request.query)
          .filter((transaction) => isIndexed(transaction, deps))
          .map((transaction) => toSearchResult(transaction, contextOf(transaction, deps)))
          .filter((summary) => wanted((field) => valueAt(summary, field)))
          .sort(toOrder(request.sort));
        const page = found.slice(request.offset, request.offset + request.limit);
        const searchId = deps.ids.search();
        const answer = {
          searchId,
          ...request,
          count: page.length,
          totalCount: found.length,
          submitTimeUtc: toTime(deps.now()),
          _embedded: { transactionSummaries: page },
          _links: { self: link('GET', `/tss/v2/searches/${searchId}`) },
        };
        results.set(`${merchant.id} ${searchId}`, answer);
        if (results.size > KEPT_RESULTS) results.delete(results.keys().next().value ?? '');
        return { status: 201, body: answer, contentType: JSON_TYPE };
      },
    };
  };

  const result: Endpoint = ({ merchant, id }) => ({
    commit: (): EndpointResponse => {
      const saved = results.get(`${merchant.id} ${id}`);
      return saved ? { status: 200, body: saved, contentType: JSON_TYPE } : { status: 404 };
    },
  });

  return { search, result };
}

/** The merchant reference that every match has; undefined for queries that may want several, or none. */
function onlyReferenceIn(query: string): string | undefined {
  if (/[*()]|\b(?:OR|NOT)\b/.test(query)) return undefined;
  const [, quoted, plain] =
    /clientReferenceInformation\.code:\s*(?:"([\w.-]+)"|([\w.-]+)(?=\s|$))/.exec(query) ?? [];
  return quoted ?? plain;
}

function parsed(query: string, now: Date): Predicate | undefined {
  try {
    return parseQuery(query, now);
  } catch (error) {
    if (error instanceof QuerySyntax) return undefined;
    throw error;
  }
}

function valueAt(summary: Summary, field: string): string | undefined {
  const value = field
    .split('.')
    .reduce<unknown>(
      (inner, key) => (isRecord(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
      summary,
    );
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object';

function toOrder(sort: string): (left: Summary, right: Summary) => number {
  const keys = sort.split(',').map((key) => key.trim().split(':'));
  return (left, right) => {
    for (const [field = '', direction] of keys) {
      const one = valueAt(left, field) ?? '';
      const other = valueAt(right, field) ?? '';
      if (one !== other) return (one < other ? -1 : 1) * (direction === 'desc' ? -1 : 1);
    }
    return 0;
  };
}
