import type { TextKey } from '../../texts.ts';
import type { HostedField } from './card-fields.ts';

/** What is wrong with a hosted field, as far as its frame tells. */
export function hostedProblem(field: HostedField, missing: TextKey, invalid: TextKey): TextKey | undefined {
  if (field.empty) return missing;
  return field.valid ? undefined : invalid;
}
