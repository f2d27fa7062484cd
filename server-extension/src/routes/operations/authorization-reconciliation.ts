import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { within } from '../../domain/time/within.ts';
import type { ReconcileAuthorizations } from '../../payments/authorization-reconciliation/reconcile-authorizations.ts';
import type { ReconciliationReport } from '../../payments/authorization-reconciliation/report.ts';
import { defineRoute } from '../../http/define-route.ts';
import { sendJson } from '../../http/send.ts';

export interface ReconciliationRouteDeps {
  readonly reconcileAuthorizations: ReconcileAuthorizations;
  /** Milliseconds that the caller is kept waiting. */
  readonly reconciliationPatienceMs: number;
}

const count = lazy(() => z.int().min(0));

const report = lazy(() =>
  z
    .strictObject({
      at: z.string().meta({ format: 'date-time' }),
      dryRun: z.boolean().meta({ description: 'Setting `sweep.dryRun`: found, but not reversed' }),
      complete: z
        .boolean()
        .meta({ description: 'False when something could not be read; the next reconciliation looks again' }),
      authorizations: count().meta({
        description: 'Authorizations of this installation in the transactions that were read',
      }),
      inJournal: count().meta({ description: 'Of these known to this instance’s journal' }),
      matched: count().meta({
        description: 'An order stands on them, or they were captured, refunded or reversed',
      }),
      recorded: count().meta({
        description:
          'Attempts that CyberSource’s records show and the journal did not have: written into it, in a dry run only counted',
      }),
      undecided: count().meta({ description: 'OCC is asked again by the next reconciliation' }),
      orphans: count().meta({ description: 'No order stands on them' }),
      reversed: count(),
      failed: count().meta({ description: 'Could not be reversed: they need a manual review' }),
      doubleHolds: count().meta({
        description: 'Orphans whose payment group was paid by another authorization',
      }),
      longestDoubleHoldSeconds: z.number().min(0),
    })
    .meta({ id: 'ReconciliationReport' }),
);

const quiet: ReconciliationReport = {
  at: '2026-01-31T10:22:21.000Z',
  dryRun: false,
  complete: true,
  authorizations: 12,
  inJournal: 11,
  matched: 11,
  recorded: 0,
  undecided: 0,
  orphans: 1,
  reversed: 1,
  failed: 0,
  doubleHolds: 0,
  longestDoubleHoldSeconds: 0,
};

/** Reconciles authorizations now, for shops whose host lets no timer run. */
export const operationsReconciliation = defineRoute({
  method: 'POST',
  path: '/operations/sweep',
  operationId: 'sweep',
  summary: 'Reconcile authorizations with OCC’s orders now, and reverse those that no order stands on',
  description:
    'For hosts that let no timer run; everywhere else the extension does it by itself. One reconciliation at a time: a caller that ' +
    'asks while one runs gets its report. Takes no body. Ask again after 202: nothing is done twice.',
  caller: 'operator',
  right: 'move-money',
  answers: {
    200: { description: 'What was found and done', schema: report, examples: { oneOrphan: quiet } },
    202: {
      description: 'It takes longer than a caller should wait for, and goes on',
      schema: lazy(() => z.strictObject({ status: z.literal('in-flight') })),
      examples: { goesOn: { status: 'in-flight' } },
    },
  },
  handler:
    ({ reconcileAuthorizations, reconciliationPatienceMs }: ReconciliationRouteDeps) =>
    async (call) => {
      const report = await within(reconcileAuthorizations(), reconciliationPatienceMs);
      if (report === undefined) sendJson(call.res, 202, { status: 'in-flight' });
      else sendJson(call.res, 200, report);
    },
});
