import { within } from '../domain/within.ts';
import type { OccApi } from '../occ/admin-api.ts';
import type { Sweep } from '../payments/sweep/sweep.ts';
import { requireOperator } from './callers.ts';
import type { Route } from './route.ts';
import { sendJson } from './send.ts';

export interface SweepRouteDeps {
  readonly occ: Pick<OccApi, 'isAdminToken'>;
  readonly sweep: Sweep;
  /** Milliseconds that the caller is kept waiting. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 20_000;

/** Goes through CyberSource's books now, for shops whose host lets no timer run. */
export function operationsSweep({ occ, sweep, patienceMs = PATIENCE_MS }: SweepRouteDeps): Route {
  return {
    method: 'POST',
    path: '/operations/sweep',
    async handle(req, res) {
      await requireOperator(req, occ);
      const report = await within(sweep(), patienceMs);
      if (report === undefined) sendJson(res, 202, { status: 'under-way' });
      else sendJson(res, 200, report);
    },
  };
}
