import { holdsCardNumber } from '../../domain/card/card-number.ts';
import type { Authorize } from '../../domain/payment/command.ts';
import type { MerchantDefinedField } from '../../domain/merchant-defined.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { JsonObject } from '../fields/json.ts';
import { toFreeText } from '../fields/free-text.ts';

/** CyberSource takes no more of a value. */
const VALUE_CHARACTERS_MAX = 255;

/**
 * CyberSource: `merchantDefinedInformation`, facts of the shop's own choice for its Decision Manager rules and reports.
 * A card number never goes there, however it got into the order.
 */
export function merchantDefined(command: Authorize, { merchantDefinedData }: GatewaySettings): JsonObject {
  const fields = merchantDefinedData.flatMap((field) => {
    const value = toFreeText(valueOf(field, command) ?? '', VALUE_CHARACTERS_MAX);
    return value === undefined || holdsCardNumber(value) ? [] : [{ key: field.key, value }];
  });
  return fields.length === 0 ? {} : { merchantDefinedInformation: fields };
}

function valueOf({ from, name }: MerchantDefinedField, command: Authorize): string | undefined {
  const { order, orderId, site, channel, paymentType } = command;
  const { properties = {} } = order;
  if (from === 'customProperties') return Object.hasOwn(properties, name) ? properties[name] : undefined;
  switch (name) {
    case 'id':
      return orderId;
    case 'site':
      return site;
    case 'channel':
      return channel;
    case 'paymentType':
      return paymentType;
    case 'couponCode':
      return order.couponCode;
    case 'profileId':
      return order.buyer.profileId;
    case 'purchases':
      return order.buyer.purchases?.toString();
    case 'purchaseOrderNumber':
      return order.purchaseOrderNumber;
    case 'invoiceNumber':
      return order.invoiceNumber;
  }
}
