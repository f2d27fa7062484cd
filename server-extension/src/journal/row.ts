import type { PaymentResult } from '../domain/result.ts';
import type { Entry } from '../payments/ports.ts';

/** An attempt as a database keeps it: what was known before the call is one document, what comes after has fields of its own. */
export interface Row {
  readonly request: Request;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly result: PaymentResult | null;
  readonly told: PaymentResult | null;
  readonly foundAt: Date | null;
}

/** What is written once, before the call. */
export type Request = Omit<Entry, 'openedAt' | 'closedAt' | 'result' | 'told' | 'foundAt'>;

/** {@link Request} as JSON. */
export function requestText(entry: Entry): string {
  const later = { openedAt: undefined, closedAt: undefined, result: undefined, told: undefined };
  return JSON.stringify({ ...entry, ...later, foundAt: undefined });
}

export function entryFrom({ request, openedAt, closedAt, result, told, foundAt }: Row): Entry {
  return {
    ...request,
    openedAt,
    ...(closedAt !== null && { closedAt }),
    ...(result !== null && { result }),
    ...(told !== null && { told }),
    ...(foundAt !== null && { foundAt }),
  };
}
