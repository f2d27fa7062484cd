import type { GatewayRef, OrderId } from '../../domain/ids.ts';
import { present } from '../../domain/present.ts';
import type { ReviewDecision, ReviewVerdict } from '../../payments/review/review-decisions.ts';
import { UnreadableReport } from './report-error.ts';
import { parseReportTime } from './report-time.ts';

/** The fields of a conversion by the names that XML and CSV reports give them. */
export type ConversionFields = ReadonlyMap<string, string>;

/** Names of the fields that are read; every other one is passed over. */
export const CONVERSION_FIELDS = [
  'RequestID',
  'MerchantReferenceNumber',
  'ConversionDate',
  'OriginalDecision',
  'NewDecision',
  'Reviewer',
  'ReviewerComments',
] as const;

/** @throws UnreadableReport that names the field, and the record by its number. */
export function requireDecision(fields: ConversionFields, number: number): ReviewDecision {
  const required = (name: (typeof CONVERSION_FIELDS)[number]): string => {
    const value = fields.get(name);
    if (value === undefined || value === '')
      throw new UnreadableReport(`Record ${number} of the report has no ${name}.`);
    return value;
  };
  const optional = (name: (typeof CONVERSION_FIELDS)[number]): string | undefined => {
    const value = fields.get(name);
    return value === '' ? undefined : value;
  };
  const decision = (name: 'OriginalDecision' | 'NewDecision'): ReviewVerdict => {
    const value = DECISIONS.find((each) => each === required(name).toUpperCase());
    if (value === undefined)
      throw new UnreadableReport(`${name} of record ${number} is not ACCEPT, REVIEW or REJECT.`);
    return value;
  };
  const time = fields.get('ConversionDate') ?? '';
  const decidedAt = time === '' ? undefined : parseReportTime(time);
  if (time !== '' && decidedAt === undefined)
    throw new UnreadableReport(`ConversionDate of record ${number} is not a time.`);
  return {
    ref: required('RequestID') as GatewayRef,
    orderId: required('MerchantReferenceNumber') as OrderId,
    originalDecision: decision('OriginalDecision'),
    newDecision: decision('NewDecision'),
    ...present({
      decidedAt,
      reviewer: optional('Reviewer'),
      comments: optional('ReviewerComments'),
    }),
  };
}

const DECISIONS: readonly ReviewVerdict[] = ['ACCEPT', 'REVIEW', 'REJECT'];
