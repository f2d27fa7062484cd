/** What the batches amount to: payment batch summaries, net fundings, and the clearing of each transaction. */
import { toTime } from '../../answers/answer.ts';
import { isWithin, type ReportWindow } from '../../../records/reports/report-window.ts';
import type { SettlementItem } from '../../../records/settlement/batches.ts';
import { grouped } from '../../../values/grouped.ts';
import { toAmount } from '../../../values/money.ts';
import type { EndpointDeps } from '../deps.ts';
import type { EndpointCall, Endpoint } from '../endpoint.ts';
import type { EndpointResponse } from '../../answers/answer.ts';
import { toReportRefusal } from './report-problem.ts';
import { readWindow } from './report-query.ts';

const YEAR_MS = 366 * 86_400_000;

/** By card type and currency; by direction and currency; one by one. */
export function createFundingEndpoints(deps: EndpointDeps): {
  readonly batchSummaries: Endpoint;
  readonly netFundings: Endpoint;
  readonly interchange: Endpoint;
} {
  const batched = (merchantId: string, window: ReportWindow): readonly SettlementItem[] =>
    deps.batches
      .items(merchantId)
      .filter(({ batch }) => batch !== undefined && isWithin(batch.closedAt, window));

  const inWindow =
    (
      answer: (call: EndpointCall, window: ReportWindow, items: readonly SettlementItem[]) => object,
    ): Endpoint =>
    (call) => ({
      commit: (): EndpointResponse => {
        const reading = readWindow(call, YEAR_MS);
        if (!('window' in reading)) return toReportRefusal(deps.now(), reading.message, reading.details);
        const { window } = reading;
        return { status: 200, body: answer(call, window, batched(call.merchant.id, window)) };
      },
    });

  return {
    batchSummaries: inWindow(({ merchant }, window, items) => ({
      startTime: window.from.toISOString(),
      endTime: window.to.toISOString(),
      paymentBatchSummaries: grouped(
        items,
        (item) => `${cardTypeOf(item, deps)} ${item.transaction.currency}`,
      ).map(([key, group]) => {
        const [cardType = '', currencyCode = ''] = key.split(' ');
        const sales = group.filter(({ direction }) => direction === 'purchase');
        const credits = group.filter(({ direction }) => direction === 'refund');
        return {
          currencyCode,
          paymentSubTypeDescription: CARD_TYPES[cardType] ?? 'Other',
          startTime: window.from.toISOString(),
          endTime: window.to.toISOString(),
          salesCount: sales.length,
          salesAmount: sum(sales, currencyCode),
          creditCount: credits.length,
          creditAmount: sum(credits, currencyCode),
          accountName: merchant.id,
          accountId: merchant.id,
          merchantId: merchant.id,
          merchantName: merchant.id,
        };
      }),
    })),
    netFundings: inWindow((_call, window, items) => {
      const taken = items.filter(({ status }) => status !== 'REJECTED');
      const settled = taken.filter(({ status }) => status === 'SETTLED');
      const total = (direction: SettlementItem['direction'], currency: string): number =>
        minorOf(
          settled.filter((item) => item.direction === direction && item.transaction.currency === currency),
        );
      const currencies = [...new Set(taken.map(({ transaction }) => transaction.currency))];
      const valued = (value: (currency: string) => number): object[] =>
        currencies.map((currency) => ({ currency, value: signed(value(currency), currency) }));
      return {
        startTime: window.from.toISOString(),
        endTime: window.to.toISOString(),
        netFundingSummaries: grouped(taken, (item) => `${item.direction} ${item.transaction.currency}`).map(
          ([key, group]) => {
            const [direction = '', currencyCode = ''] = key.split(' ');
            const funded = group.filter(({ status }) => status === 'SETTLED');
            return {
              type: direction === 'purchase' ? 'PURCHASES' : 'REFUNDS',
              paymentSubType: 'ALL',
              conveyedCount: group.length,
              conveyedAmount: sum(group, currencyCode),
              settledCount: funded.length,
              fundedCount: funded.length,
              fundedAmount: sum(funded, currencyCode),
              currencyCode,
            };
          },
        ),
        totalPurchases: valued((currency) => total('purchase', currency)),
        totalRefunds: valued((currency) => total('refund', currency)),
        totalFees: valued(() => 0),
        totalChargebacks: valued(() => 0),
        netTotal: valued((currency) => total('purchase', currency) - total('refund', currency)),
      };
    }),
    interchange: inWindow(({ merchant }, window, items) => ({
      startDate: window.from.toISOString(),
      endDate: window.to.toISOString(),
      interchangeClearingLevelDetails: items
        .filter(({ status }) => status === 'SETTLED')
        .map((item) => {
          const { transaction, direction, amount, batch, settledAt } = item;
          const value = toAmount({ minor: amount, currency: transaction.currency });
          return {
            requestId: transaction.id,
            organizationId: merchant.id,
            accountId: merchant.id,
            processorMerchantId: merchant.id,
            transactionReferenceNumber: transaction.reconciliationId,
            merchantReferenceNumber: transaction.reference ?? '',
            paymentSubTypeDescription: CARD_TYPES[cardTypeOf(item, deps)] ?? 'Other',
            transactionTime: toTime(transaction.at),
            transactionType: direction === 'purchase' ? 'Purchase' : 'Refund',
            amount: value,
            currencyCode: transaction.currency,
            settlementAmount: value,
            settlementCurrencyCode: transaction.currency,
            ...(settledAt && { settlementTime: toTime(settledAt) }),
            ...(batch && { batchTime: toTime(batch.closedAt), merchantBatchNumber: batch.id }),
          };
        }),
    })),
  };
}

const CARD_TYPES: Readonly<Partial<Record<string, string>>> = {
  '001': 'Visa',
  '002': 'MasterCard',
  '003': 'American Express',
  '004': 'Discover',
  '005': 'Diners Club',
  '007': 'JCB',
};

function cardTypeOf({ transaction }: SettlementItem, { ledger }: EndpointDeps): string {
  const owner = 'card' in transaction ? transaction : ledger.find(transaction.merchantId, transaction.rootId);
  return owner && 'card' in owner ? owner.card.type : '';
}

const minorOf = (items: readonly SettlementItem[]): number =>
  items.reduce((total, { amount }) => total + amount, 0);

const sum = (items: readonly SettlementItem[], currency: string): string =>
  toAmount({ minor: minorOf(items), currency });

const signed = (minor: number, currency: string): string =>
  `${minor < 0 ? '-' : ''}${toAmount({ minor: Math.abs(minor), currency })}`;
