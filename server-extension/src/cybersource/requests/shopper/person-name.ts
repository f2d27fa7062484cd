import type { Address } from '../../../domain/address/address.ts';

type Name = Pick<Address, 'firstName' | 'lastName'>;

/**
 * First and last name, both of which CyberSource requires. Where a shop has only one of them, a name of several words is
 * parted before its last one; a name of one word, as many people have, stands for both.
 */
export function toFullName({ firstName, lastName }: Name): Name {
  const first = named(firstName);
  const last = named(lastName);
  if (first !== undefined && last !== undefined) return { firstName: first, lastName: last };
  const only = first ?? last;
  if (only === undefined) return {};
  const words = only.split(/\s+/);
  const family = words.pop() ?? only;
  return { firstName: words.length === 0 ? family : words.join(' '), lastName: family };
}

/** Dots and hyphens that fill a field which a form insists on are no name. */
function named(text: string | undefined): string | undefined {
  const name = text?.trim() ?? '';
  return /[\p{L}\p{N}]/u.test(name) ? name : undefined;
}
