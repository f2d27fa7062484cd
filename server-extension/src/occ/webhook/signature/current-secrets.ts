import * as z from 'zod';
import { lazy } from '../../../domain/json/lazy.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { Secret } from '../../../domain/secret.ts';
import type { OccApi } from '../../api/admin-api.ts';

/** The secrets that OCC signs payment webhooks with now, while one is being replaced. */
export interface CurrentSecrets {
  /** Those of the last reading. */
  known(): readonly Secret[];
  /** Those of a reading that begins after this call. Rejects with Problem `gateway-failure` when OCC does not answer. */
  read(): Promise<readonly Secret[]>;
}

/** Forged signatures cause no more than one reading in this time, however many come. */
const PACE_MS = 1_000;

const listed = lazy(() => z.looseObject({ id: z.string(), name: z.string().default('') }));
const list = lazy(() => z.object({ items: z.array(listed()).default([]) }));
const withSecrets = lazy(() => z.looseObject({ secretKeySHA512: z.string().optional() }));

/** Reads them from OCC: function webhooks, `includeSecretKeys`. Webhooks of one name share theirs. */
export function createCurrentSecrets(
  occ: Pick<OccApi, 'functionWebhooks' | 'functionWebhook'>,
): CurrentSecrets {
  let known: readonly Secret[] = [];
  let next: Promise<readonly Secret[]> | undefined;
  let lastAt = -Infinity;

  async function readNext(): Promise<readonly Secret[]> {
    await pause(Math.max(0, lastAt + PACE_MS - performance.now()));
    // A delivery that comes from here on may have been signed with a later one.
    next = undefined;
    lastAt = performance.now();
    known = await readSecrets(occ);
    return known;
  }

  return {
    known: () => known,
    read: () => (next ??= readNext()),
  };
}

/** Of OCC's function webhooks, the Generic Payment ones (production and preview), not those of the generic card payment. */
export function isPaymentWebhook({ id, name }: { readonly id: string; readonly name: string }): boolean {
  return /generic ?payment/i.test(`${name} ${id}`) && !/genericCard/i.test(id);
}

async function readSecrets(
  occ: Pick<OccApi, 'functionWebhooks' | 'functionWebhook'>,
): Promise<readonly Secret[]> {
  const { items } = list().parse(await occ.functionWebhooks());
  const ids = items.filter(isPaymentWebhook).map(({ id }) => id);
  const found = await Promise.all(
    ids.map(async (id) => withSecrets().parse(await occ.functionWebhook(id)).secretKeySHA512),
  );
  return [...new Set(found)]
    .filter((key) => key !== undefined && key !== '')
    .map((key) => new Secret(key ?? ''));
}
