import type { Authorize } from '../../domain/command.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { authentication } from '../payer-authentication/request.ts';
import { buyer } from './buyer.ts';
import { instrument } from './instrument.ts';
import type { JsonObject } from './json.ts';
import { merchant } from './merchant.ts';
import { merchantDefined } from './merchant-defined.ts';
import { order } from './order.ts';
import { processing } from './processing.ts';
import { type Reference, reference } from './reference.ts';

/** CyberSource: body of `POST /pts/v2/payments`, for an authorization and for a sale. */
export function toAuthorizationRequest(
  command: Authorize,
  settings: GatewaySettings,
  about: Reference,
): JsonObject {
  return {
    ...reference(command.orderId, about, pausedRequestOf(command)),
    ...processing(command, settings),
    ...instrument(command),
    ...order(command),
    ...buyer(command, settings),
    ...authentication(command),
    ...merchant(settings),
    ...merchantDefined(command, settings),
  };
}

/** Decision Manager goes on with the payment that it paused for the challenge. */
function pausedRequestOf({ authentication }: Authorize): string | undefined {
  return authentication?.step === 'validate' ? authentication.pausedRequestId : undefined;
}
