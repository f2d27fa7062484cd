/** The card as the frames captured it: whether it can be one, and of which type. */
import { z } from 'zod';
import {
  BRAND_RULES,
  INTERNATIONAL_NETWORKS,
  matchCards,
  passesLuhn,
  type CardMatch,
} from './card-brands.ts';
import { CO_BADGED_RULES, NATIONAL_RULES } from './national-card-brands.ts';
import { cardRefused, type TokenFieldError } from './token-refusal.ts';

/** `data` inside the envelope. A field that was not on the page is absent. */
export const CapturedDataSchema = z.object({
  number: z.string().optional(),
  type: z.string().optional(),
  securityCode: z.string().optional(),
  expirationMonth: z.string().optional(),
  expirationYear: z.string().optional(),
});

/** What arrived, nothing checked yet but that it is text. */
export type CapturedData = z.infer<typeof CapturedDataSchema>;

/** A card in which every part has been checked. */
export interface CapturedCard {
  readonly number: string;
  readonly type: string;
  readonly expirationMonth: string;
  readonly expirationYear: string;
  readonly securityCode?: string;
  /** Types that the number's digits allow, the likeliest first. */
  readonly detectedCardTypes: readonly string[];
}

/** A security code that was captured alone, for a card that was saved earlier. */
export interface CapturedCode {
  readonly securityCode: string;
}

/**
 * What the fields on the page captured: a card, or a security code where the page had no other field.
 * @throws TokenRefusal that names every faulty field.
 */
export function requireCaptured(
  data: CapturedData,
  allowedNetworks: readonly string[],
): CapturedCard | CapturedCode {
  const { securityCode, ...rest } = data;
  if (securityCode === undefined || Object.values(rest).some((value) => value !== undefined)) {
    return requireCard(data, allowedNetworks);
  }
  const faults = securityCodeFaults(securityCode, []);
  if (faults.length > 0) throw cardRefused(faults);
  return { securityCode };
}

/**
 * Checks a captured card against the networks of its context.
 * A card that has expired passes: it is the issuer's to decline, and testers want to see that.
 * @throws TokenRefusal that names every faulty field.
 */
function requireCard(data: CapturedData, allowedNetworks: readonly string[]): CapturedCard {
  const { number = '', expirationMonth = '', expirationYear = '', securityCode } = data;
  const detected = /^\d{12,19}$/.test(number)
    ? matchCards(number, [...INTERNATIONAL_NETWORKS, ...allowedNetworks]).filter(isValid)
    : [];
  const types = detected.map(({ cybsCardType }) => cybsCardType);
  const allowed = types.filter((type) => isAllowed(type, allowedNetworks));
  const type = data.type ?? allowed[0] ?? '';
  const faults = [
    ...numberFaults(number, types),
    ...typeFaults(data.type, types, allowed, allowedNetworks),
    ...(/^(0[1-9]|1[0-2])$/.test(expirationMonth) ? [] : [fault('expirationMonth', 'must be 01 to 12')]),
    ...(/^20[1-9]\d$/.test(expirationYear) ? [] : [fault('expirationYear', 'must be 2010 to 2099')]),
    ...(securityCode === undefined ? [] : securityCodeFaults(securityCode, detected)),
  ];
  if (faults.length > 0) throw cardRefused(faults);
  return {
    number,
    type,
    expirationMonth,
    expirationYear,
    ...(securityCode !== undefined && { securityCode }),
    detectedCardTypes: types,
  };
}

function numberFaults(number: string, types: readonly string[]): TokenFieldError[] {
  if (number === '') return [fault('number', 'is required')];
  if (!passesLuhn(number)) return [fault('number', 'is not a card number')];
  return types.length > 0 ? [] : [fault('number', 'belongs to no known card brand or has the wrong length')];
}

function typeFaults(
  wanted: string | undefined,
  types: readonly string[],
  allowed: readonly string[],
  allowedNetworks: readonly string[],
): TokenFieldError[] {
  if (types.length === 0) return [];
  if (wanted === undefined) {
    return allowed.length > 0 ? [] : [fault('type', 'is not among the allowed card networks')];
  }
  if (!isAllowed(wanted, allowedNetworks)) return [fault('type', 'is not among the allowed card networks')];
  // A national network's number may be one that the table does not list: there the caller's word counts.
  const fits =
    types.includes(wanted) ||
    [...NATIONAL_RULES, ...CO_BADGED_RULES].some(({ brand }) => brand.cybsCardType === wanted);
  return fits ? [] : [fault('type', 'does not fit the card number')];
}

function securityCodeFaults(code: string, detected: readonly CardMatch[]): TokenFieldError[] {
  const lengths = detected.length > 0 ? detected.map(({ securityCode }) => securityCode.length) : [3, 4];
  const fits = /^\d+$/.test(code) && lengths.includes(code.length);
  return fits ? [] : [fault('securityCode', `must have ${lengths.join(' or ')} digits`)];
}

function isAllowed(type: string, allowedNetworks: readonly string[]): boolean {
  return [...BRAND_RULES, ...CO_BADGED_RULES].some(
    ({ brand, network }) => brand.cybsCardType === type && allowedNetworks.includes(network),
  );
}

function isValid({ valid }: CardMatch): boolean {
  return valid;
}

function fault(field: string, message: string): TokenFieldError {
  return { location: `captureData.${field}`, message };
}
