import { toCountryCode } from '../../domain/address/country.ts';
import { stateCodesOf } from '../../domain/address/state.ts';
import type { Address } from '../../domain/address/address.ts';
import type { Authorize, OrderDetails } from '../../domain/payment/command.ts';
import type { CurrencyCode } from '../../domain/money/currency.ts';
import { present } from '../../domain/present.ts';
import { fitRequest } from '../fields/grammar.ts';
import { shipToFields } from '../fields/payment-fields.ts';
import { postalAddress } from './shopper/address.ts';
import { amountDetails, toDecimal } from './amount.ts';
import { type JsonObject, section } from '../fields/json.ts';
import { invoiceDetails, lineItems, partsOfAmount, shippingDetails } from './purchase.ts';

/** CyberSource: `orderInformation`. */
export function order({ amount, order: details }: Authorize): JsonObject {
  const { currency } = amount;
  return {
    orderInformation: {
      amountDetails: {
        ...amountDetails(amount),
        ...present({
          subTotalAmount: toDecimal(details.subTotal, currency),
        }),
        ...partsOfAmount(details, currency),
      },
      ...(details.billTo && { billTo: billTo(details.billTo) }),
      ...present({ shipTo: shipTo(details) }),
      ...lineItems(details, currency),
      ...invoicedAs(details, currency),
      ...shippingDetails(details),
    },
  };
}

/** CyberSource: `orderInformation.billTo`. */
export function billTo(to: Address): JsonObject {
  const { company, email } = to;
  return {
    ...postalAddress(to),
    ...section('company', { name: company }),
    ...present({ email }),
  };
}

/** CyberSource: a shipping address is whole or not there. */
const OF_SHIP_TO = ['address1', 'country'];
const OF_SHIP_TO_WITH_STATE = ['locality', 'administrativeArea', 'postalCode'];

/** CyberSource: `orderInformation.shipTo`; undefined where it lacks a part that CyberSource requires of one. */
export function shipTo({ shipTo: to }: Pick<OrderDetails, 'shipTo'>): JsonObject | undefined {
  if (to === undefined) return undefined;
  const { company } = to;
  const address = fitRequest({ ...postalAddress(to), ...present({ company }) }, shipToFields);
  const { country } = address;
  const code = typeof country === 'string' ? toCountryCode(country) : undefined;
  const hasState = code !== undefined && stateCodesOf(code) !== undefined;
  const required = [...OF_SHIP_TO, ...(hasState ? OF_SHIP_TO_WITH_STATE : [])];
  return required.every((name) => Object.hasOwn(address, name)) ? address : undefined;
}

/** A capture has no field for the number of the invoice. */
function invoicedAs(details: OrderDetails, currency: CurrencyCode): JsonObject {
  const { invoiceDetails: invoice = {} } = invoiceDetails(details, currency);
  return section('invoiceDetails', { invoiceNumber: details.invoiceNumber, ...(invoice as JsonObject) });
}
