/** Reports that are ordered once: `POST /reporting/v3/reports`, their list and their status. */
import { z } from 'zod';
import { toTime } from '../../answers/answer.ts';
import { definitionOf } from '../../../records/reports/report-definitions.ts';
import type { AdhocReport } from '../../../records/reports/report-desk.ts';
import { readReportRecords } from '../../../records/reports/report-rows.ts';
import { isWithin, parseReportTime } from '../../../records/reports/report-window.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { fromReportBody, isOrder, readReportOrder, reportOrderSchema } from './report-order.ts';
import { toReportAbsence, toReportRefusal } from './report-problem.ts';
import { parameter, readWindow } from './report-query.ts';

const DAY_MS = 86_400_000;

const adhocSchema = reportOrderSchema.extend({ reportStartTime: z.string(), reportEndTime: z.string() });

/** Whether a report can be downloaded, and whether there is anything in it. */
type ReportStatus = 'COMPLETED' | 'NO_DATA';

/** Ordering, listing and reading. A report is complete as soon as it is ordered. */
export function createReportEndpoints(deps: EndpointDeps): {
  readonly create: Endpoint;
  readonly search: Endpoint;
  readonly read: Endpoint;
} {
  const { now, ids, reports } = deps;
  return {
    create: fromReportBody(adhocSchema, now, (asked, merchant) => {
      const order = readReportOrder(asked, merchant.id);
      if (!isOrder(order)) return toReportRefusal(now(), 'Fields are wrong.', order);
      const from = parseReportTime(asked.reportStartTime);
      const to = parseReportTime(asked.reportEndTime);
      if (!from || !to || from >= to)
        return toReportRefusal(now(), 'The start time is not before the end time.', [
          { field: from ? 'reportEndTime' : 'reportStartTime', reason: 'INVALID_DATA' },
        ]);
      const report = { ...order, id: ids.search(), window: { from, to }, orderedAt: now() };
      reports.order(report);
      return { status: 201, body: { reportId: report.id, status: statusOf(report, deps) } };
    }),
    search: (call) => ({
      commit: () => {
        const reading = readWindow(call, 366 * DAY_MS);
        if (!('window' in reading)) return toReportRefusal(now(), reading.message, reading.details);
        const by = parameter(call, 'timeQueryType');
        if (by !== 'reportTimeFrame' && by !== 'executedTime')
          return toReportRefusal(now(), 'timeQueryType is reportTimeFrame or executedTime.', [
            { field: 'timeQueryType', reason: by === undefined ? 'MISSING_FIELD' : 'INVALID_DATA' },
          ]);
        const matches = (name: string, value: string): boolean => (parameter(call, name) ?? value) === value;
        const found = reports
          .reports(call.merchant.id)
          .filter((report) =>
            isWithin(by === 'executedTime' ? report.orderedAt : report.window.from, reading.window),
          )
          .filter(
            (report) =>
              matches('reportMimeType', report.mimeType) &&
              matches('reportFrequency', 'ADHOC') &&
              matches('reportName', report.name) &&
              matches('reportDefinitionId', definitionId(report)) &&
              matches('reportStatus', statusOf(report, deps)),
          );
        if (found.length === 0) return toReportAbsence(now(), 'No report was found.');
        return {
          status: 200,
          body: { reportSearchResults: found.map((report) => toSearchResult(report, deps)) },
        };
      },
    }),
    read: ({ merchant, id }) => ({
      commit: () => {
        const report = reports.reports(merchant.id).find((each) => each.id === id);
        if (!report) return toReportAbsence(now(), `There is no report ${id}.`);
        return {
          status: 200,
          body: {
            ...toCommon(report),
            reportFields: report.fields,
            reportStatus: statusOf(report, deps),
            ...(report.filters !== undefined && { reportFilters: report.filters }),
            ...(report.preferences !== undefined && { reportPreferences: report.preferences }),
          },
        };
      },
    }),
  };
}

function statusOf(report: AdhocReport, deps: EndpointDeps): ReportStatus {
  const definition = definitionOf(report.definitionName);
  const records = definition ? readReportRecords(definition, report.organizationId, report.window, deps) : [];
  return records.length > 0 ? 'COMPLETED' : 'NO_DATA';
}

const definitionId = ({ definitionName }: AdhocReport): string =>
  String(definitionOf(definitionName)?.id ?? '');

function toCommon(report: AdhocReport): object {
  return {
    organizationId: report.organizationId,
    reportId: report.id,
    reportDefinitionId: definitionId(report),
    reportName: report.name,
    reportMimeType: report.mimeType,
    reportFrequency: 'ADHOC',
    reportStartTime: report.window.from.toISOString(),
    reportEndTime: report.window.to.toISOString(),
    timezone: report.timezone,
  };
}

function toSearchResult(report: AdhocReport, deps: EndpointDeps): object {
  const at = toTime(report.orderedAt);
  return {
    ...toCommon(report),
    status: statusOf(report, deps),
    queuedTime: at,
    reportGeneratingTime: at,
    reportCompletedTime: at,
    subscriptionType: 'CUSTOM',
    _link: { reportDownload: { href: downloadPath(report), method: 'GET' } },
  };
}

const downloadPath = ({ name, window }: AdhocReport): string =>
  `/reporting/v3/report-downloads?reportDate=${window.from.toISOString().slice(0, 10)}&reportName=${name}`;
