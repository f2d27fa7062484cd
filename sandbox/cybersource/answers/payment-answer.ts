/** `201` of `POST /pts/v2/payments`, as recorded: strings throughout, and the links' own spelling. */
import { isHeld } from '../ledger/follow-ons.ts';
import { toReason } from '../ledger/reasons.ts';
import type { CardTrace, Payment } from '../ledger/transaction.ts';
import { toAmount } from '../money.ts';
import type { CreatedTokens } from '../tokens/token-vault.ts';
import { link, toTime, type Answer } from './answer.ts';

const NETWORK_TRANSACTION_ID = '123456789619999';

/** The whole answer; `tokens` when `TOKEN_CREATE` was asked. */
export function toPaymentAnswer(payment: Payment, tokens?: CreatedTokens): Answer {
  const { id, status, reason, currency } = payment;
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
      pointOfSaleInformation: { terminalId: '111111' },
      processorInformation: toProcessorInformation(payment),
      reconciliationId: payment.reconciliationId,
      status,
      submitTimeUtc: toTime(payment.at),
      ...(reason !== undefined && { errorInformation: { reason, message: toReason(reason).message } }),
      ...(tokens && { tokenInformation: toTokenInformation(tokens) }),
      ...toEmbeddedActions(payment, tokens),
      ...toRiskInformation(payment),
    },
  };
}

/** What CyberSource echoes of the merchant's references. */
export function toClientReference({
  reference,
  merchantTransactionId,
}: Pick<Payment, 'reference' | 'merchantTransactionId'>): object {
  const echoed = {
    ...(reference !== undefined && { code: reference }),
    ...(merchantTransactionId !== undefined && { transactionId: merchantTransactionId }),
  };
  return Object.keys(echoed).length > 0 ? { clientReferenceInformation: echoed } : {};
}

/** The card's type, in the three places where CyberSource writes it. */
export function toCardInformation({ type }: CardTrace): object {
  return {
    paymentAccountInformation: { card: { type } },
    paymentInformation: { tokenizedCard: { type }, card: { type } },
  };
}

function toLinks(payment: Payment): object {
  const self = `/pts/v2/payments/${payment.id}`;
  if (!isHeld(payment)) return { self: link('GET', self) };
  if (payment.captured > 0) return { void: link('POST', `${self}/voids`), self: link('GET', self) };
  return {
    // `authReversal` on the wire, whatever the specification's model calls it.
    authReversal: link('POST', `${self}/reversals`),
    self: link('GET', self),
    capture: link('POST', `${self}/captures`),
  };
}

function toProcessorInformation({ status, reason }: Payment): object {
  const responseCode = reason === undefined ? '100' : toReason(reason).responseCode;
  return {
    ...(status !== 'DECLINED' && {
      approvalCode: '888888',
      networkTransactionId: NETWORK_TRANSACTION_ID,
      transactionId: NETWORK_TRANSACTION_ID,
    }),
    responseCode: responseCode ?? '100',
    avs: reason === 'AVS_FAILED' ? { code: 'N', codeRaw: 'N' } : { code: 'X', codeRaw: 'I1' },
    ...(reason === 'CV_FAILED' || reason === 'CVN_NOT_MATCH'
      ? { cardVerification: { resultCode: 'N', resultCodeRaw: 'N' } }
      : {}),
  };
}

function toTokenInformation(tokens: CreatedTokens): object {
  const { instrumentIdentifier, customer, paymentInstrument, shippingAddress } = tokens;
  return {
    // The small `i` is CyberSource's.
    instrumentidentifierNew: instrumentIdentifier.isNew,
    ...(customer !== undefined && { customer: { id: customer } }),
    ...(paymentInstrument !== undefined && { paymentInstrument: { id: paymentInstrument } }),
    ...(shippingAddress !== undefined && { shippingAddress: { id: shippingAddress } }),
    instrumentIdentifier: { id: instrumentIdentifier.id, state: 'ACTIVE' },
  };
}

// Shown only for what the request asked, so that a sale whose capture half did not run can be told apart.
function toEmbeddedActions({ saleAsked, captured }: Payment, tokens: CreatedTokens | undefined): object {
  const actions = {
    ...(saleAsked && captured > 0 && { CAPTURE: { status: 'PENDING' } }),
    ...(tokens && { TOKEN_CREATE: { status: 'SUCCESS' } }),
  };
  return Object.keys(actions).length > 0 ? { embeddedActions: actions } : {};
}

function toRiskInformation({ reason }: Payment): object {
  const actions: Partial<Record<string, string>> = {
    DECISION_PROFILE_REVIEW: 'REVIEW',
    DECISION_PROFILE_REJECT: 'REJECT',
  };
  const action = actions[reason ?? ''];
  if (action === undefined) return {};
  return { riskInformation: { profile: { name: 'Sandbox profile', action }, score: { result: '99' } } };
}
