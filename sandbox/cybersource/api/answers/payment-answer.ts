/** `201` of `POST /pts/v2/payments`, as recorded: strings throughout, and the links' own spelling. */
import { isHeld, isVerification } from '../../ledger/follow-ons.ts';
import { toReason } from '../../model/reasons.ts';
import type { LedgerAuthentication, CardSummary, LedgerPayment } from '../../model/transaction.ts';
import { toAmount } from '../../values/money.ts';
import { link, toTime, type EndpointResponse } from './answer.ts';
import { toDecisionAction, toRiskInformation } from './risk-information.ts';

/** The whole answer. */
export function toPaymentAnswer(payment: LedgerPayment): EndpointResponse {
  const { id, status, reason, currency, paymentSolution } = payment;
  const amount = (minor: number): string => toAmount({ minor, currency });
  return {
    status: 201,
    body: {
      _links: toLinks(payment),
      ...toClientReference(payment),
      id,
      orderInformation: {
        amountDetails: {
          ...(isHeld(payment) && { authorizedAmount: amount(payment.authorized) }),
          ...(payment.saleAsked && { totalAmount: amount(payment.asked) }),
          currency,
        },
      },
      ...toCardInformation(payment.card),
      ...(paymentSolution !== undefined && { processingInformation: { paymentSolution } }),
      pointOfSaleInformation: { terminalId: '111111' },
      processorInformation: toProcessorInformation(payment),
      reconciliationId: payment.reconciliationId,
      status,
      submitTimeUtc: toTime(payment.at),
      ...(reason !== undefined && { errorInformation: { reason, message: toReason(reason).message } }),
      ...(payment.authentication?.outputs && {
        consumerAuthenticationInformation: payment.authentication.outputs,
      }),
      ...toTokenInformation(payment),
      ...toEmbeddedActions(payment),
      ...toRiskInformation(payment),
    },
  };
}

/** What CyberSource echoes of the merchant's references. */
export function toClientReference({
  reference,
  merchantTransactionId,
}: Pick<LedgerPayment, 'reference' | 'merchantTransactionId'>): object {
  const echoed = {
    ...(reference !== undefined && { code: reference }),
    ...(merchantTransactionId !== undefined && { transactionId: merchantTransactionId }),
  };
  return Object.keys(echoed).length > 0 ? { clientReferenceInformation: echoed } : {};
}

/** The card's type, in the three places where CyberSource writes it; more of a network token. */
export function toCardInformation(card: CardSummary): object {
  const { type, prefix, suffix, expirationMonth, expirationYear } = card;
  const token = { prefix, suffix, expirationMonth, expirationYear };
  return {
    paymentAccountInformation: { card: { type } },
    paymentInformation: {
      tokenizedCard: { type, ...(card.isNetworkToken && token) },
      card: { type },
    },
  };
}

function toLinks(payment: LedgerPayment): object {
  const self = `/pts/v2/payments/${payment.id}`;
  if (!isHeld(payment) || isVerification(payment)) return { self: link('GET', self) };
  if (payment.captured > 0) return { void: link('POST', `${self}/voids`), self: link('GET', self) };
  return {
    // `authReversal` on the wire, whatever the specification's model calls it.
    authReversal: link('POST', `${self}/reversals`),
    self: link('GET', self),
    capture: link('POST', `${self}/captures`),
  };
}

/** What issuer and processor said. */
export function toProcessorInformation(payment: LedgerPayment): object {
  const { reason, approvalCode, networkTransactionId, avs, cvn } = payment;
  const responseCode = reason === undefined ? '100' : toReason(reason).responseCode;
  return {
    ...(approvalCode !== undefined && { approvalCode }),
    ...(networkTransactionId !== undefined && { networkTransactionId, transactionId: networkTransactionId }),
    responseCode: responseCode ?? '100',
    avs: { code: avs, codeRaw: avs === 'X' ? 'I1' : avs },
    ...(cvn !== undefined && { cardVerification: { resultCode: cvn, resultCodeRaw: cvn } }),
  };
}

/** What the card is kept as, where it was to be kept. */
export function toTokenInformation({ tokens }: LedgerPayment): object {
  if (!tokens || 'failed' in tokens) return {};
  const { instrumentIdentifier, customer, paymentInstrument, shippingAddress } = tokens;
  return {
    tokenInformation: {
      // The small `i` is CyberSource's.
      instrumentidentifierNew: instrumentIdentifier.isNew,
      ...(customer !== undefined && { customer: { id: customer } }),
      ...(paymentInstrument !== undefined && { paymentInstrument: { id: paymentInstrument } }),
      ...(shippingAddress !== undefined && { shippingAddress: { id: shippingAddress } }),
      instrumentIdentifier: { id: instrumentIdentifier.id, state: 'ACTIVE' },
    },
  };
}

// The top-level status hides that a part failed: a sale that was only authorized, a card that was not saved.
function toEmbeddedActions(payment: LedgerPayment): object {
  const { captured, captureFailed, tokens, authentication } = payment;
  const actions = {
    ...(authentication?.action && {
      [authentication.action]: toAuthenticationAction(authentication, payment.reason),
    }),
    ...(captured > 0 && { CAPTURE: { status: 'PENDING' } }),
    ...(captureFailed !== undefined && { CAPTURE: failed(captureFailed) }),
    ...(tokens && { TOKEN_CREATE: 'failed' in tokens ? failed(tokens.failed) : { status: 'SUCCESS' } }),
    ...toDecisionAction(payment),
    ...(payment.isScreened && { WATCHLIST_SCREENING: { status: 'COMPLETED' } }),
  };
  return Object.keys(actions).length > 0 ? { embeddedActions: actions } : {};
}

function toAuthenticationAction({ status }: LedgerAuthentication, reason: string | undefined): object {
  if (status === 'AUTHENTICATION_SUCCESSFUL' || reason === undefined) return { status };
  return { status, reason, message: toReason(reason).message };
}

const failed = (reason: string): object => ({
  status: reason === 'SYSTEM_ERROR' ? 'SERVER_ERROR' : 'INVALID_REQUEST',
  reason,
  message: toReason(reason).message,
});
