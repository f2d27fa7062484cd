/** `POST /risk/v1/lists/{type}/entries` and `POST /risk/v1/decisions/{id}/marking`. */
import { z } from 'zod';
import { link, toTime, type EndpointResponse } from '../../answers/answer.ts';
import type { RiskListType } from '../../../records/decisions/risk-lists.ts';
import { invalid, noSuchTransaction } from '../../../model/refusal.ts';
import { isRefusal, parseBody } from '../../requests/body.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { answerRefusal, refusalPlan } from '../entry.ts';

const TYPES: readonly RiskListType[] = ['positive', 'negative', 'review'];

const reference = z.looseObject({ code: z.string().optional() }).optional();

const listSchema = z.looseObject({
  clientReferenceInformation: reference,
  orderInformation: z.looseObject({}).optional(),
  riskInformation: z.looseObject({
    markingDetails: z.looseObject({ action: z.enum(['add', 'convert', 'delete']) }),
  }),
});

const markingSchema = z.looseObject({
  clientReferenceInformation: reference,
  riskInformation: z.looseObject({
    markingDetails: z.looseObject({
      action: z.enum(['add', 'clear', 'hide']).default('add'),
      reason: z.string().optional(),
      notes: z.string().optional(),
      fieldsIncluded: z.array(z.string()).optional(),
    }),
  }),
});

/** An entry takes effect on the next payment that names its e-mail address. */
export function createListEndpoints(deps: EndpointDeps): {
  readonly change: Endpoint;
  readonly mark: Endpoint;
} {
  const { riskLists, cases, ledger } = deps;
  return {
    change: ({ merchant, id, body }) => {
      const type = TYPES.find((each) => each === id);
      if (!type) return refusalPlan(invalid('type'), deps);
      const request = parseBody(listSchema, body);
      if (isRefusal(request)) return refusalPlan(request, deps);
      return {
        commit: () => {
          const values = flattened({ orderInformation: request.orderInformation ?? {} });
          const { action } = request.riskInformation.markingDetails;
          const entry = { type, merchantId: merchant.id, values };
          if (action !== 'add') for (const other of TYPES) riskLists.remove({ ...entry, type: other });
          if (action !== 'delete') riskLists.add(entry);
          return completed(request.clientReferenceInformation, deps);
        },
      };
    },
    mark: ({ merchant, id, body }) => {
      const request = parseBody(markingSchema, body);
      if (isRefusal(request)) return refusalPlan(request, deps);
      return {
        commit: () => {
          if (!cases.find(merchant.id, id) && !ledger.find(merchant.id, id))
            return answerRefusal(noSuchTransaction, deps);
          const { action, reason, notes } = request.riskInformation.markingDetails;
          riskLists.mark({ merchantId: merchant.id, requestId: id, action, reason, notes });
          return completed(request.clientReferenceInformation, deps);
        },
      };
    },
  };
}

function completed(
  clientReferenceInformation: { readonly code?: string | undefined } | undefined,
  { ids, now }: EndpointDeps,
): EndpointResponse {
  const id = ids.transaction();
  return {
    status: 201,
    body: {
      id,
      submitTimeUtc: toTime(now()),
      status: 'COMPLETED',
      ...(clientReferenceInformation?.code !== undefined && {
        clientReferenceInformation: { code: clientReferenceInformation.code },
      }),
      _links: { self: link('GET', `/tss/v2/transactions/${id}`) },
    },
  };
}

/** `{ 'orderInformation.billTo.email': 'ada@example.com' }`. */
function flattened(value: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, string][] => {
      const path = prefix === '' ? key : `${prefix}.${key}`;
      if (inner !== null && typeof inner === 'object')
        return Object.entries(flattened(inner as object, path));
      return typeof inner === 'string' ? [[path, inner]] : [];
    }),
  );
}
