import { within } from '../../domain/within.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import type { ReconcileAuthorizations } from '../../payments/authorization-reconciliation/reconcile-authorizations.ts';
import { requireOperator } from '../../http/request-authentication.ts';
import type { Route } from '../../http/route.ts';
import { sendJson } from '../../http/send.ts';

export interface ReconciliationRouteDeps {
  readonly occ: Pick<OccApi, 'isAdminToken'>;
  readonly reconcileAuthorizations: ReconcileAuthorizations;
  /** Milliseconds that the caller is kept waiting. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 20_000;

/** Goes through CyberSource's books now, for shops whose host lets no timer run. */
export function operationsReconciliation({
  occ,
  reconcileAuthorizations,
  patienceMs = PATIENCE_MS,
}: ReconciliationRouteDeps): Route {
  return {
    method: 'POST',
    path: '/operations/sweep',
    async handle(req, res) {
      await requireOperator(req, occ);
      const report = await within(reconcileAuthorizations(), patienceMs);
      if (report === undefined) sendJson(res, 202, { status: 'in-flight' });
      else sendJson(res, 200, report);
    },
  };
}
