import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { jsonIn } from '../../domain/json/json-object.ts';
import type { GatewayRef } from '../../domain/ids.ts';

/** What CyberSource records of a service that was run within a transaction: `ics_auth`, `ics_bill` … */
export interface ApplicationResult {
  readonly name: string;
  /** `1` it was done, `0` declined, `-1` an error. */
  readonly rCode?: string | undefined;
  /** The reason in the older APIs' numbers, 100 for none. */
  readonly reasonCode?: string | undefined;
  /** CyberSource's sentence about how it ended. */
  readonly message?: string | undefined;
}

/** A transaction as CyberSource's transaction search shows it. */
export interface Transaction {
  readonly id: GatewayRef;
  readonly submittedAt?: Date | undefined;
  /** The merchant's reference: the order. */
  readonly code?: string | undefined;
  readonly applicationName?: string | undefined;
  readonly applicationUser?: string | undefined;
  /** Decimal text. Of an authorization what was asked for, not what was approved. */
  readonly amount?: string | undefined;
  readonly currency?: string | undefined;
  /** Of an authorization what was approved, where it is stated. */
  readonly authorizedAmount?: string | undefined;
  /** How it ended as a whole, Decision Manager included. */
  readonly overall: Pick<ApplicationResult, 'rCode' | 'reasonCode'>;
  readonly applications: readonly ApplicationResult[];
}

/** What only its details tell. */
export interface TransactionDetails extends Transaction {
  readonly comments?: string | undefined;
  /** The first transaction of its series. */
  readonly rootId?: string | undefined;
  /** The others of its series. */
  readonly related: readonly GatewayRef[];
  readonly body: Readonly<Record<string, unknown>>;
}

const ID = /^[\w-]{1,64}$/;
const id = lazy(() =>
  z
    .string()
    .regex(ID)
    .transform((text) => text as GatewayRef),
);
const word = lazy(() =>
  z
    .union([z.string().max(255), z.number().transform(String)])
    .optional()
    .catch(undefined),
);
const codes = lazy(() => z.object({ rCode: word(), reasonCode: word() }));

const transaction = lazy(() =>
  z.object({
    id: id(),
    submitTimeUtc: word(),
    submitTimeUTC: word(),
    clientReferenceInformation: z
      .object({ code: word(), applicationName: word(), applicationUser: word(), comments: word() })
      .catch({}),
    orderInformation: z
      .object({
        amountDetails: z
          .object({ totalAmount: word(), authorizedAmount: word(), currency: word() })
          .catch({}),
      })
      .catch({ amountDetails: {} }),
    applicationInformation: codes().extend({
      applications: z.array(codes().extend({ name: z.string(), rMessage: word() })).catch([]),
    }),
  }),
);

const details = lazy(() =>
  transaction().extend({
    rootId: word(),
    _links: z
      .object({ relatedTransactions: z.array(z.object({ href: z.string() })) })
      .catch({ relatedTransactions: [] }),
  }),
);

const page = lazy(() =>
  z.object({
    totalCount: z.number(),
    _embedded: z.object({ transactionSummaries: z.array(z.unknown()).catch([]) }).optional(),
  }),
);

/** A page of search results; rows that cannot be read are counted, not shown. */
export interface TransactionPage {
  readonly transactions: readonly Transaction[];
  /** Rows on this page. */
  readonly count: number;
  /** Rows on all pages. */
  readonly total: number;
}

/** CyberSource: answer of `POST /tss/v2/searches`. Past the last row it has no `_embedded`. */
export function parsePage(text: string): TransactionPage | undefined {
  const { data } = page().safeParse(jsonIn(text));
  if (data === undefined) return undefined;
  const rows = data._embedded?.transactionSummaries ?? [];
  const transactions = rows.flatMap((row) => {
    const parsed = transaction().safeParse(row);
    return parsed.success ? [toTransaction(parsed.data)] : [];
  });
  return { transactions, count: rows.length, total: data.totalCount };
}

/** CyberSource: answer of `GET /tss/v2/transactions/{id}`. */
export function parseDetails(text: string): TransactionDetails | undefined {
  const body = jsonIn(text);
  const { data } = details().safeParse(body);
  if (data === undefined) return undefined;
  return {
    ...toTransaction(data),
    comments: data.clientReferenceInformation.comments,
    rootId: data.rootId,
    related: data._links.relatedTransactions.flatMap(({ href }) => idIn(href)),
    body: body as Readonly<Record<string, unknown>>,
  };
}

function toTransaction(data: Shape<typeof transaction>): Transaction {
  const { code, applicationName, applicationUser } = data.clientReferenceInformation;
  const { totalAmount, authorizedAmount, currency } = data.orderInformation.amountDetails;
  const { rCode, reasonCode, applications } = data.applicationInformation;
  // Details spell it in capitals.
  const submittedAt = new Date(data.submitTimeUtc ?? data.submitTimeUTC ?? NaN);
  return {
    id: data.id,
    submittedAt: Number.isNaN(submittedAt.getTime()) ? undefined : submittedAt,
    code,
    applicationName,
    applicationUser,
    amount: totalAmount,
    currency,
    authorizedAmount,
    overall: { rCode, reasonCode },
    applications: applications.map(({ rMessage, ...application }) => ({ ...application, message: rMessage })),
  };
}

function idIn(href: string): readonly GatewayRef[] {
  const last = href.slice(href.lastIndexOf('/') + 1);
  return ID.test(last) ? [last as GatewayRef] : [];
}
