/** Reports that come by themselves: `/reporting/v3/report-subscriptions`, `PUT …/predefined-report-subscriptions`. */
import { z } from 'zod';
import { definitionOf } from '../../../records/reports/report-definitions.ts';
import { predefinedName, type ReportSubscription } from '../../../records/reports/report-desk.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { fromReportBody, isOrder, readReportOrder, reportOrderSchema } from './report-order.ts';
import { toReportAbsence, toReportRefusal } from './report-problem.ts';

const schedule = {
  reportInterval: z.string().optional(),
  startTime: z
    .string()
    .regex(/^([01]\d|2[0-3])[0-5]\d$/)
    .default('0000'),
  startDay: z.coerce.number().int().min(1).max(31).default(1),
};

const customSchema = reportOrderSchema.extend({
  ...schedule,
  reportFields: z.array(z.string()).min(1),
  reportFrequency: z.enum(['DAILY', 'WEEKLY', 'MONTHLY', 'USER_DEFINED']),
});

const predefinedSchema = reportOrderSchema.extend({
  ...schedule,
  reportName: z.string().optional(),
  subscriptionType: z.enum(['CLASSIC', 'STANDARD']),
  reportFrequency: z.enum(['DAILY', 'WEEKLY', 'MONTHLY', 'USER_DEFINED']).default('DAILY'),
  subscriptionStatus: z.enum(['ACTIVE', 'INACTIVE']).default('ACTIVE'),
});

/** Making, listing, reading and ending them. */
export function createSubscriptionEndpoints({ now, reports }: EndpointDeps): {
  readonly create: Endpoint;
  readonly createPredefined: Endpoint;
  readonly list: Endpoint;
  readonly read: Endpoint;
  readonly remove: Endpoint;
} {
  return {
    create: fromReportBody(customSchema, now, (asked, merchant) => {
      const order = readReportOrder(asked, merchant.id);
      if (!isOrder(order)) return toReportRefusal(now(), 'Fields are wrong.', order);
      const { reportFrequency: frequency, reportInterval: interval, startTime, startDay } = asked;
      const isNew = reports.subscribe({
        ...order,
        frequency,
        interval,
        startTime,
        startDay,
        type: 'CUSTOM',
      });
      return { status: isNew ? 201 : 200 };
    }),
    createPredefined: fromReportBody(predefinedSchema, now, (asked, merchant) => {
      const { reportDefinitionName, subscriptionType: type, reportFrequency: frequency } = asked;
      const { reportInterval: interval, startTime, startDay, subscriptionStatus } = asked;
      const name = asked.reportName ?? predefinedName(reportDefinitionName, type, frequency);
      const order = readReportOrder({ ...asked, reportName: name }, merchant.id);
      if (!isOrder(order)) return toReportRefusal(now(), 'Fields are wrong.', order);
      if (subscriptionStatus === 'INACTIVE') {
        reports.unsubscribe(merchant.id, name);
        return { status: 200 };
      }
      const isNew = reports.subscribe({ ...order, frequency, interval, startTime, startDay, type });
      return { status: isNew ? 201 : 200 };
    }),
    list: ({ merchant }) => ({
      commit: () => {
        const subscriptions = reports.subscriptions(merchant.id);
        return subscriptions.length === 0
          ? toReportAbsence(now(), 'There is no subscription.')
          : { status: 200, body: { subscriptions: subscriptions.map(toBody) } };
      },
    }),
    read: ({ merchant, id }) => ({
      commit: () => {
        const found = reports.subscriptions(merchant.id).find(({ name }) => name === id);
        return found
          ? { status: 200, body: toBody(found) }
          : toReportAbsence(now(), `There is no subscription ${id}.`);
      },
    }),
    remove: ({ merchant, id }) => ({
      commit: () =>
        reports.unsubscribe(merchant.id, id)
          ? { status: 200 }
          : toReportAbsence(now(), `There is no subscription ${id}.`),
    }),
  };
}

function toBody(subscription: ReportSubscription): object {
  const { organizationId, definitionName, frequency, interval, filters, preferences, groupName } =
    subscription;
  return {
    organizationId,
    reportDefinitionId: String(definitionOf(definitionName)?.id ?? ''),
    reportDefinitionName: definitionName,
    reportMimeType: subscription.mimeType,
    reportFrequency: frequency,
    ...(interval !== undefined && { reportInterval: interval }),
    reportName: subscription.name,
    timezone: subscription.timezone,
    startTime: subscription.startTime,
    startDay: subscription.startDay,
    reportFields: subscription.fields,
    ...(filters !== undefined && { reportFilters: filters }),
    ...(preferences !== undefined && { reportPreferences: preferences }),
    ...(groupName !== undefined && { groupId: groupName }),
  };
}
