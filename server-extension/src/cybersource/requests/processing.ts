import type { Authorize } from '../../domain/payment/command.ts';
import { toDecimalString } from '../../domain/money/money.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { authenticationActions } from './payer-authentication.ts';
import { type JsonObject, section } from '../fields/json.ts';
import type { MethodRequest } from './method-request.ts';
import { shipTo } from './order.ts';

/** CyberSource: `processingInformation` of a payment: how it came about, and what happens along with it. */
export function processing(command: Authorize, settings: GatewaySettings, method: MethodRequest): JsonObject {
  const saves = savesCard(command);
  const actions = [
    ...authenticationActions(command),
    ...(saves ? ['TOKEN_CREATE'] : []),
    ...(isScreened(command, settings) ? [] : ['DECISION_SKIP']),
  ];
  return section('processingInformation', {
    // An amount of zero only verifies the account: there is nothing to take.
    ...(command.captureNow && command.amount.minor > 0 && { capture: true }),
    commerceIndicator: commerceIndicator(command, method),
    paymentSolution: method.paymentSolution,
    ...(actions.length > 0 && { actionList: actions }),
    ...(saves && { actionTokenTypes: tokenTypes(command) }),
    ...section('authorizationOptions', {
      ...section('initiator', initiator(command, saves)),
      ...(settings.onVerificationFailure === 'accept' && { ignoreAvsResult: true, ignoreCvResult: true }),
    }),
  });
}

/** Whether Decision Manager looks at the payment. */
export function isScreened({ paymentType }: Authorize, { decisionSkipTypes }: GatewaySettings): boolean {
  return !decisionSkipTypes.has(paymentType);
}

function savesCard({ instrument }: Authorize): boolean {
  return instrument.kind === 'transient-token' && instrument.save;
}

function tokenTypes({ order }: Authorize): readonly string[] {
  return ['customer', 'paymentInstrument', ...(shipTo(order) === undefined ? [] : ['shippingAddress'])];
}

/** How the order was placed; CyberSource takes it for `internet` when nothing is said. */
function commerceIndicator({ initiation }: Authorize, method: MethodRequest): string | undefined {
  switch (initiation.by) {
    case 'agent':
      return 'moto';
    case 'merchant':
      return 'recurring';
    case 'shopper':
      return method.commerceIndicator;
  }
}

/** CyberSource: `originalAuthorizedAmount` is needed for merchant-initiated payments with Discover and Diners Club cards. */
const WITH_ORIGINAL_AMOUNT: ReadonlySet<string> = new Set(['004', '005']);

/** The card schemes want to know who starts a payment with a card that is, or will be, kept. CyberSource: `initiator`. */
function initiator({ instrument, initiation }: Authorize, saves: boolean): JsonObject {
  if (initiation.by === 'merchant') {
    const { previousNetworkTransactionId: previousTransactionId, originalAmount } = initiation;
    const isAskedFor =
      instrument.kind === 'saved-card' &&
      instrument.cardType !== undefined &&
      WITH_ORIGINAL_AMOUNT.has(instrument.cardType);
    return {
      type: 'merchant',
      storedCredentialUsed: true,
      // The network's own id, not CyberSource's: the issuer recognises the shopper's consent by it.
      // Of a first payment that is not known CyberSource adds both itself, from the instrument identifier.
      ...section('merchantInitiatedTransaction', {
        previousTransactionId,
        originalAuthorizedAmount:
          isAskedFor && originalAmount !== undefined ? toDecimalString(originalAmount) : undefined,
      }),
    };
  }
  if (instrument.kind === 'saved-card') return { type: 'customer', storedCredentialUsed: true };
  return saves ? { type: 'customer', credentialStoredOnFile: true } : {};
}
