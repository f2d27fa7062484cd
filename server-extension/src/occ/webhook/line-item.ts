import { isObject, type UnknownObject } from '../../domain/json/json-object.ts';
import type { LineItem, TaxDetail } from '../../domain/payment/purchase.ts';
import { present } from '../../domain/present.ts';
import { decimalDetailOf, detailsIn } from '../api/details.ts';

/** What a shop may say of an item beside what OCC knows of it, under CyberSource's names; level III data. */
export function itemProperties(item: UnknownObject): LineItem {
  return present({
    ...detailsIn(item, [
      'commodityCode',
      'unitOfMeasure',
      'taxRate',
      'taxTypeCode',
      'taxStatusIndicator',
      'typeOfSupply',
      'discountRate',
    ]),
    unitTaxAmount: decimalDetailOf(item['unitTaxAmount']),
    amountIncludesTax: flagOf(item['amountIncludesTax']),
    taxDetails: taxDetailsIn(item['taxDetails']),
  });
}

/** OCC: what a merchant adds to orders and items begins with this. */
const ADDED = 'x_';

/** The same object with what the merchant has added under its own name as well, where OCC has nothing of that name. */
export function withAddedProperties(object: UnknownObject): UnknownObject {
  const added = Object.entries(object).filter(([name]) => name.startsWith(ADDED));
  if (added.length === 0) return object;
  return {
    ...Object.fromEntries(added.map(([name, value]) => [name.slice(ADDED.length), value])),
    ...object,
  };
}

const TAXES_MAX = 10;

/** Undefined where there is no list of them. */
export function taxDetailsIn(list: unknown): readonly TaxDetail[] | undefined {
  if (!Array.isArray(list) || list.length > TAXES_MAX || !list.every(isObject)) return undefined;
  return list.map((tax) =>
    present({
      ...detailsIn(tax, ['type', 'rate', 'code', 'taxId', 'exemptionCode']),
      amount: decimalDetailOf(tax['amount']),
      applied: flagOf(tax['applied']),
    }),
  );
}

function flagOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
}
