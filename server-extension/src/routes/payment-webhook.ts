import type { GatewayRef } from '../domain/ids.ts';
import type { Authorize, PaymentCommand } from '../domain/payment/command.ts';
import { present } from '../domain/present.ts';
import { Problem } from '../domain/problem.ts';
import { gatewayRefOf, reportOf } from '../domain/payment/reported.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { Log } from '../log/log.ts';
import type { OccApi } from '../occ/api/admin-api.ts';
import { type OrderInOcc, orderInOcc } from '../occ/orders/order-in-occ.ts';
import { createIsKnownCard } from '../occ/cards/known-card.ts';
import { referenceIn } from '../occ/webhook/reference.ts';
import { operationFor } from '../occ/webhook/transaction-types.ts';
import {
  requireWebhookResponse,
  toLateResponse,
  toOtherOrderResponse,
  toBlockedResponse,
  toUnsupportedResponse,
} from '../occ/response/webhook-response.ts';
import { fingerprintOf, requireAuthorization, requireFollowOn } from '../occ/webhook/webhook-command.ts';
import type { RequireSignature } from '../occ/webhook/webhook-signature.ts';
import { isGiven, parseWebhook, type Webhook } from '../occ/webhook/webhook.ts';
import type { PaymentMethod } from '../methods/payment-method.ts';
import type { ExecutedPayment } from '../payments/execute-payment.ts';
import type { Journal, SettingsFor } from '../payments/ports/ports.ts';
import type { Authenticate } from '../checkout/payer-authentication.ts';
import type { RiskSignals, VerifyCheckoutData } from '../checkout/verify-checkout-data.ts';
import type { InitiationFor } from '../checkout/initiation.ts';
import type { CheckAmount } from '../checkout/amount-check.ts';
import { readJsonBytes } from '../http/read-body.ts';
import type { ExecuteWithRiskCheck } from '../checkout/execute-with-risk-check.ts';
import type { Route } from '../http/route.ts';
import { sendJson } from '../http/send.ts';
import { identity } from '../occ/webhook/webhook-identity.ts';

export interface PaymentWebhookDeps {
  /** Absent without a key: then nobody's webhook is believed. */
  readonly requireSignature: RequireSignature | undefined;
  /** The payment methods of the installation. */
  readonly methods: readonly PaymentMethod[];
  readonly verifyCheckoutData: VerifyCheckoutData;
  readonly authenticate: Authenticate;
  readonly settingsFor: SettingsFor;
  readonly occ: OccApi;
  readonly journal: Journal;
  readonly initiationFor: InitiationFor;
  readonly checkAmount: CheckAmount;
  readonly executeWithRiskCheck: ExecuteWithRiskCheck;
  readonly now: () => Date;
  readonly log: Log;
}

/** OCC: generic payment webhook. Verifies the bytes, then parses them, then pays at most once. */
export function paymentWebhook(deps: PaymentWebhookDeps): Route {
  const {
    requireSignature,
    verifyCheckoutData,
    methods,
    authenticate,
    settingsFor,
    occ,
    journal,
    initiationFor,
    checkAmount,
    executeWithRiskCheck,
    now,
    log,
  } = deps;
  const isKnownCard = createIsKnownCard(occ);

  return {
    method: 'POST',
    path: '/payments',
    async handle(req, res) {
      if (requireSignature === undefined) throw withoutKey();
      const started = now();
      const bytes = await readJsonBytes(req, res);
      requireSignature(bytes, req.headers);
      const webhook = parseWebhook(bytes, methods, req.headers);

      const operation = operationFor(webhook.paymentMethod, webhook.transactionType);
      const settings = operation && (await settingsFor(webhook.siteId, webhook.channel));
      if (
        operation === undefined ||
        settings === undefined ||
        !isPaidThroughUs(webhook, operation, settings)
      ) {
        log('warning', 'payment-not-supported', { ...identity(webhook) });
        sendJson(res, 200, toUnsupportedResponse(webhook, now()));
        return;
      }

      const order = orderInOcc(webhook, occ);
      const asked = await toCommand(webhook, operation, settings, fingerprintOf(bytes), order);
      const command =
        asked.type === 'authorize' ? await authenticate.command(webhook, asked, settings) : asked;
      if (command === 'too-late') {
        log('info', 'challenge-answered-too-late', { ...identity(webhook) });
        sendJson(res, 200, toLateResponse(webhook, now()));
        return;
      }
      const riskSignals = await verifyCheckoutData(webhook, command, settings);
      const objection =
        command.type === 'authorize' ? checkAmount(webhook, command, settings, order) : undefined;
      const paid = await executeWithRiskCheck(
        withAddress(command, riskSignals),
        settings,
        riskSignals,
        objection,
      );
      const { blockedBy, otherOrder, problem } =
        paid.result.outcome === 'refused' ? paid.result : NOT_STOPPED;
      if (otherOrder !== undefined) {
        const status = otherOrder.isPaid ? 'paid' : 'checking';
        log('warning', 'checkout.second-order', {
          ...identity(webhook),
          otherOrder: otherOrder.orderId,
          status,
        });
        sendJson(res, 200, toOtherOrderResponse(webhook, otherOrder, paid.at));
        return;
      }
      if (blockedBy !== undefined) {
        log('warning', 'payment-stopped', { ...identity(webhook), reason: blockedBy });
        sendJson(res, 200, toBlockedResponse(webhook, { blockedBy, problem }, paid.at));
        return;
      }
      log('info', 'payment', {
        ...identity(webhook),
        ...summary(paid),
        ms: now().getTime() - started.getTime(),
      });
      const { result, at, attempt: entry } = paid;
      const { captureNow } = entry;
      const { payerAuthenticationEnabled } = settings;
      const cardIsKnown = 'savedCard' in result && (await isKnownCard(webhook, result.savedCard));
      const challengeState =
        command.type === 'authorize' ? authenticate.stateOf(result, command, at) : undefined;
      sendJson(
        res,
        200,
        requireWebhookResponse(webhook, {
          result,
          at,
          captureNow,
          payerAuthenticationEnabled,
          cardIsKnown,
          challengeAskedFor: asksForChallenge(command),
          ...(challengeState !== undefined && { challengeState }),
        }),
      );
    },
  };

  async function toCommand(
    webhook: Webhook,
    operation: PaymentCommand['type'],
    settings: GatewaySettings,
    fingerprint: string,
    order: OrderInOcc,
  ): Promise<PaymentCommand> {
    if (operation === 'authorize') {
      const initiation = await initiationFor(webhook, settings, order);
      return withFirstPayment(requireAuthorization(webhook, settings, fingerprint, initiation));
    }
    return requireFollowOn(operation, webhook, settings, fingerprint, await originalOf(webhook));
  }

  /** The issuer recognises a payment without the shopper by the one that saved the card: its id in the network, and its amount. */
  async function withFirstPayment(command: Authorize): Promise<Authorize> {
    const { initiation, instrument } = command;
    if (initiation.by !== 'merchant' || instrument.kind !== 'saved-card') return command;
    const { paymentInstrumentId } = instrument;
    const first =
      paymentInstrumentId === undefined ? undefined : await journal.bySavedCard(paymentInstrumentId);
    const previousNetworkTransactionId = reportOf(first?.result)?.networkTransactionId;
    return {
      ...command,
      initiation: {
        by: 'merchant',
        ...present({ previousNetworkTransactionId, originalAmount: first?.amount }),
      },
    };
  }

  /** OCC hands back our own id; when it does not, the order still knows it. */
  async function originalOf(webhook: Webhook): Promise<GatewayRef> {
    const given = webhook.hostTransactionId;
    if (isGiven(given)) return given as GatewayRef;
    const found = referenceIn(await occ.order(webhook.orderId, webhook.siteId), webhook.paymentId);
    if (found !== undefined) return found;
    throw new Problem(
      'unprocessable',
      'Neither referenceInfo.hostTransactionId nor the order in OCC says which payment this is about.',
    );
  }
}

const NOT_STOPPED = { blockedBy: undefined, otherOrder: undefined, problem: '' } as const;

/** The address that the extension itself saw counts for more than what the browser says of itself. */
function withAddress(command: PaymentCommand, { address: ipAddress }: RiskSignals): PaymentCommand {
  if (command.type !== 'authorize' || ipAddress === undefined) return command;
  const { order } = command;
  return { ...command, order: { ...order, device: { ...order.device, ipAddress } } };
}

/** Follow-ons go by the gateway's id; an authorization only by what the site takes. */
function isPaidThroughUs(
  webhook: Webhook,
  operation: PaymentCommand['type'],
  settings: GatewaySettings,
): boolean {
  const { method } = webhook;
  return operation !== 'authorize' || (method !== undefined && settings.enabledTypes.has(method.type));
}

function withoutKey(): Problem {
  return new Problem(
    'not-configured',
    'The payment webhook has no key: set payments.secret.key (environment: PAYMENTS_SECRET_KEY) to the secret that OCC shows for this webhook.',
  );
}

/** What a line about a payment says. */
export function summary({
  result,
  replayed,
  attempt: entry,
}: ExecutedPayment): Readonly<Record<string, string | number | boolean | undefined>> {
  const gateway = reportOf(result);
  return {
    operation: entry.operation,
    outcome: result.outcome,
    replayed,
    status: gateway?.status,
    reason: gateway?.reason,
    gatewayId: gatewayRefOf(result),
    merchantTransactionId: entry.merchantTransactionId,
    correlationId: gateway?.correlationId,
    attempt: entry.attemptNumber,
  };
}

/** By the storefront, by the site for every card that is saved, or because something has changed since the last one. */
function asksForChallenge(command: PaymentCommand): boolean {
  if (command.type !== 'authorize' || command.authentication?.step !== 'enroll') return false;
  return command.authentication.challengeMandated;
}
