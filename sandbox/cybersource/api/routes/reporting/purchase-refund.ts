/** `GET /reporting/v3/purchase-refund-details`: every movement of money with its batch and where it stands. */
import { toTime } from '../../answers/answer.ts';
import { isWithin } from '../../../records/reports/report-window.ts';
import type { SettlementItem } from '../../../records/settlement/batches.ts';
import type { LedgerPayment } from '../../../model/transaction.ts';
import { toAmount } from '../../../values/money.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { toReportRefusal } from './report-problem.ts';
import { parameter, readWindow } from './report-query.ts';

const DAY_MS = 86_400_000;

/** CyberSource: results count per page, 1 to 2000. */
const PAGE_MAX = 2000;

const SUBTYPES: Readonly<Record<string, string>> = { VI: '001', MC: '002', AX: '003', DI: '004', DP: '005' };

/** By request date: when it was asked for. By submission date: when its batch was closed. */
export function createPurchaseRefundEndpoint(deps: EndpointDeps): Endpoint {
  const { batches, now } = deps;
  return (call) => ({
    commit: () => {
      const reading = readWindow(call, 62 * DAY_MS);
      if (!('window' in reading)) return toReportRefusal(now(), reading.message, reading.details);
      const viewBy = parameter(call, 'viewBy') ?? 'requestDate';
      const subtype = parameter(call, 'paymentSubtype') ?? 'ALL';
      const offset = Number(parameter(call, 'offset') ?? 0);
      const limit = Number(parameter(call, 'limit') ?? PAGE_MAX);
      const wrong = [
        ...(viewBy === 'requestDate' || viewBy === 'submissionDate' ? [] : ['viewBy']),
        ...(subtype === 'ALL' || subtype in SUBTYPES ? [] : ['paymentSubtype']),
        ...(Number.isInteger(offset) && offset >= 0 ? [] : ['offset']),
        ...(Number.isInteger(limit) && limit >= 1 && limit <= PAGE_MAX ? [] : ['limit']),
      ];
      if (wrong.length > 0)
        return toReportRefusal(
          now(),
          'Parameters are wrong.',
          wrong.map((field) => ({ field, reason: 'INVALID_DATA' as const })),
        );
      const items = batches
        .items(call.merchant.id)
        .filter(({ transaction, batch }) => {
          const at = viewBy === 'requestDate' ? transaction.at : batch?.closedAt;
          return at !== undefined && isWithin(at, reading.window);
        })
        .filter((item) => subtype === 'ALL' || cardOf(item, deps)?.type === SUBTYPES[subtype]);
      const page = items.slice(offset, offset + limit);
      return {
        status: 200,
        body: {
          offset,
          limit,
          pageResults: page.length,
          requestDetails: page.map(({ transaction }) => ({
            requestId: transaction.id,
            cybersourceMerchantId: transaction.merchantId,
            processorMerchantId: transaction.merchantId,
            transactionReferenceNumber: transaction.reconciliationId,
            merchantReferenceNumber: transaction.reference ?? '',
          })),
          settlements: page.map((item) => toSettlement(item, deps)),
          authorizations: page.flatMap((item) => toAuthorization(item, deps)),
          settlementStatuses: page.map(toStatus),
          feeAndFundingDetails: [],
          others: page.map((item) => ({ requestId: item.transaction.id, ...nameOf(item, deps) })),
        },
      };
    },
  });
}

function toSettlement(item: SettlementItem, deps: EndpointDeps): object {
  const { transaction, direction, amount, batch } = item;
  const card = cardOf(item, deps);
  return {
    requestId: transaction.id,
    transactionType: direction === 'purchase' ? 'Purchase' : 'Refund',
    submissionTime: toTime(transaction.at),
    amount: toAmount({ minor: amount, currency: transaction.currency }),
    currencyCode: transaction.currency,
    paymentMethod: 'Card',
    paymentType: 'credit card',
    ...(card && { accountSuffix: card.suffix, cardType: card.type }),
    ...(batch && { cybersourceBatchTime: toTime(batch.closedAt), cybersourceBatchId: batch.id }),
  };
}

function toStatus({ transaction, status, settledAt, rejected }: SettlementItem): object {
  return {
    requestId: transaction.id,
    status,
    ...(settledAt && { settlementTime: toTime(settledAt) }),
    ...rejected,
  };
}

function toAuthorization(item: SettlementItem, deps: EndpointDeps): readonly object[] {
  const payment = paymentOf(item, deps);
  if (!payment) return [];
  return [
    {
      requestId: item.transaction.id,
      transactionReferenceNumber: payment.reconciliationId,
      time: toTime(payment.at),
      authorizationRequestId: payment.id,
      amount: toAmount({ minor: payment.authorized, currency: payment.currency }),
      currencyCode: payment.currency,
      code: payment.approvalCode ?? '',
      rcode: '1',
    },
  ];
}

function paymentOf({ transaction }: SettlementItem, { ledger }: EndpointDeps): LedgerPayment | undefined {
  const root = ledger.find(transaction.merchantId, transaction.rootId);
  return root?.kind === 'payment' ? root : undefined;
}

function cardOf(item: SettlementItem, deps: EndpointDeps): LedgerPayment['card'] | undefined {
  return 'card' in item.transaction ? item.transaction.card : paymentOf(item, deps)?.card;
}

function nameOf(item: SettlementItem, deps: EndpointDeps): object {
  const { firstName = '', lastName = '' } = paymentOf(item, deps)?.billTo ?? {};
  return { firstName, lastName };
}
