/** `201` of captures, reversals, refunds, credits and voids: each has an id of its own. */
import { toReason } from '../../model/reasons.ts';
import type {
  LedgerCapture,
  LedgerCredit,
  LedgerIncrement,
  LedgerPayment,
  LedgerRefund,
  LedgerReversal,
  LedgerVoid,
} from '../../model/transaction.ts';
import { toAmount } from '../../values/money.ts';
import { link, toTime, type EndpointResponse } from './answer.ts';
import { toCardInformation, toClientReference } from './payment-answer.ts';

/** More was held, or not. The answer carries the payment's own id (CyberSource: incremental authorization). */
export function toIncrementAnswer(
  increment: LedgerIncrement,
  payment: LedgerPayment,
  held: number,
): EndpointResponse {
  const { reason, currency, status } = increment;
  return created({ ...increment, id: payment.id }, status, {
    _links: { self: link('GET', `/pts/v2/payments/${payment.id}`) },
    orderInformation: {
      amountDetails: { authorizedAmount: toAmount({ minor: held, currency }), currency },
    },
    ...toCardInformation(payment.card),
    processorInformation: {
      ...(reason === undefined && { approvalCode: payment.approvalCode }),
      responseCode: reason === undefined ? '100' : (toReason(reason).responseCode ?? '05'),
    },
    ...(reason !== undefined && { errorInformation: { reason, message: toReason(reason).message } }),
  });
}

/** A capture waits for the batch: `PENDING`. */
export function toCaptureAnswer(
  capture: LedgerCapture,
  payment: LedgerPayment | undefined,
): EndpointResponse {
  const self = `/pts/v2/captures/${capture.id}`;
  return created(capture, 'PENDING', {
    _links: {
      void: link('POST', `${self}/voids`),
      refund: link('POST', `${self}/refunds`),
      self: link('GET', self),
    },
    orderInformation: { amountDetails: { totalAmount: amountText(capture), currency: capture.currency } },
    processorInformation: { transactionId: payment?.networkTransactionId },
  });
}

/** `payment` is the one whose hold was given up. */
export function toReversalAnswer(
  reversal: LedgerReversal,
  payment: LedgerPayment | undefined,
): EndpointResponse {
  const { currency } = reversal;
  return created(reversal, 'REVERSED', {
    _links: { self: link('GET', `/pts/v2/reversals/${reversal.id}`) },
    authorizationInformation: { approvalCode: payment?.approvalCode, reasonCode: '100' },
    processorInformation: { responseCode: '100' },
    reversalAmountDetails: {
      reversedAmount: amountText(reversal),
      originalTransactionAmount: toAmount({ minor: payment?.authorized ?? 0, currency }),
      currency,
    },
  });
}

/** A refund waits for the batch too, unless the processor declined it. */
export function toRefundAnswer(refund: LedgerRefund): EndpointResponse {
  const self = `/pts/v2/refunds/${refund.id}`;
  const { reason, currency, status } = refund;
  return created(refund, status, {
    _links: { ...(status === 'PENDING' && { void: link('POST', `${self}/voids`) }), self: link('GET', self) },
    orderInformation: { amountDetails: { currency } },
    processorInformation: {
      responseCode: reason === undefined ? '100' : (toReason(reason).responseCode ?? '05'),
    },
    refundAmountDetails: { refundAmount: amountText(refund), currency },
    ...(reason !== undefined && { errorInformation: { reason, message: toReason(reason).message } }),
  });
}

/** Money that goes out without a payment before it. */
export function toCreditAnswer(credit: LedgerCredit): EndpointResponse {
  const self = `/pts/v2/credits/${credit.id}`;
  const { currency } = credit;
  return created(credit, 'PENDING', {
    _links: { void: link('POST', `${self}/voids`), self: link('GET', self) },
    creditAmountDetails: { creditAmount: amountText(credit), currency },
    orderInformation: { amountDetails: { currency } },
    ...toCardInformation(credit.card),
    processorInformation: { approvalCode: credit.approvalCode, responseCode: '100' },
  });
}

/** What was voided never reaches the bank. */
export function toVoidAnswer(voided: LedgerVoid): EndpointResponse {
  const { currency } = voided;
  const amount = amountText(voided);
  return created(voided, 'VOIDED', {
    _links: { self: link('GET', `/pts/v2/voids/${voided.id}`) },
    voidAmountDetails: { voidAmount: amount, originalTransactionAmount: amount, currency },
  });
}

type FollowOn = LedgerIncrement | LedgerCapture | LedgerReversal | LedgerRefund | LedgerCredit | LedgerVoid;

const amountText = ({ amount, currency }: FollowOn): string => toAmount({ minor: amount, currency });

function created(entry: FollowOn, status: string, parts: object): EndpointResponse {
  return {
    status: 201,
    body: {
      ...parts,
      ...toClientReference(entry),
      id: entry.id,
      reconciliationId: entry.reconciliationId,
      status,
      submitTimeUtc: toTime(entry.at),
    },
  };
}
