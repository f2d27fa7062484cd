import type { Reauthorize } from '../../domain/payment/command.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { type FittedRequest, fitRequest } from '../fields/grammar.ts';
import { type JsonObject, section } from '../fields/json.ts';
import { paymentFields } from '../fields/payment-fields.ts';
import { amountDetails } from './amount.ts';
import { merchant } from './merchant.ts';
import { type Reference, reference } from './reference.ts';
import { savedCard } from './saved-card.ts';

/** What CyberSource's records have of the payer of an authorization, as requests name it. */
export interface RecordedPayer {
  /** CyberSource: `orderInformation.billTo`. */
  readonly billTo: JsonObject;
  /** CyberSource: `paymentInformation.card`, without anything of its number. */
  readonly card: JsonObject;
}

/** CyberSource: `merchantInitiatedTransaction.reason`, reauthorization of an order that is shipped later or in parts. */
const REAUTHORIZATION = '3';

/**
 * CyberSource: body of `POST /pts/v2/payments` that holds an amount again after its hold has expired, without the shopper,
 * with the card of the first payment. It was screened then: Decision Manager is not asked again.
 *
 * @param payer what the card's number alone does not say.
 */
export function toReauthorizationRequest(
  command: Reauthorize,
  settings: GatewaySettings,
  about: Reference,
  payer?: RecordedPayer,
): FittedRequest {
  const { previousNetworkTransactionId: previousTransactionId } = command;
  const request = {
    ...reference(command.orderId, about),
    processingInformation: {
      actionList: ['DECISION_SKIP'],
      commerceIndicator: 'internet',
      authorizationOptions: {
        initiator: {
          type: 'merchant',
          storedCredentialUsed: true,
          ...section('merchantInitiatedTransaction', { reason: REAUTHORIZATION, previousTransactionId }),
        },
      },
    },
    paymentInformation: { ...savedCard(command.instrument), ...section('card', { ...payer?.card }) },
    orderInformation: {
      amountDetails: amountDetails(command.amount),
      ...section('billTo', { ...payer?.billTo }),
    },
    ...merchant(settings),
  };
  return fitRequest(request, paymentFields);
}
