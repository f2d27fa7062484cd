/** `GET /reporting/v3/report-definitions` and one of them. */
import {
  definitionOf,
  reportDefinitions,
  type ReportDefinition,
} from '../../../records/reports/report-definitions.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { toReportAbsence, toReportRefusal } from './report-problem.ts';
import { parameter } from './report-query.ts';

const TYPES = ['CUSTOM', 'STANDARD', 'CLASSIC'];

/** All kinds of reports, and one with its fields. */
export function createDefinitionEndpoints({ now }: EndpointDeps): {
  readonly list: Endpoint;
  readonly read: Endpoint;
} {
  return {
    list: (call) => ({
      commit: () => {
        const type = parameter(call, 'subscriptionType') ?? 'CUSTOM';
        if (!TYPES.includes(type))
          return toReportRefusal(now(), 'The subscription type is not CUSTOM, STANDARD or CLASSIC.', [
            { field: 'subscriptionType', reason: 'INVALID_DATA' },
          ]);
        const definitions = reportDefinitions.map((definition) => toSummary(definition, type));
        return { status: 200, body: { reportDefinitions: definitions } };
      },
    }),
    read: (call) => ({
      commit: () => {
        const definition = definitionOf(call.id);
        if (!definition) return toReportAbsence(now(), `There is no report definition ${call.id}.`);
        const attributes = definition.fields.map(({ id, name }, index) => ({
          id,
          name,
          description: name,
          filterType: null,
          default: true,
          required: index === 0,
          supportedType: ['application/xml', 'text/csv'],
        }));
        return {
          status: 200,
          body: { ...toSummary(definition, parameter(call, 'subscriptionType') ?? 'CUSTOM'), attributes },
        };
      },
    }),
  };
}

// `reportDefintionName` is CyberSource's spelling.
function toSummary({ id, name, description }: ReportDefinition, subscriptionType: string): object {
  return {
    type: 'reportDefinition',
    reportDefinitionId: id,
    reportDefintionName: name,
    supportedFormats: ['application/xml', 'text/csv'],
    description,
    subscriptionType,
  };
}
