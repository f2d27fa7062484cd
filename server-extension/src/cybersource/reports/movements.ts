import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { isCurrencyCode } from '../../domain/money/currency.ts';
import type { GatewayRef, OrderId } from '../../domain/ids.ts';
import { parseDecimal } from '../../domain/money/money.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import type { Movement, Movements, MovementStatus } from '../../payments/settlement/movement.ts';
import type { ClientFor } from '../client/client.ts';
import { accessProblem } from '../outcome/access.ts';
import { readable, UnreadableReport } from './report-error.ts';
import { parseReportJson } from './report-json.ts';
import { parseReportTime } from './report-time.ts';

/** CyberSource takes 2000; an answer of so many rows is larger than the client takes. */
const PAGE_ROWS = 500;
const ROWS_MAX = 200_000;

const text = lazy(() => z.string().nullish());
const rows = <Shape extends z.ZodRawShape>(shape: Shape) => z.array(z.object(shape)).nullish();

/** CyberSource: `GET /reporting/v3/purchase-refund-details`. Without `settlements` only where it says that there are none. */
const answer = lazy(() =>
  z.object({
    pageResults: z.number().nullish(),
    requestDetails: rows({ requestId: z.string(), merchantReferenceNumber: text() }),
    settlements: rows({
      requestId: z.string(),
      transactionType: text(),
      amount: text(),
      currencyCode: text(),
      cybersourceBatchTime: text(),
    }),
    settlementStatuses: rows({
      requestId: z.string(),
      status: text(),
      reasonCode: text(),
      errorText: text(),
    }),
  }),
);

/** Total: a status that is not listed is unknown. */
const STATUS: Readonly<Record<string, MovementStatus>> = {
  PENDING: 'pending',
  BATCHED: 'batched',
  TRANSMITTED: 'batched',
  SETTLED: 'settled',
  FUNDED: 'settled',
  REJECTED: 'rejected',
  FAILED: 'rejected',
};

/** Reads purchase and refund details, page by page. Rejects where they are more than can be read: a part of a book is no book. */
export function createMovements(clientFor: ClientFor): Movements {
  return {
    async requestedWithin({ from, to }, settings, deadlineMs) {
      const endsAt = performance.now() + deadlineMs;
      const found = new Map<GatewayRef, Movement>();
      for (let offset = 0; offset < ROWS_MAX; offset += PAGE_ROWS) {
        const page = { viewBy: 'requestDate', offset, limit: PAGE_ROWS };
        const reply = await clientFor(settings.account).send(
          (operations) => operations.purchaseRefundDetails(from.toISOString(), to.toISOString(), page),
          Math.floor(endsAt - performance.now()),
        );
        if (reply.kind === 'answered' && reply.status === 404) return [...found.values()];
        if (reply.kind !== 'answered' || reply.status !== 200)
          throw new Problem(
            'gateway-failure',
            reply.kind === 'silent'
              ? `CyberSource's purchase and refund details could not be read: ${reply.cause}`
              : `CyberSource's purchase and refund details could not be read. ${accessProblem(reply.status)}.`,
          );
        const movements = readable(() => movementsIn(requirePage(reply.text)));
        for (const movement of movements) found.set(movement.ref, movement);
        if (movements.length < PAGE_ROWS) return [...found.values()];
      }
      // Every capture that was not read would become a difference.
      throw new Problem(
        'gateway-failure',
        `CyberSource's purchase and refund details from ${from.toISOString()} to ${to.toISOString()} have ${ROWS_MAX} rows or more, ` +
          'and no more are read: what belongs to these times was not compared.',
      );
    },
  };
}

/** @throws UnreadableReport for what is no such answer: read as an empty one it would make every capture a difference. */
function requirePage(text: string): Shape<typeof answer> {
  const { data } = answer().safeParse(parseReportJson(text, 'purchase and refund details'));
  if (data === undefined || (!data.settlements && data.pageResults !== 0))
    throw new UnreadableReport("CyberSource's purchase and refund details have another form.");
  return data;
}

/** @throws UnreadableReport for an amount that cannot be read: without it the sums of the day would be wrong. */
function movementsIn({
  requestDetails,
  settlements,
  settlementStatuses,
}: Shape<typeof answer>): readonly Movement[] {
  const references = new Map(
    (requestDetails ?? []).map(({ requestId, merchantReferenceNumber }) => [
      requestId,
      merchantReferenceNumber,
    ]),
  );
  const statuses = new Map((settlementStatuses ?? []).map((status) => [status.requestId, status]));
  return (settlements ?? []).map((row) => {
    const { requestId, transactionType, currencyCode, cybersourceBatchTime } = row;
    const currency = currencyCode ?? '';
    const amount = isCurrencyCode(currency) ? parseDecimal(row.amount ?? undefined, currency) : undefined;
    if (amount === undefined)
      throw new UnreadableReport(
        `CyberSource's purchase and refund details state no amount for ${requestId}.`,
      );
    const status = statuses.get(requestId);
    return {
      ref: requestId as GatewayRef,
      orderId: (references.get(requestId) ?? '') as OrderId,
      direction: /refund|credit/i.test(transactionType ?? '') ? 'refund' : 'purchase',
      amount,
      status: STATUS[(status?.status ?? 'PENDING').toUpperCase()] ?? 'unknown',
      ...present({
        batchedAt: parseReportTime(cybersourceBatchTime ?? ''),
        problem: status?.errorText ?? status?.reasonCode ?? undefined,
      }),
    };
  });
}
