import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import type { ReviewDecision } from '../../payments/review/review-decisions.ts';
import { requireDecision } from './conversion-record.ts';
import { UnreadableReport } from './report-error.ts';
import { parseReportJson } from './report-json.ts';

const text = lazy(() => z.string().nullish());

/** CyberSource: `GET /reporting/v3/conversion-details`. */
const answer = lazy(() =>
  z.object({
    conversionDetails: z
      .array(
        z.object({
          merchantReferenceNumber: text(),
          conversionTime: text(),
          requestId: text(),
          originalDecision: text(),
          newDecision: text(),
          reviewer: text(),
          reviewerComments: text(),
        }),
      )
      .default([]),
  }),
);

/** The rows of the answer. @throws UnreadableReport for what is no such answer, and for a row that lacks something. */
export function parseConversionDetails(json: string): readonly ReviewDecision[] {
  const { data } = answer().safeParse(parseReportJson(json, 'conversion details'));
  if (data === undefined) throw new UnreadableReport("CyberSource's conversion details have another form.");
  return data.conversionDetails.map((row, index) =>
    requireDecision(
      new Map([
        ['RequestID', row.requestId ?? ''],
        ['MerchantReferenceNumber', row.merchantReferenceNumber ?? ''],
        ['ConversionDate', row.conversionTime ?? ''],
        ['OriginalDecision', row.originalDecision ?? ''],
        ['NewDecision', row.newDecision ?? ''],
        ['Reviewer', row.reviewer ?? ''],
        ['ReviewerComments', row.reviewerComments ?? ''],
      ]),
      index + 1,
    ),
  );
}
