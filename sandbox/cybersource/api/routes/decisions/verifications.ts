/** `POST /risk/v1/address-verifications` and `/risk/v1/export-compliance-inquiries`. */
import { z } from 'zod';
import { link, toTime, type EndpointResponse } from '../../answers/answer.ts';
import { isRefusal, parseBody } from '../../requests/body.ts';
import { text } from '../../requests/scalars.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { refusalPlan } from '../entry.ts';

const reference = z.looseObject({ code: text(50).optional() }).optional();

const addressSchema = z.looseObject({
  clientReferenceInformation: reference,
  orderInformation: z.looseObject({
    billTo: z.looseObject({
      address1: text(60, 1),
      address2: text(60).optional(),
      administrativeArea: text(20).optional(),
      country: text(2, 2),
      locality: text(50).optional(),
      postalCode: text(14).optional(),
    }),
  }),
});

const exportSchema = z.looseObject({
  clientReferenceInformation: reference,
  orderInformation: z.looseObject({
    billTo: z.looseObject({
      firstName: text(60).optional(),
      lastName: text(60).optional(),
      company: z.looseObject({ name: text(60).optional() }).optional(),
      country: text(2, 2).optional(),
    }),
  }),
});

/** The company of CyberSource's sample “customer match denied parties list”. */
const DENIED_COMPANY = 'A & C International Trade, Inc';

/** An address without a house number is not found. One company is in the list of denied parties. */
export function createVerificationEndpoints(deps: EndpointDeps): {
  readonly address: Endpoint;
  readonly exportCompliance: Endpoint;
} {
  return {
    address: ({ body }) => {
      const request = parseBody(addressSchema, body);
      if (isRefusal(request)) return refusalPlan(request, deps);
      const { billTo } = request.orderInformation;
      return {
        commit: () => {
          const isFound = /\d/.test(billTo.address1);
          return answer(deps, request.clientReferenceInformation, {
            status: isFound ? 'COMPLETED' : 'DECLINED',
            ...(isFound
              ? { addressVerificationInformation: { resultCode: 'AA', ...standardized(billTo) } }
              : {
                  message: 'House/Box number not found on street.',
                  errorInformation: {
                    reason: 'UNVERIFIABLE_ADDRESS',
                    message: 'The address cannot be verified.',
                  },
                }),
          });
        },
      };
    },
    exportCompliance: ({ body }) => {
      const request = parseBody(exportSchema, body);
      if (isRefusal(request)) return refusalPlan(request, deps);
      return {
        commit: () => {
          const isDenied = request.orderInformation.billTo.company?.name === DENIED_COMPANY;
          return answer(deps, request.clientReferenceInformation, {
            status: isDenied ? 'DECLINED' : 'COMPLETED',
            exportComplianceInformation: isDenied
              ? { infoCodes: ['MATCH-DPC'], watchList: { matches: [{ programs: ['DPL'] }] } }
              : { infoCodes: [] },
            ...(isDenied && {
              message: 'The customer matched the Denied Parties List',
              errorInformation: {
                reason: 'CUSTOMER_WATCHLIST_MATCH',
                message: 'The customer matched the Denied Parties List',
              },
            }),
          });
        },
      };
    },
  };
}

function answer(
  { ids, now }: EndpointDeps,
  clientReferenceInformation: { readonly code?: string | undefined } | undefined,
  body: object,
): EndpointResponse {
  const id = ids.transaction();
  return {
    status: 201,
    body: {
      id,
      submitTimeUtc: toTime(now()),
      ...(clientReferenceInformation && {
        clientReferenceInformation: { code: clientReferenceInformation.code },
      }),
      ...body,
      _links: { self: link('GET', `/tss/v2/transactions/${id}`) },
    },
  };
}

function standardized({
  address1,
  address2 = '',
  locality = '',
  administrativeArea = '',
  postalCode = '',
  country,
}: z.infer<typeof addressSchema>['orderInformation']['billTo']): object {
  const csp = `${locality} ${administrativeArea} ${postalCode}`.trim().toUpperCase();
  return {
    addressType: 'S',
    standardAddress: {
      address1: {
        withoutApartment: address1.toUpperCase(),
        withApartment: `${address1} ${address2}`.trim().toUpperCase(),
      },
      city: locality.toUpperCase(),
      country: country.toUpperCase(),
      csp,
      state: administrativeArea.toUpperCase(),
      postalCode,
    },
  };
}
