/** `GET /reporting/v3/conversion-details`: what reviewers decided in at most 24 hours. Nothing decided: 404. */
import { toTime } from '../../answers/answer.ts';
import { isWithin } from '../../../records/reports/report-window.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { toReportAbsence, toReportRefusal } from './report-problem.ts';
import { parameter, readWindow } from './report-query.ts';

const DAY_MS = 86_400_000;

/** CyberSource refuses old dates and does not say from which age on: an assumption of the sandbox. */
const OLDEST_MS = 180 * DAY_MS;

/** One row a decision, in the order in which they were made. */
export function createConversionDetailsEndpoint({ cases, now, rules }: EndpointDeps): Endpoint {
  return (call) => ({
    commit: () => {
      const reading = readWindow(call, DAY_MS);
      if (!('window' in reading)) return toReportRefusal(now(), reading.message, reading.details);
      const { window } = reading;
      if (!rules.lenient && now().getTime() - window.from.getTime() > OLDEST_MS)
        return toReportRefusal(now(), 'The start time is more than 180 days ago.', [
          { field: 'startTime', reason: 'INVALID_DATA' },
        ]);
      const rows = cases.ofMerchant(call.merchant.id).flatMap((each) =>
        each.decision && isWithin(each.decision.at, window)
          ? [
              {
                merchantReferenceNumber: each.reference ?? '',
                conversionTime: toTime(each.decision.at),
                requestId: each.requestId,
                originalDecision: 'REVIEW',
                newDecision: each.decision.newDecision,
                reviewer: each.decision.reviewer,
                reviewerComments: each.decision.comments ?? '',
                queue: each.queue,
                profile: each.profile,
                notes: each.notes.map(({ time, addedBy, comments }) => ({
                  time: toTime(time),
                  addedBy,
                  comments,
                })),
              },
            ]
          : [],
      );
      if (rows.length === 0) return toReportAbsence(now(), 'No conversion was found.');
      rows.sort((one, other) => one.conversionTime.localeCompare(other.conversionTime));
      return {
        status: 200,
        body: {
          organizationId: parameter(call, 'organizationId') ?? call.merchant.id,
          startTime: window.from.toISOString(),
          endTime: window.to.toISOString(),
          conversionDetails: rows,
        },
      };
    },
  });
}
