import { present } from '../domain/present.ts';
import type { PaymentResult } from '../domain/result.ts';
import type { Entry } from '../payments/ports.ts';

/**
 * An attempt as one text. A closed one takes a fifth of the memory that its objects would. Times are epoch milliseconds:
 * a text with dates in it takes twice as long to make.
 */
export function toText({ openedAt, closedAt, foundAt, ...rest }: Entry): string {
  const written: Written = {
    ...rest,
    ...present({
      openedAt: openedAt.getTime(),
      closedAt: closedAt?.getTime(),
      foundAt: foundAt?.getTime(),
    }),
  };
  return JSON.stringify(written);
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
  readonly openedAt: number;
  readonly closedAt?: number;
  readonly foundAt?: number;
};

/** The attempt with what was found out about it: an unknown outcome becomes known, a known one stays as it is. */
export function withFinding(entry: Entry, found: PaymentResult, at: Date): Entry {
  const { result } = entry;
  if (result?.outcome !== 'unknown' || found.outcome === 'unknown') return entry;
  return { ...entry, result: found, told: entry.told ?? result, foundAt: at };
}
