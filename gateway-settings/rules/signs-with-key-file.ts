import type { EffectiveValues } from './effective-values.ts';

/**
 * Whether requests are signed with a key file. The replaced plugin had no `jwtKeyType`: with JWT it meant a key file, and such a shop has
 * stored no shared secret.
 */
export function signsWithKeyFile(values: Pick<EffectiveValues, 'text'>): boolean {
  if (values.text('authenticationType') !== 'JWT') return false;
  if (values.text('jwtKeyType') === 'P12') return true;
  return values.text('merchantsecretKey') === '' && values.text('keyFileName') !== '';
}
