import { toCountryCode } from '../../domain/address/country.ts';
import type { GatewayRef } from '../../domain/ids.ts';
import type { Authorize, PaymentCommand } from '../../domain/payment/command.ts';
import { reportOf } from '../../domain/payment/reported.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { InitiationFor } from '../../checkout/initiation.ts';
import type { Authenticate } from '../../checkout/payer-authentication.ts';
import type { OrderToPay } from '../../methods/method/applicability.ts';
import type { PaymentMethod } from '../../methods/method/payment-method.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { type OrderInOcc, orderInOcc } from '../../occ/orders/order-in-occ.ts';
import { referenceIn } from '../../occ/webhook/reference.ts';
import { operationFor } from '../../occ/webhook/body/transaction-types.ts';
import { requireAuthorization, requireFollowOn } from '../../occ/webhook/webhook-command.ts';
import { isGiven, type Webhook } from '../../occ/webhook/webhook.ts';
import { isAnswered } from '../../checkout/answered-delivery.ts';
import type { FindPayment } from '../../payments/find-payment.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import type { EarlyEnd } from './early-answer.ts';

export interface ReadCommandDeps {
  /** The payment methods of the installation. */
  readonly methods: readonly Pick<PaymentMethod, 'type' | 'appliesTo'>[];
  readonly settingsFor: SettingsFor;
  readonly occ: OccApi;
  readonly journal: Pick<Journal, 'bySavedCard' | 'find'>;
  readonly findPayment: FindPayment;
  readonly initiationFor: InitiationFor;
  readonly authenticate: Authenticate;
}

/** What a webhook asks for, with what its later stages need. */
export interface RequestedPayment {
  readonly command: PaymentCommand;
  readonly settings: GatewaySettings;
  /** OCC's order, read when it is asked about. */
  readonly order: OrderInOcc;
}

/** Rejects with the Problem that says what in the webhook, the order or the settings keeps it from being a command. */
export type ReadCommand = (webhook: Webhook, fingerprint: string) => Promise<RequestedPayment | EarlyEnd>;

/** Makes a command of a webhook: operation, settings, instrument, who starts it, payer authentication. */
export function createReadCommand({
  methods,
  settingsFor,
  occ,
  journal,
  findPayment,
  initiationFor,
  authenticate,
}: ReadCommandDeps): ReadCommand {
  return async (webhook, fingerprint) => {
    const operation = operationFor(webhook.paymentMethod, webhook.transactionType);
    if (operation === undefined) return { early: 'not-supported' };
    const settings = await settingsFor(webhook.siteId, webhook.channel);
    const isTaken = operation !== 'authorize' || takes(settings, webhook);
    if (!isTaken && !(await mayBeAnswered(webhook))) return { early: 'not-supported' };

    const order = orderInOcc(webhook, occ);
    if (operation !== 'authorize') {
      const original = await originalOf(webhook, settings);
      return {
        command: requireFollowOn(operation, webhook, settings, fingerprint, original),
        settings,
        order,
      };
    }
    const initiation = await initiationFor(webhook, settings, order);
    const asked = await withFirstPayment(requireAuthorization(webhook, settings, fingerprint, initiation));
    const limit = await limitFor(asked, settings);
    if (limit !== undefined) return { early: 'not-supported', problem: limit };
    const command = await authenticate.command(webhook, asked, settings);
    if (command === 'too-late') return { early: 'challenge-too-late' };
    const isKnown = isTaken || (await journal.find(command.key)) !== undefined;
    return isKnown ? { command, settings, order } : { early: 'not-supported' };
  };

  /** The method may have been switched off since: what OCC delivers again is answered with its result. */
  async function mayBeAnswered(webhook: Webhook): Promise<boolean> {
    return webhook.method !== undefined && isAnswered(webhook, journal);
  }

  /** Why its method does not apply to the order. A delivery that the journal knows is answered with its result. */
  async function limitFor(command: Authorize, settings: GatewaySettings): Promise<string | undefined> {
    const method = methods.find(({ type }) => type === command.paymentType);
    const limit = method?.appliesTo(orderToPay(command), settings);
    return limit !== undefined && (await journal.find(command.key)) === undefined ? limit : undefined;
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

  /**
   * OCC hands back our own id; when it does not, the order still knows it. Where the order cannot be read, or does not tell yet
   * that it was paid, the payment group is looked for among what was authorized.
   */
  async function originalOf(webhook: Webhook, settings: GatewaySettings): Promise<GatewayRef> {
    const given = webhook.hostTransactionId;
    if (isGiven(given)) return given as GatewayRef;
    const found = await inOrder(webhook);
    if (!(found instanceof Problem)) return found;
    const { orderId, paymentId: paymentGroupId } = webhook;
    return findPayment({ orderId, paymentGroupId }, settings).catch((error: unknown) => {
      throw error instanceof Problem && error.code === 'not-found' ? found : error;
    });
  }

  async function inOrder({ orderId, siteId, paymentId }: Webhook): Promise<GatewayRef | Problem> {
    try {
      return referenceIn(await occ.order(orderId, siteId), paymentId) ?? notIdentified();
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  }
}

/** An authorization goes by what the site takes; follow-ons go by the gateway's id. */
function takes({ enabledTypes }: GatewaySettings, { method }: Webhook): boolean {
  return method !== undefined && enabledTypes.has(method.type);
}

function notIdentified(): Problem {
  return new Problem(
    'unprocessable',
    'Neither referenceInfo.hostTransactionId nor the order in OCC says which payment this is about.',
  );
}

function orderToPay({ amount, order: { billTo } }: Authorize): OrderToPay {
  const country = billTo?.country === undefined ? undefined : toCountryCode(billTo.country);
  return { currency: amount.currency, amount, ...present({ country }) };
}
