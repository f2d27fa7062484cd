/** What `POST /reports` and `PUT /report-subscriptions` say about a report, checked. */
import { z } from 'zod';
import { definitionOf } from '../../../records/reports/report-definitions.ts';
import type { ReportOrder } from '../../../records/reports/report-desk.ts';
import { toTimeZone } from '../../../records/reports/report-window.ts';
import type { EndpointResponse } from '../../answers/answer.ts';
import type { Merchant } from '../../../access/merchants/merchants.ts';
import type { Endpoint } from '../endpoint.ts';
import { type ReportFieldProblem, toReportRefusal } from './report-problem.ts';

/** The fields that both have. */
export const reportOrderSchema = z.looseObject({
  reportDefinitionName: z.string(),
  reportName: z.string().regex(/^[\w-]{1,250}$/),
  reportMimeType: z.enum(['application/xml', 'text/csv']).default('application/xml'),
  timezone: z.string().default('GMT'),
  reportFields: z.array(z.string()).default([]),
  reportFilters: z.unknown().optional(),
  reportPreferences: z.unknown().optional(),
  groupName: z.string().optional(),
});

/** An endpoint for a body in this form; 400 with the faulty fields of another one. */
export const fromReportBody =
  <Schema extends z.ZodType>(
    schema: Schema,
    now: () => Date,
    use: (asked: z.output<Schema>, merchant: Merchant) => EndpointResponse,
  ): Endpoint =>
  ({ merchant, body }) => ({
    commit: () => {
      const asked = schema.safeParse(body ?? {});
      return asked.success
        ? use(asked.data, merchant)
        : toReportRefusal(now(), 'Fields are missing or wrong.', toFieldProblems(asked.error, body ?? {}));
    },
  });

/** The order, or the fields that CyberSource would name. */
export function readReportOrder(
  body: z.infer<typeof reportOrderSchema>,
  organizationId: string,
): ReportOrder | readonly ReportFieldProblem[] {
  const { reportDefinitionName: definitionName, timezone, reportFields: fields } = body;
  const definition = definitionOf(definitionName);
  const wrong = [
    ...(definition ? [] : ['reportDefinitionName']),
    ...(toTimeZone(timezone) === undefined ? ['timezone'] : []),
    ...(definition && fields.some((field) => definition.fields.every(({ id }) => id !== field))
      ? ['reportFields']
      : []),
  ];
  if (wrong.length > 0) return wrong.map((field) => ({ field, reason: 'INVALID_DATA' }));
  return {
    organizationId,
    name: body.reportName,
    definitionName,
    fields,
    mimeType: body.reportMimeType,
    timezone,
    ...(body.reportFilters !== undefined && { filters: body.reportFilters }),
    ...(body.reportPreferences !== undefined && { preferences: body.reportPreferences }),
    ...(body.groupName !== undefined && { groupName: body.groupName }),
  };
}

/** Tells the two apart. */
export const isOrder = (order: ReportOrder | readonly ReportFieldProblem[]): order is ReportOrder =>
  !Array.isArray(order);

/** The fields of a body that its schema does not accept. */
function toFieldProblems({ issues }: z.ZodError, body: unknown): readonly ReportFieldProblem[] {
  return issues.map(({ path: [field = ''] }) => ({
    field: String(field),
    reason:
      body !== null && typeof body === 'object' && Reflect.get(body, field) !== undefined
        ? 'INVALID_DATA'
        : 'MISSING_FIELD',
  }));
}
