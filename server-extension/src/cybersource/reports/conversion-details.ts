import * as z from 'zod';
import type { ReviewDecision } from '../../payments/review/review-decisions.ts';
import { requireDecision } from './conversion-record.ts';

const text = z.string().nullish();

/** CyberSource: `GET /reporting/v3/conversion-details`. */
const answer = z.object({
  conversionDetails: z
    .array(
      z.object({
        merchantReferenceNumber: text,
        conversionTime: text,
        requestId: text,
        originalDecision: text,
        newDecision: text,
        reviewer: text,
        reviewerComments: text,
      }),
    )
    .default([]),
});

/**
 * The rows of the answer.
 *
 * @returns undefined for what is no such answer. @throws UnreadableReport for a row that lacks something.
 */
export function parseConversionDetails(json: string): readonly ReviewDecision[] | undefined {
  const parsed = answer.safeParse(parsedJson(json));
  return parsed.success
    ? parsed.data.conversionDetails.map((row, index) =>
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
      )
    : undefined;
}

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
