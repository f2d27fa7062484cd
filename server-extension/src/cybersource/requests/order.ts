import type { Address, Authorize, LineItem } from '../../domain/command.ts';
import type { CurrencyCode } from '../../domain/currency.ts';
import { amountDetails, toDecimal } from './amount.ts';
import { present } from '../../domain/present.ts';
import { type JsonObject, section } from './json.ts';
import { invoiceDetails } from './purchase.ts';
import { fit } from './text.ts';

/** CyberSource takes no more in one payment. */
const MAX_LINE_ITEMS = 98;

/** CyberSource: `orderInformation`. */
export function order({ amount, order: facts }: Authorize): JsonObject {
  const { currency } = amount;
  const items = facts.lineItems
    .slice(0, MAX_LINE_ITEMS)
    .map((item) => lineItem(item, currency))
    .filter((item) => Object.keys(item).length > 0);
  return {
    orderInformation: {
      amountDetails: {
        ...amountDetails(amount),
        ...present({
          subTotalAmount: toDecimal(facts.subTotal, currency),
          taxAmount: toDecimal(facts.taxAmount, currency),
          freightAmount: toDecimal(facts.shippingAmount, currency),
          discountAmount: toDecimal(facts.discountAmount, currency),
        }),
      },
      ...billTo(facts.billTo),
      ...shipTo(facts.shipTo),
      ...(items.length > 0 && { lineItems: items }),
      ...invoiceDetails(facts),
    },
  };
}

function billTo(to: Address | undefined): JsonObject {
  if (to === undefined) return {};
  return section('billTo', {
    ...address(to),
    ...section('company', { name: fit(to.company, 60) }),
    email: fit(to.email, 255),
  });
}

function shipTo(to: Address | undefined): JsonObject {
  return to === undefined ? {} : section('shipTo', { ...address(to), company: fit(to.company, 60) });
}

function address(to: Address): JsonObject {
  return present({
    firstName: fit(to.firstName, 60),
    lastName: fit(to.lastName, 60),
    address1: fit(to.address1, 60),
    address2: fit(to.address2, 60),
    locality: fit(to.city, 50),
    administrativeArea: fit(to.state, 20),
    postalCode: fit(to.postalCode, 10),
    country: fit(to.country, 2),
    phoneNumber: fit(to.phone, 15),
  });
}

function lineItem(item: LineItem, currency: CurrencyCode): JsonObject {
  const { quantity } = item;
  return present({
    productName: fit(item.productName, 255),
    productCode: fit(item.productCode, 255),
    productSku: fit(item.productSku, 255),
    ...(quantity !== undefined && isQuantity(quantity) && { quantity }),
    unitPrice: toDecimal(item.unitPrice, currency),
    totalAmount: toDecimal(item.totalAmount, currency),
    taxAmount: toDecimal(item.taxAmount, currency),
    discountAmount: toDecimal(item.discountAmount, currency),
    commodityCode: fit(item.commodityCode, 15),
    unitOfMeasure: fit(item.unitOfMeasure, 12),
  });
}

function isQuantity(quantity: number): boolean {
  return Number.isInteger(quantity) && quantity >= 0 && quantity <= 999_999_999;
}
