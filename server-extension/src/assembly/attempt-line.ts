import { refOf } from '../domain/reported.ts';
import type { LogFields, LogLevel } from '../log.ts';
import type { Entry, Left, Taken } from '../payments/ports.ts';

/** Who an attempt is, in the log. */
export function identityOf(entry: Entry): {
  readonly site: string;
  readonly orderId: string;
  readonly paymentId: string | undefined;
  readonly operation: string;
  readonly merchantTransactionId: string;
  readonly gatewayId: string | undefined;
} {
  const { site, orderId, paymentGroupId, operation, merchantTransactionId, result } = entry;
  return {
    site,
    orderId,
    paymentId: paymentGroupId,
    operation,
    merchantTransactionId,
    gatewayId: refOf(result),
  };
}

/** The line of the log that says how work on a duty ended: loud where a person has to look. */
export function lineAbout({ entry, duty, tries }: Taken, left: Left): readonly [LogLevel, string, LogFields] {
  const about = { ...identityOf(entry), code: duty, attempt: tries + 1 };
  if ('found' in left) return ['info', 'found-out', { ...about, outcome: left.found.outcome }];
  if ('needsPerson' in left) return ['error', 'needs-person', about];
  if ('done' in left) return ['info', 'duty-done', about];
  return ['info', 'duty-put-off', { ...about, reason: left.accessRefused }];
}
