import type { DetectedBrand, HostedField } from '../fields/card-fields.ts';
import type { FieldChange } from './flex.ts';

/** A hosted field after a change in it. */
export function toHostedField(before: HostedField, { empty, valid }: FieldChange): HostedField {
  return { ...before, empty, valid };
}

/** The brand once the digits leave only one. */
export function toBrand({ card = [] }: FieldChange): DetectedBrand | undefined {
  const [only, ...others] = card;
  if (only === undefined || others.length > 0) return undefined;
  return { label: only.brandedName, securityCodeLength: only.securityCode.length };
}
