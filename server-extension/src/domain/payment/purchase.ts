import type { Address } from '../address/address.ts';
import type { CurrencyCode } from '../money/currency.ts';
import { type Money, parseDecimal, toDecimalString } from '../money/money.ts';
import { present } from '../present.ts';
import type { OrderLine } from './order-line.ts';

/*
 * What a company's buyer wants to read on the card's statement: level II (tax, purchase order) and level III (each item). Amounts are
 * decimal text in the order's currency, as the shop states it; codes are the acquirer's or the buyer's.
 */

/** One kind of tax within an amount. */
export interface TaxDetail {
  readonly type?: string;
  readonly amount?: string;
  /** A fraction: 0.07 is seven percent. */
  readonly rate?: string;
  readonly code?: string;
  readonly taxId?: string;
  readonly applied?: boolean;
  readonly exemptionCode?: string;
}

export interface LineItem {
  /** OCC's id of the line. */
  readonly lineId?: string;
  readonly productName?: string;
  readonly productCode?: string;
  readonly productSku?: string;
  readonly quantity?: number;
  readonly unitPrice?: string;
  readonly totalAmount?: string;
  readonly taxAmount?: string;
  readonly discountAmount?: string;
  /** Percent, with two decimals at most. */
  readonly discountRate?: string;
  /** A code of the buyer's company or acquirer for the kind of goods. */
  readonly commodityCode?: string;
  readonly unitOfMeasure?: string;
  /** A fraction: 0.07 is seven percent. */
  readonly taxRate?: string;
  readonly taxTypeCode?: string;
  readonly taxStatusIndicator?: string;
  readonly amountIncludesTax?: boolean;
  /** CyberSource: `00` goods, `01` services. */
  readonly typeOfSupply?: string;
  readonly unitTaxAmount?: string;
  readonly taxDetails?: readonly TaxDetail[];
}

export interface PurchaseDetails {
  readonly shipTo?: Address;
  readonly shipFromPostalCode?: string;
  readonly lineItems: readonly LineItem[];
  readonly subTotal?: string;
  readonly taxAmount?: string;
  readonly shippingAmount?: string;
  readonly discountAmount?: string;
  /** Import or export duties. */
  readonly dutyAmount?: string;
  readonly nationalTaxIncluded?: string;
  readonly taxAppliedAfterDiscount?: string;
  readonly taxAppliedLevel?: string;
  readonly taxTypeCode?: string;
  readonly taxDetails?: readonly TaxDetail[];
  /** The buyer's company's own number for the purchase. */
  readonly purchaseOrderNumber?: string;
  /** `yyyy-MM-dd` */
  readonly purchaseOrderDate?: string;
  readonly purchaseContactName?: string;
  readonly invoiceNumber?: string;
  readonly vatInvoiceReferenceNumber?: string;
  /** Of the order as a whole. */
  readonly commodityCode?: string;
}

/**
 * Of an order's details those of one capture: its lines with their share of price, tax and discount, and what of the order's
 * freight it bears. Items, tax, freight and duties less discount come to the amount of the capture to the minor unit; where
 * they cannot, no item and no such amount is stated, because what the acquirer is told has to add up.
 *
 * @param lines what is shipped; everything where it is absent.
 */
export function purchaseOfCapture(
  order: PurchaseDetails,
  amount: Money,
  lines?: readonly OrderLine[],
): PurchaseDetails {
  const { lineItems, taxAmount, shippingAmount, discountAmount, dutyAmount, taxDetails, ...rest } = order;
  const withoutSums: PurchaseDetails = present({ ...rest, subTotal: undefined, lineItems: [] });
  const { currency } = amount;
  const shipped =
    lines === undefined ? wholeLines(lineItems, currency) : sharesOf(lineItems, lines, currency);
  if (shipped === undefined || shipped.length === 0) return withoutSums;

  const isWhole = lines === undefined || isEverything(lineItems, lines);
  const all = wholeLines(lineItems, currency) ?? [];
  const ofAll = (stated: string | undefined): number => parseDecimal(stated ?? '0', currency)?.minor ?? 0;
  const goods = sum(shipped, ({ total }) => total);
  const share = (minor: number): number =>
    isWhole
      ? minor
      : part(
          minor,
          goods,
          sum(all, ({ total }) => total),
        );
  const includesTax = shipped.every(({ item }) => item.amountIncludesTax === true);
  const hasLineTax = shipped.some(({ tax }) => tax > 0);
  const tax = hasLineTax ? sum(shipped, (line) => line.tax) : share(ofAll(taxAmount));
  const discount = share(ofAll(discountAmount));
  const importDues = isWhole ? ofAll(dutyAmount) : 0;
  // What the lines leave of the amount is freight: an order management charges it with the shipment that it chooses.
  const known = goods + (includesTax ? 0 : tax) + importDues - discount;
  const freight = amount.minor - known;
  const rounding = -freight <= (isWhole ? 0 : shipped.length) ? Math.min(freight, 0) : 0;
  const shortened = withRounding(shipped, rounding);
  if (freight - rounding < 0 || freight - rounding > ofAll(shippingAmount) || shortened === undefined)
    return withoutSums;
  const decimal = (minor: number): string => toDecimalString({ minor, currency });
  return {
    ...withoutSums,
    lineItems: shortened.map(({ item, quantity, total, tax: lineTax, discount: lineDiscount }) => ({
      ...item,
      quantity,
      totalAmount: decimal(total),
      ...(item.taxAmount !== undefined && { taxAmount: decimal(lineTax) }),
      ...(item.discountAmount !== undefined && { discountAmount: decimal(lineDiscount) }),
    })),
    taxAmount: decimal(tax),
    shippingAmount: decimal(freight - rounding),
    ...(discount > 0 && { discountAmount: decimal(discount) }),
    ...(importDues > 0 && { dutyAmount: decimal(importDues) }),
    // Of the whole order alone they are known.
    ...(isWhole && taxDetails && { taxDetails }),
  };
}

/** A line or a part of it, in minor units. */
interface ShippedLine {
  readonly item: LineItem;
  readonly quantity: number;
  readonly total: number;
  readonly tax: number;
  readonly discount: number;
}

/** Undefined where an item does not say what it comes to. */
function wholeLines(items: readonly LineItem[], currency: CurrencyCode): readonly ShippedLine[] | undefined {
  const all = items.map((item) => shareOf(item, item.quantity ?? 1, currency));
  return all.every((line) => line !== undefined) ? all : undefined;
}

/** Undefined where the order does not have a line, or has fewer units of it. */
function sharesOf(
  items: readonly LineItem[],
  lines: readonly OrderLine[],
  currency: CurrencyCode,
): readonly ShippedLine[] | undefined {
  const shares = lines.map(({ lineId, quantity }) => {
    const item = items.find((each) => each.lineId === lineId);
    return item && quantity <= (item.quantity ?? 1) ? shareOf(item, quantity, currency) : undefined;
  });
  return shares.every((line) => line !== undefined) ? shares : undefined;
}

function shareOf(item: LineItem, quantity: number, currency: CurrencyCode): ShippedLine | undefined {
  const { quantity: ordered = 1, totalAmount, taxAmount = '0', discountAmount = '0' } = item;
  const [total, tax, discount] = [totalAmount, taxAmount, discountAmount].map((text) =>
    parseDecimal(text, currency),
  );
  if (total === undefined || tax === undefined || discount === undefined) return undefined;
  const ofOrdered = ({ minor }: Money): number => part(minor, quantity, ordered);
  const taxDetails = quantity === ordered ? {} : { taxDetails: [] };
  return {
    item: item.taxDetails === undefined ? item : { ...item, ...taxDetails },
    quantity,
    total: ofOrdered(total),
    tax: ofOrdered(tax),
    discount: ofOrdered(discount),
  };
}

function isEverything(items: readonly LineItem[], lines: readonly OrderLine[]): boolean {
  return items.every(({ lineId, quantity = 1 }) =>
    lines.some((line) => line.lineId === lineId && line.quantity === quantity),
  );
}

/** Minor units that shares of lines were rounded up by are taken off the dearest one. */
function withRounding(lines: readonly ShippedLine[], off: number): readonly ShippedLine[] | undefined {
  if (off === 0) return lines;
  const dearest = lines.reduce((most, line) => (line.total > most.total ? line : most));
  if (dearest.total + off < 0) return undefined;
  return lines.map((line) => (line === dearest ? { ...line, total: line.total + off } : line));
}

/** So much of so many, rounded to the nearer whole. */
function part(minor: number, some: number, all: number): number {
  if (all === 0) return 0;
  return Number((BigInt(minor) * BigInt(some) * 2n + BigInt(all)) / (BigInt(all) * 2n));
}

function sum(lines: readonly ShippedLine[], of: (line: ShippedLine) => number): number {
  return lines.reduce((total, line) => total + of(line), 0);
}
