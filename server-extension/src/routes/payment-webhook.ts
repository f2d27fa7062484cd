import type { GatewayRef } from '../domain/ids.ts';
import type { Authorize, PaymentCommand } from '../domain/command.ts';
import { present } from '../domain/present.ts';
import { Problem } from '../domain/problem.ts';
import { refOf, reportOf } from '../domain/reported.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { Log } from '../log.ts';
import type { OccApi } from '../occ/admin-api.ts';
import { type OrderInOcc, orderInOcc } from '../occ/order-in-occ.ts';
import { createIsKnownCard } from '../occ/known-card.ts';
import { referenceIn } from '../occ/reference.ts';
import { operationFor } from '../occ/transaction-types.ts';
import {
  requireWebhookResponse,
  toLateResponse,
  toOtherOrderResponse,
  toStoppedResponse,
  toUnsupportedResponse,
} from '../occ/webhook-answer.ts';
import { fingerprintOf, requireAuthorization, requireFollowOn } from '../occ/webhook-command.ts';
import type { RequireSignature } from '../occ/webhook-signature.ts';
import { isGiven, parseWebhook, type Webhook } from '../occ/webhook.ts';
import type { Paid } from '../payments/pay.ts';
import type { Journal, SettingsFor } from '../payments/ports.ts';
import type { Authenticate } from './authenticate.ts';
import type { Evidence, RequireCredible } from './credibility.ts';
import type { WhoStarts } from './initiation.ts';
import type { ObjectionTo } from './objection.ts';
import { readJsonBytes } from './read-body.ts';
import type { RestrainedPay } from './restrained-pay.ts';
import type { Route } from './route.ts';
import { sendJson } from './send.ts';
import { identity } from './webhook-identity.ts';

export interface PaymentWebhookDeps {
  /** Absent without a key: then nobody's webhook is believed. */
  readonly requireSignature: RequireSignature | undefined;
  readonly requireCredible: RequireCredible;
  readonly authenticate: Authenticate;
  readonly settingsFor: SettingsFor;
  readonly occ: OccApi;
  readonly journal: Journal;
  readonly whoStarts: WhoStarts;
  readonly objectionTo: ObjectionTo;
  readonly restrainedPay: RestrainedPay;
  readonly now: () => Date;
  readonly log: Log;
}

/** OCC: generic payment webhook. Verifies the bytes, then parses them, then pays at most once. */
export function paymentWebhook(deps: PaymentWebhookDeps): Route {
  const {
    requireSignature,
    requireCredible,
    authenticate,
    settingsFor,
    occ,
    journal,
    whoStarts,
    objectionTo,
    restrainedPay,
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
      const webhook = parseWebhook(bytes, req.headers);

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
      const evidence = await requireCredible(webhook, command, settings);
      const objection =
        command.type === 'authorize' ? objectionTo(webhook, command, settings, order) : undefined;
      const paid = await restrainedPay(withAddress(command, evidence), settings, evidence, objection);
      const { stoppedBy, otherOrder, problem } =
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
      if (stoppedBy !== undefined) {
        log('warning', 'payment-stopped', { ...identity(webhook), reason: stoppedBy });
        sendJson(res, 200, toStoppedResponse(webhook, { stoppedBy, problem }, paid.at));
        return;
      }
      log('info', 'payment', {
        ...identity(webhook),
        ...summary(paid),
        ms: now().getTime() - started.getTime(),
      });
      const { result, at, entry } = paid;
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
      const initiation = await whoStarts(webhook, settings, order);
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

const NOT_STOPPED = { stoppedBy: undefined, otherOrder: undefined, problem: '' } as const;

/** The address that the extension itself saw counts for more than what the browser says of itself. */
function withAddress(command: PaymentCommand, { address: ipAddress }: Evidence): PaymentCommand {
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
  const { paymentType } = webhook;
  return operation !== 'authorize' || (paymentType !== undefined && settings.enabledTypes.has(paymentType));
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
  entry,
}: Paid): Readonly<Record<string, string | number | boolean | undefined>> {
  const gateway = reportOf(result);
  return {
    operation: entry.operation,
    outcome: result.outcome,
    replayed,
    status: gateway?.status,
    reason: gateway?.reason,
    gatewayId: refOf(result),
    merchantTransactionId: entry.merchantTransactionId,
    correlationId: gateway?.correlationId,
    attempt: entry.attempt,
  };
}

/** By the storefront, by the site for every card that is saved, or because something has changed since the last one. */
function asksForChallenge(command: PaymentCommand): boolean {
  if (command.type !== 'authorize' || command.authentication?.step !== 'enroll') return false;
  return command.authentication.challengeMandated;
}
