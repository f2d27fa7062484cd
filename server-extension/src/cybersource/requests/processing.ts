import type { Authorize } from '../../domain/command.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { type JsonObject, section } from './json.ts';

/** CyberSource: `processingInformation` of a payment: take the money at once, keep the card, skip the screening. */
export function processing(command: Authorize, settings: GatewaySettings): JsonObject {
  const saves = command.instrument.kind === 'transient-token' && command.instrument.save;
  const actions = [
    ...(saves ? ['TOKEN_CREATE'] : []),
    ...(isScreened(command, settings) ? [] : ['DECISION_SKIP']),
  ];
  return section('processingInformation', {
    // An amount of zero only verifies the account: there is nothing to take.
    ...(command.captureNow && command.amount.minor > 0 && { capture: true }),
    ...(actions.length > 0 && { actionList: actions }),
    ...(saves && { actionTokenTypes: tokenTypes(command) }),
    ...credentialOnFile(command, saves),
  });
}

/** Whether Decision Manager looks at the payment. */
export function isScreened({ paymentType }: Authorize, { decisionSkipTypes }: GatewaySettings): boolean {
  return !decisionSkipTypes.has(paymentType);
}

function tokenTypes({ order }: Authorize): readonly string[] {
  return ['customer', 'paymentInstrument', ...(order.shipTo ? ['shippingAddress'] : [])];
}

/** The card schemes want to know when a card is stored and when a stored one is used, here always by the shopper. */
function credentialOnFile({ instrument }: Authorize, saves: boolean): JsonObject {
  if (instrument.kind === 'saved-card')
    return { authorizationOptions: { initiator: { type: 'customer', storedCredentialUsed: true } } };
  return saves
    ? { authorizationOptions: { initiator: { type: 'customer', credentialStoredOnFile: true } } }
    : {};
}
