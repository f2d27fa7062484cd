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
import type { Journal } from '../../payments/ports/journal.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import type { EarlyEnd } from './early-answer.ts';

export interface ReadCommandDeps {
  /** The payment methods of the installation. */
  readonly methods: readonly Pick<PaymentMethod, 'type' | 'appliesTo'>[];
  readonly settingsFor: SettingsFor;
  readonly occ: OccApi;
  readonly journal: Pick<Journal, 'bySavedCard' | 'find'>;
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
  initiationFor,
  authenticate,
}: ReadCommandDeps): ReadCommand {
  return async (webhook, fingerprint) => {
    const operation = operationFor(webhook.paymentMethod, webhook.transactionType);
    if (operation === undefined) return { early: 'not-supported' };
    const settings = await settingsFor(webhook.siteId, webhook.channel);
    if (!isPaidThroughUs(webhook, operation, settings)) return { early: 'not-supported' };

    const order = orderInOcc(webhook, occ);
    if (operation !== 'authorize') {
      const original = await originalOf(webhook);
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
    return command === 'too-late' ? { early: 'challenge-too-late' } : { command, settings, order };
  };

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

function orderToPay({ amount, order: { billTo } }: Authorize): OrderToPay {
  const country = billTo?.country === undefined ? undefined : toCountryCode(billTo.country);
  return { currency: amount.currency, amount, ...present({ country }) };
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
