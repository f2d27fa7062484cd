import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import type { SiteId } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import { aDayBefore, identityByContent, type OmsIdentity } from './oms-command.ts';

const KEY = 'must be 1 to 128 letters, digits, dots, colons or hyphens';

/** The header of every operation. */
export const idempotencyKey = lazy(() =>
  z.object({
    'idempotency-key': z
      .string(KEY)
      .regex(/^[\w.:-]{1,128}$/, KEY)
      .optional()
      .meta({
        description:
          'The same key and body get the same answer, the same key with another body 409. Without a key an identical request within ' +
          '24 hours gets 409 that shows the first result: send another operation of the same amount with a key of its own, ' +
          'or a capture with another `captureSequenceNumber`.',
      }),
  }),
);

/** The query of every operation. */
export const dryRunQuery = lazy(() =>
  z.object({
    dryRun: z.enum(['true', 'false'], 'must be true or false').optional().meta({
      description: '`true`: answers with the steps that would be sent. Nothing is sent, nothing is written',
    }),
  }),
);

/** Yesterday's identity counts while its first request is less than 24 hours old. */
export async function identityWithin24Hours(
  operation: string,
  site: SiteId,
  content: readonly (string | number)[],
  journal: Pick<Journal, 'find'>,
  at: Date,
): Promise<OmsIdentity> {
  const yesterday = identityByContent(operation, site, content, aDayBefore(at));
  const earlier = await journal.find(yesterday.key);
  const stillCounts = earlier !== undefined && earlier.claimedAt > aDayBefore(at);
  return stillCounts ? yesterday : identityByContent(operation, site, content, at);
}

/** The answer to an identical request without a key. */
export function repeated(operation: string): Problem {
  const orNumber = operation === 'capture' ? ', or with another captureSequenceNumber' : '';
  return new Problem(
    'conflict',
    `The same request was carried out within the last 24 hours; "first" is its result. If you mean another ${operation} of the same amount, send it with an Idempotency-Key header of its own${orNumber}.`,
  );
}
