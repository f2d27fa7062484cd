/** Chargebacks and retrieval requests, one by one and counted by day, and changed bank accounts. */
import { toTime, type EndpointResponse } from '../../answers/answer.ts';
import { isWithin, type ReportWindow } from '../../../records/reports/report-window.ts';
import type { AccountChange } from '../../../records/settlement/account-changes.ts';
import type { Dispute } from '../../../records/settlement/disputes.ts';
import { toAmount } from '../../../values/money.ts';
import { grouped } from '../../../values/grouped.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint, EndpointCall } from '../endpoint.ts';
import { toReportRefusal } from './report-problem.ts';
import { parameter, readWindow } from './report-query.ts';

const YEAR_MS = 366 * 86_400_000;

/** How long a merchant may take to answer: an assumption of the sandbox, as card networks differ. */
const RESPONSE_DUE_MS = 30 * 86_400_000;

/** The control API makes disputes, and changes bank accounts. */
export function createDisputeEndpoints(deps: EndpointDeps): {
  readonly notificationsOfChange: Endpoint;
  readonly chargebackSummaries: Endpoint;
  readonly chargebackDetails: Endpoint;
  readonly retrievalSummaries: Endpoint;
  readonly retrievalDetails: Endpoint;
} {
  const inWindow =
    (answer: (call: EndpointCall, window: ReportWindow) => object): Endpoint =>
    (call) => ({
      commit: (): EndpointResponse => {
        const reading = readWindow(call, YEAR_MS);
        return 'window' in reading
          ? { status: 200, body: answer(call, reading.window) }
          : toReportRefusal(deps.now(), reading.message, reading.details);
      },
    });
  const found = (call: EndpointCall, kind: Dispute['kind'], window: ReportWindow): readonly Dispute[] =>
    deps.disputes.ofMerchant(call.merchant.id, kind).filter(({ at }) => isWithin(at, window));
  const details = (kind: Dispute['kind'], list: string): Endpoint =>
    inWindow((call, window) => ({
      ...toHeading(call, window),
      [list]: found(call, kind, window).map((dispute) => toDetail(dispute, deps)),
    }));
  const summaries = (kind: Dispute['kind'], list: string): Endpoint =>
    inWindow((call, window) => ({
      ...toHeading(call, window),
      [list]: grouped(found(call, kind, window), ({ at }) => at.toISOString().slice(0, 10)).map(
        ([day, disputes]) => ({
          count: disputes.length,
          time: `${day}T00:00:00Z`,
          accountId: call.merchant.id,
        }),
      ),
    }));

  return {
    notificationsOfChange: inWindow(({ merchant }, window) => ({
      notificationOfChanges: deps.accountChanges
        .ofMerchant(merchant.id)
        .filter(({ at }) => isWithin(at, window))
        .map(toNotificationOfChange),
    })),
    chargebackSummaries: summaries('chargeback', 'chargebackSummaries'),
    chargebackDetails: details('chargeback', 'chargebackDetails'),
    retrievalSummaries: summaries('retrieval', 'retrievalSummaries'),
    retrievalDetails: details('retrieval', 'retrievalDetails'),
  };
}

/** Without references: they are those of an eCheck, and the sandbox takes none. */
const toNotificationOfChange = (change: AccountChange): object => ({
  time: toTime(change.at),
  code: change.code,
  accountType: change.accountType,
  routingNumber: change.routingNumber,
  accountNumber: change.accountNumber,
  consumerName: change.consumerName,
});

const toHeading = (call: EndpointCall, { from, to }: ReportWindow): object => ({
  organizationId: parameter(call, 'organizationId') ?? call.merchant.id,
  startTime: from.toISOString(),
  endTime: to.toISOString(),
});

function toDetail(
  { kind, requestId, merchantId, amount, currency, reasonCode, at }: Dispute,
  deps: EndpointDeps,
): object {
  const transaction = deps.ledger.find(merchantId, requestId);
  return {
    processorMerchantId: merchantId,
    merchantName: merchantId,
    transactionReferenceNumber: transaction?.reconciliationId ?? '',
    merchantReferenceNumber: transaction?.reference ?? '',
    natureOfDispute: kind === 'chargeback' ? 'Chargeback' : 'Retrieval',
    amount: toAmount({ minor: amount, currency }),
    sign: kind === 'chargeback' ? '-' : '+',
    action: 'New',
    trackingNumber: requestId,
    currencyCode: currency,
    requestId,
    responseDueTime: toTime(new Date(at.getTime() + RESPONSE_DUE_MS)),
    time: toTime(at),
    reasonCode,
  };
}
