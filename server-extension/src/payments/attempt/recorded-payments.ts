import type { GatewayRef, OrderId } from '../../domain/ids.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { OrderRecords, PaymentRecord, PaymentRecords } from '../ports/payment-records.ts';

export interface ReadRecordedPaymentsDeps {
  readonly records: PaymentRecords;
  readonly orderRecords: OrderRecords;
  /** Milliseconds for each reading of the gateway's records. */
  readonly deadlineMs: number;
}

/** Payments of an order as the gateway's records show them, oldest first. */
export type RecordedPayments =
  | { readonly kind: 'found'; readonly payments: readonly FoundPayment[] }
  /** They could not be read, or not in time. The sentence is safe to show. */
  | { readonly kind: 'ambiguous'; readonly problem: string };

type FoundPayment = Extract<PaymentRecord, { readonly kind: 'found' }>;

/** Reads every payment that the gateway's records have of an order, each once: what holds more, or holds again, belongs to the payment that it followed on. */
export async function readRecordedPayments(
  orderId: OrderId,
  settings: GatewaySettings,
  { records, orderRecords, deadlineMs }: ReadRecordedPaymentsDeps,
): Promise<RecordedPayments> {
  const found = await orderRecords.authorizationsOf(orderId, settings, deadlineMs);
  if (found.kind === 'ambiguous') return found;
  const payments: FoundPayment[] = [];
  const shown = new Set<GatewayRef>();
  for (const ref of found.refs) {
    if (shown.has(ref)) continue;
    const record = await records.read(ref, orderId, settings, deadlineMs);
    if (record.kind === 'ambiguous') return record;
    if (record.kind === 'not-found' || shown.has(record.authorization.ref)) continue;
    payments.push(record);
    for (const each of [record.authorization, ...record.followOns]) shown.add(each.ref);
  }
  return { kind: 'found', payments };
}
