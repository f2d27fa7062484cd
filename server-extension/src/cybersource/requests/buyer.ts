import type { Authorize } from '../../domain/payment/command.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { browserFields } from './payer-authentication.ts';
import { present } from '../../domain/present.ts';
import { type JsonObject, section } from '../fields/json.ts';
import { isScreened } from './processing.ts';

/** What is known about the shopper and the machine in front of them. */
export function buyer(command: Authorize, settings: GatewaySettings): JsonObject {
  const { buyer: shopper, device, couponCode } = command.order;
  return {
    ...section('buyerInformation', { merchantCustomerId: shopper.profileId }),
    ...section('deviceInformation', {
      ipAddress: device.ipAddress,
      fingerprintSessionId: device.fingerprintSessionId,
      ...browserFields(device.browser),
    }),
    ...section('promotionInformation', { code: couponCode }),
    ...(isScreened(command, settings) && history(command)),
  };
}

/** Decision Manager weighs how long and how well the shop knows its customer. */
function history({ order: { buyer: shopper } }: Authorize): JsonObject {
  return {
    riskInformation: {
      buyerHistory: {
        customerAccount: present({ creationHistory: shopper.kind, createDate: shopper.registeredOn }),
        ...present({ accountPurchases: shopper.purchases }),
      },
    },
  };
}
