/** `POST /risk/v1/…`: payer authentication on its own, before a payment or instead of one. */
import { toServerErrorAnswer, toTime, type EndpointResponse } from '../answers/answer.ts';
import { toReason } from '../../model/reasons.ts';
import { invalid, type RequestRefusal, type RefusalDetail } from '../../model/refusal.ts';
import { toMoney, type LedgerMoney } from '../../values/money.ts';
import { billingFaults } from '../requests/billing-fields.ts';
import { isRefusal, parseBody, type RequestJson } from '../requests/body.ts';
import { missingCardFields, savedTokenIn } from '../requests/card-source.ts';
import {
  authenticationSchema,
  resultsSchema,
  setupSchema,
  type ClientReference,
} from '../requests/authentication-schemas.ts';
import { takes } from '../../access/merchants/merchants.ts';
import { resolveCard } from '../../tokens/resolve-card.ts';
import type { EndpointDeps } from './deps.ts';
import type { Endpoint } from './endpoint.ts';
import { refusalPlan, answerRefusal } from './entry.ts';
import type { AuthenticationResult } from '../../payer-authentication/authentications.ts';
import { waitsForDirectory } from '../../payer-authentication/directory-server.ts';

/** Setup: what device data collection needs. */
export function createSetupEndpoint(deps: EndpointDeps): Endpoint {
  return async ({ merchant, body }) => {
    const request = parseBody(setupSchema, body, missingCardFields);
    if (isRefusal(request)) return refusalPlan(request, deps);
    const card = await resolveCard(request, merchant.id, deps);
    if (isRefusal(card)) return refusalPlan(card, deps);
    return {
      commit: () =>
        answered(deps, 'COMPLETED', request.clientReferenceInformation, {
          consumerAuthenticationInformation: deps.authentications.setUp(merchant.id),
        }),
    };
  };
}

/** Enrolment: asks the issuer. */
export function createEnrolmentEndpoint(deps: EndpointDeps): Endpoint {
  return async ({ merchant, body }) => {
    const request = parseBody(authenticationSchema, body, (sent) => [
      ...missingCardFields(sent),
      ...billingFaultsOf(sent, merchant.id, deps),
    ]);
    if (isRefusal(request)) return refusalPlan(request, deps);
    const card = await resolveCard(request, merchant.id, deps);
    if (isRefusal(card)) return refusalPlan(card, deps);
    const money = moneyOf(request.orderInformation);
    if (isRefusal(money)) return refusalPlan(money, deps);
    if (!takes(merchant, money.currency))
      return { commit: () => toServerErrorAnswer('SYSTEM_ERROR', deps.now()) };
    const inputs = request.consumerAuthenticationInformation;
    await waitsForDirectory(card, inputs.challengeCode, deps.directoryTimeoutMs);
    return {
      commit: () =>
        toAnswer(
          deps,
          request.clientReferenceInformation,
          deps.authentications.enrol({ merchantId: merchant.id, card, money }, inputs),
        ),
    };
  };
}

/** Results: what came of a challenge. */
export function createResultsEndpoint(deps: EndpointDeps): Endpoint {
  return async ({ merchant, body }) => {
    const request = parseBody(resultsSchema, body, missingCardFields);
    if (isRefusal(request)) return refusalPlan(request, deps);
    const card = await resolveCard(request, merchant.id, deps);
    if (isRefusal(card)) return refusalPlan(card, deps);
    const { totalAmount, currency } = request.orderInformation.amountDetails;
    const isPriced = totalAmount !== undefined && currency !== undefined;
    const money = isPriced ? toMoney(totalAmount, currency) : undefined;
    if (isPriced && !money) return refusalPlan(invalid('orderInformation.amountDetails.totalAmount'), deps);
    const { authenticationTransactionId: id } = request.consumerAuthenticationInformation;
    return {
      commit: () =>
        toAnswer(
          deps,
          request.clientReferenceInformation,
          deps.authentications.validate({ merchantId: merchant.id, card, ...(money && { money }) }, id, {
            anyId: deps.rules.lenient,
          }),
        ),
    };
  };
}

/** CyberSource's documentation of the enrolment marks the same fields as required, but for the city. */
function billingFaultsOf(
  sent: RequestJson,
  merchantId: string,
  { rules, savedCards }: EndpointDeps,
): readonly RefusalDetail[] {
  if (rules.lenient) return [];
  const named = savedTokenIn(sent);
  const saved = named && savedCards.billToOf(merchantId, named.id);
  return billingFaults(sent, { saved, optional: ['locality'] });
}

function moneyOf({
  amountDetails: { totalAmount, currency },
}: {
  readonly amountDetails: { readonly totalAmount: string; readonly currency: string };
}): LedgerMoney | RequestRefusal {
  return toMoney(totalAmount, currency) ?? invalid('orderInformation.amountDetails.totalAmount');
}

function toAnswer(
  deps: EndpointDeps,
  reference: ClientReference | undefined,
  authenticated: AuthenticationResult | RequestRefusal,
): EndpointResponse {
  if (isRefusal(authenticated)) return answerRefusal(authenticated, deps);
  const { status, outputs } = authenticated;
  const reason = REASONS[status];
  return answered(deps, status, reference, {
    consumerAuthenticationInformation: outputs,
    ...(reason !== undefined && { errorInformation: { reason, message: toReason(reason).message } }),
  });
}

/** CyberSource: the reason beside each status. */
export const REASONS: Readonly<Record<AuthenticationResult['status'], string | undefined>> = {
  AUTHENTICATION_SUCCESSFUL: undefined,
  PENDING_AUTHENTICATION: 'CONSUMER_AUTHENTICATION_REQUIRED',
  AUTHENTICATION_FAILED: 'CONSUMER_AUTHENTICATION_FAILED',
};

function answered(
  { ids, now }: EndpointDeps,
  status: string,
  reference: ClientReference | undefined,
  fields: object,
): EndpointResponse {
  const code = reference?.code;
  return {
    status: 201,
    body: {
      id: ids.transaction(),
      submitTimeUtc: toTime(now()),
      status,
      ...(code !== undefined && { clientReferenceInformation: { code } }),
      ...fields,
    },
  };
}
