import type { TextKey } from '../../texts.ts';
import type { HostedField } from './fields/card-fields.ts';

/** What is wrong with a hosted field, as far as its frame tells. */
export function hostedProblem<Text extends TextKey>(
  { empty, valid }: HostedField,
  missing: Text,
  invalid: Text,
): Text | undefined {
  if (empty) return missing;
  return valid ? undefined : invalid;
}
