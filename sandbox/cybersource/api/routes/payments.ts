/** `POST /pts/v2/payments` and `POST /pts/v2/credits`. */
import { toServerErrorAnswer } from '../answers/answer.ts';
import { toCreditAnswer } from '../answers/follow-on-answer.ts';
import { toPaymentAnswer } from '../answers/payment-answer.ts';
import { isNothingHeld, toPayment } from '../../ledger/authorize.ts';
import { whyNotInitiated, toInitiator } from '../../ledger/initiator.ts';
import { approvalOn, faultOn, matchTriggers } from '../../ledger/match-triggers.ts';
import { invalid, missing, refuse, type RequestRefusal, type RefusalDetail } from '../../model/refusal.ts';
import type { LedgerCredit, LedgerPayment, TokenCreation } from '../../model/transaction.ts';
import type { SavedTokenDetails } from '../../model/saved-token.ts';
import { withMaskedTexts } from '../../values/mask.ts';
import { takes } from '../../access/merchants/merchants.ts';
import { toMoney, type LedgerMoney } from '../../values/money.ts';
import { waitsForDirectory } from '../../payer-authentication/directory-server.ts';
import { authenticateInPayment } from '../../payer-authentication/in-payment.ts';
import { isRefusal, parseBody, valueAt, type RequestJson } from '../requests/body.ts';
import { billingFaults } from '../requests/billing-fields.ts';
import { missingCardFields, savedTokenIn } from '../requests/card-source.ts';
import { toReferences } from '../requests/references.ts';
import { purchaseFaults } from '../requests/purchase-schemas.ts';
import { paymentSchema, type LedgerPaymentRequest } from '../requests/schemas.ts';
import { toTrace, type Card } from '../../model/card.ts';
import { resolveCard } from '../../tokens/resolve-card.ts';
import type { EndpointDeps } from './deps.ts';
import type { EndpointCall, Endpoint } from './endpoint.ts';
import { answerRefusal, refusalPlan, whyDuplicate } from './entry.ts';

/** Authorization, or sale with `capture: true`. */
export function createPaymentEndpoint(deps: EndpointDeps): Endpoint {
  return async (call) => {
    const understood = await understand(call, deps);
    if (isRefusal(understood)) return refusalPlan(understood, deps);
    const { request, money, card } = understood;
    const { clientReferenceInformation: reference, orderInformation } = request;
    const matched = matchTriggers([...deps.riskLists.triggers(call.merchant.id), ...deps.triggers.rows()], {
      card,
      money,
      reference: reference?.code,
      billTo: orderInformation.billTo ?? {},
    });
    if (request.processingInformation.actionList.includes('CONSUMER_AUTHENTICATION')) {
      const { challengeCode } = request.consumerAuthenticationInformation ?? {};
      await waitsForDirectory(card, challengeCode, deps.directoryTimeoutMs);
    }
    return { commit: () => commit(), fault: faultOn(matched, 'payment') };

    function commit(): ReturnType<typeof toPaymentAnswer> {
      const initiator = toInitiator(request, card);
      const refused =
        whyDuplicate(reference, call, deps) ??
        whyNotInitiated(initiator, { card, merchantId: call.merchant.id }, deps.ledger, deps.rules);
      if (refused) return answerRefusal(refused, deps);
      if (!takes(call.merchant, money.currency)) return toServerErrorAnswer('SYSTEM_ERROR', deps.now());
      const authentication = authenticateInPayment(
        { merchantId: call.merchant.id, request, card, money, matched, lenient: deps.rules.lenient },
        deps.authentications,
      );
      if (authentication && isRefusal(authentication)) return answerRefusal(authentication, deps);
      const payment = toPayment({
        ids: deps.ids,
        merchantId: call.merchant.id,
        at: deps.now(),
        request,
        money,
        card,
        initiator,
        matched,
        rules: deps.rules,
        authentication,
      });
      if (payment === 'system-error') return toServerErrorAnswer('SYSTEM_ERROR', deps.now());
      if (isRefusal(payment)) return answerRefusal(payment, deps);
      const tokens = tokensFor(payment);
      const kept: LedgerPayment = { ...payment, ...(tokens && { tokens }) };
      deps.ledger.append(kept);
      const challengeId = authentication?.outputs?.['authenticationTransactionId'];
      if (authentication?.isPaused && challengeId !== undefined)
        deps.authentications.pause(challengeId, kept.id);
      return toPaymentAnswer(kept);
    }

    function tokensFor(payment: LedgerPayment): TokenCreation | undefined {
      const { actionList, actionTokenTypes } = request.processingInformation;
      if (!actionList.includes('TOKEN_CREATE') || isNothingHeld(payment.status)) return undefined;
      const failed = approvalOn(matched).tokenCreateFails ?? whyNotJoined(payment.customerId);
      if (failed !== undefined) return { failed };
      return deps.savedCards.save({
        merchantId: call.merchant.id,
        card,
        types: actionTokenTypes,
        billTo: payment.billTo,
        shipTo: withMaskedTexts(request.orderInformation.shipTo) as SavedTokenDetails | undefined,
        customerId: payment.customerId,
        networkTransactionId: payment.networkTransactionId,
      });
    }

    /** A card can only join a customer who is there; the payment itself does not suffer. */
    function whyNotJoined(customerId: string | undefined): string | undefined {
      if (customerId === undefined) return undefined;
      const customer = deps.savedCards.customers.find(call.merchant.id, customerId);
      return customer === undefined ? 'INVALID_DATA' : undefined;
    }
  };
}

/** Money to a card without a payment before it. */
export function createCreditEndpoint(deps: EndpointDeps): Endpoint {
  return async (call) => {
    const understood = await understand(call, deps);
    if (isRefusal(understood)) return refusalPlan(understood, deps);
    const { request, money, card } = understood;
    return {
      commit: () => {
        const { clientReferenceInformation: reference } = request;
        const refused =
          whyDuplicate(reference, call, deps) ?? (money.minor === 0 ? refuse('INVALID_AMOUNT') : undefined);
        if (refused) return answerRefusal(refused, deps);
        if (!takes(call.merchant, money.currency)) return toServerErrorAnswer('SYSTEM_ERROR', deps.now());
        const id = deps.ids.transaction();
        const credit: LedgerCredit = {
          kind: 'credit',
          id,
          rootId: id,
          merchantId: call.merchant.id,
          at: deps.now(),
          currency: money.currency,
          reconciliationId: deps.ids.reconciliation(),
          ...toReferences(reference),
          amount: money.minor,
          card: toTrace(card),
          approvalCode: deps.ids.approvalCode(),
        };
        deps.ledger.append(credit);
        return toCreditAnswer(credit);
      },
    };
  };
}

interface Understood {
  readonly request: LedgerPaymentRequest;
  readonly money: LedgerMoney;
  readonly card: Card;
}

async function understand(call: EndpointCall, deps: EndpointDeps): Promise<Understood | RequestRefusal> {
  const request = parseBody(paymentSchema, call.body, (body) => [
    ...missingAmountFields(body),
    ...purchaseFaults(body),
    ...(needsOtherProduct(body) ? [] : [...missingCardFields(body), ...billingFaultsOf(body, call, deps)]),
  ]);
  if (isRefusal(request)) return request;
  if (needsOtherProduct(request)) return refuse('INVALID_MERCHANT_CONFIGURATION');
  const money = moneyOf(request, call, deps);
  if (isRefusal(money)) return money;
  const card = await resolveCard(request, call.merchant.id, deps);
  return isRefusal(card) ? card : { request, money, card };
}

/** Nothing is wrong with an address where the account is lenient. */
function billingFaultsOf(
  body: RequestJson,
  { merchant }: EndpointCall,
  { rules, savedCards }: EndpointDeps,
): readonly RefusalDetail[] {
  if (rules.lenient) return [];
  const named = savedTokenIn(body);
  return billingFaults(body, { saved: named && savedCards.billToOf(merchant.id, named.id) });
}

const AMOUNT_FIELDS = ['totalAmount', 'currency'] as const;

/** Amount and currency are required; only the validation of a challenge may leave both out. */
function missingAmountFields(body: RequestJson): readonly RefusalDetail[] {
  const details = valueAt(body, ['orderInformation', 'amountDetails']);
  const absent = AMOUNT_FIELDS.filter((field) => valueAt(details, [field]) === undefined);
  const actions = valueAt(body, ['processingInformation', 'actionList']);
  const validates = Array.isArray(actions) && actions.includes('VALIDATE_CONSUMER_AUTHENTICATION');
  if (validates && absent.length === AMOUNT_FIELDS.length) return [];
  return absent.map((field) => ({
    field: `orderInformation.amountDetails.${field}`,
    reason: 'MISSING_FIELD',
  }));
}

/** Bank accounts, PayPal and the like without a card: products that the sandbox's accounts do not have. */
function needsOtherProduct(body: RequestJson): boolean {
  const from = (kind: string): unknown => valueAt(body, ['paymentInformation', kind]);
  const isOther = ['bank', 'eWallet', 'paymentType', 'tokenizedPaymentMethod'].some(
    (kind) => from(kind) !== undefined,
  );
  return isOther && missingCardFields(body).some(({ field }) => field.endsWith('card.number'));
}

function moneyOf(
  request: LedgerPaymentRequest,
  { merchant }: EndpointCall,
  deps: EndpointDeps,
): LedgerMoney | RequestRefusal {
  const { totalAmount, currency } = request.orderInformation.amountDetails;
  if (totalAmount !== undefined && currency !== undefined)
    return toMoney(totalAmount, currency) ?? invalid('orderInformation.amountDetails.totalAmount');
  const { authenticationTransactionId: id } = request.consumerAuthenticationInformation ?? {};
  if (id === undefined) return missing('consumerAuthenticationInformation.authenticationTransactionId');
  const asked = deps.authentications.moneyOf(merchant.id, id);
  // A lenient account takes the validation of a challenge that it knows nothing of: nothing but the account is verified.
  if (asked === undefined && deps.rules.lenient) return { minor: 0, currency: 'USD' };
  return asked ?? invalid('consumerAuthenticationInformation.authenticationTransactionId');
}
