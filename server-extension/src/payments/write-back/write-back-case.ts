import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { channels } from '../../domain/settings.ts';
import type { UnknownObject } from '../../domain/json/json-object.ts';
import type { StoredCase } from '../ports/case-store.ts';

const content = lazy(() =>
  z.object({
    channel: z.enum(channels as ['agent', 'preview', 'storefront']),
    /** How often writing failed in a row. */
    runs: z.number(),
    runAt: z.string(),
    /** Until then an instance writes the order; no other one does. */
    leasedUntil: z.string().optional(),
    /** Why the last run failed. */
    problem: z.string().optional(),
    /** The attempt that waits for a person because its result could not be written. */
    gaveUpOn: z.object({ key: z.string(), attemptNumber: z.number() }).optional(),
  }),
);

/** An order whose payments OCC has to show. */
export interface WriteBackCase extends z.infer<ReturnType<typeof content>> {
  readonly stored: StoredCase;
}

/** @throws ZodError for a case of another kind. */
export const toWriteBackCase = (stored: StoredCase): WriteBackCase => ({
  ...content().parse(stored.content),
  stored,
});

/** Back to what is kept. */
export const toContent = (written: Omit<WriteBackCase, 'stored'>): UnknownObject => content().parse(written);
