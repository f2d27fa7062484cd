import type { Config } from '../../config/config.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { requireSiteIds } from '../../occ/settings/site-list.ts';
import { createOverviewOf } from '../../payments/overview/overview-of.ts';
import { createReadOrderPayments, type ReadOrderPayments } from '../../payments/overview/read-order.ts';
import { createSearchPayments, type SearchPayments } from '../../payments/overview/search-payments.ts';
import { type MethodRules, methodRulesIn } from '../../payments/ports/method-rules.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { OrderRecords, PaymentRecords } from '../../payments/ports/payment-records.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import { attemptFields } from './attempt-log-fields.ts';

export interface AssemblePaymentReadingDeps {
  readonly config: Pick<Config, 'deadlines' | 'journal'>;
  readonly methods: readonly MethodRules[];
  readonly records: PaymentRecords;
  readonly orderRecords: OrderRecords;
  readonly journal: Journal;
  readonly occ: Pick<OccApi, 'sites'>;
  readonly settingsFor: SettingsFor;
  readonly now: () => Date;
  readonly log: Log;
  /** Called once with each change that another program made to a payment. */
  readonly changedElsewhere: (attempt: PaymentAttempt) => void;
}

/** What operators see of payments. */
export interface PaymentReading {
  readonly readOrderPayments: ReadOrderPayments;
  readonly searchPayments: SearchPayments;
  /** The journal is this process's own: a search finds what this instance has seen since it started. */
  readonly isJournalOwn: boolean;
}

/** Reading payments, from the journal and from CyberSource's records. */
export function assemblePaymentReading({
  config,
  methods,
  records,
  orderRecords,
  journal,
  occ,
  settingsFor,
  now,
  log,
  changedElsewhere,
}: AssemblePaymentReadingDeps): PaymentReading {
  const overviewOf = createOverviewOf(methodRulesIn(methods), settingsFor, now);
  const isJournalOwn = config.journal.kind === 'memory';
  return {
    isJournalOwn,
    readOrderPayments: createReadOrderPayments({
      journal,
      records,
      orderRecords,
      settingsFor,
      sites: async () => requireSiteIds(await occ.sites()),
      overviewOf,
      isJournalOwn,
      deadlineMs: config.deadlines.lookUp,
      onChangedElsewhere: (attempt) => {
        log('payment.changed-elsewhere', attemptFields(attempt));
        changedElsewhere(attempt);
      },
    }),
    searchPayments: createSearchPayments(journal, overviewOf),
  };
}
