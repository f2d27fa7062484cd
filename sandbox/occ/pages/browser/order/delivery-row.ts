import ko from 'knockout';
import { sentenceOf } from '../http/admin-api.ts';
import type { OmsApi } from '../http/oms-api.ts';
import type { DeliverySummary, ResendResult } from '../model/order.ts';
import { toTime } from '../values/time.ts';

/** A webhook that OCC sent, with a button that sends it again. */
export interface DeliveryRow extends DeliverySummary {
  readonly time: string;
  readonly answered: string;
  /** What a second sending showed; empty before. */
  readonly comparison: ko.Observable<ResendResult | undefined>;
  readonly sending: ko.Observable<boolean>;
  resend(): Promise<void>;
}

/** OCC: generic payment webhook, transaction types. */
const TYPES: Readonly<Record<string, string>> = {
  '0100': 'Authorize',
  '0110': 'Void',
  '0200': 'Capture',
  '0400': 'Refund',
};

export function toDeliveryRow(delivery: DeliverySummary, api: Pick<OmsApi, 'resend'>): DeliveryRow {
  const row: DeliveryRow = {
    ...delivery,
    transactionType: `${TYPES[delivery.transactionType] ?? 'Webhook'} (${delivery.transactionType})`,
    time: toTime(delivery.sentAt),
    answered:
      delivery.answer === null
        ? (delivery.problem ?? 'No answer')
        : `HTTP ${delivery.answer.status} in ${delivery.durationMs} ms`,
    comparison: ko.observable<ResendResult | undefined>(undefined),
    sending: ko.observable<boolean>(false),
    resend: async () => {
      if (row.sending()) return;
      row.sending(true);
      row.comparison(undefined);
      const answer = await api.resend(delivery.id).catch((problem: unknown): ResendResult => ({
        first: {},
        again: { problem: sentenceOf(problem) },
        equal: false,
      }));
      row.sending(false);
      row.comparison(answer);
    },
  };
  return row;
}
