import type { Authorize } from '../../domain/payment/command.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { type FittedRequest, fitRequest } from '../fields/grammar.ts';
import { paymentFields } from '../fields/payment-fields.ts';
import { authentication } from './payer-authentication.ts';
import { buyer } from './buyer.ts';
import { merchant } from './merchant.ts';
import { merchantDefined } from './merchant-defined.ts';
import type { MethodRequest } from './method-request.ts';
import { order } from './order.ts';
import { processing } from './processing.ts';
import { withPurchaseLevel } from './purchase.ts';
import { type Reference, reference } from './reference.ts';

/** CyberSource: body of `POST /pts/v2/payments`, for an authorization and for a sale. */
export function toAuthorizationRequest(
  command: Authorize,
  settings: GatewaySettings,
  about: Reference,
  method: MethodRequest,
): FittedRequest {
  const request = {
    ...reference(command.orderId, about, pausedRequestOf(command)),
    ...processing(command, settings, method),
    ...method.paysWith(command.instrument, command.isBrandChosen),
    ...order(command),
    ...buyer(command, settings),
    ...authentication(command),
    ...merchant(settings),
    ...merchantDefined(command, settings),
  };
  return withPurchaseLevel(fitRequest(request, paymentFields));
}

/** Decision Manager goes on with the payment that it paused for the challenge. */
function pausedRequestOf({ authentication }: Authorize): string | undefined {
  return authentication?.step === 'validate' ? authentication.pausedRequestId : undefined;
}
