/** The calls of Decision Manager and of address and export checks, and their paths. */
import { call, type ApiCall } from '../api-call.ts';
import type { EndpointDeps } from '../deps.ts';
import { createCaseEndpoints } from './cases.ts';
import { createListEndpoints } from './lists.ts';
import { createRiskRequestEndpoint } from './risk-request.ts';
import { createVerificationEndpoints } from './verifications.ts';

/** All of them. */
export function createDecisionCalls(deps: EndpointDeps): readonly ApiCall[] {
  const cases = createCaseEndpoints(deps);
  const lists = createListEndpoints(deps);
  const verifications = createVerificationEndpoints(deps);
  const post = (path: string, endpoint: ApiCall['endpoint']): ApiCall =>
    call('post', `/risk/v1/${path}`, 'decisions', endpoint);
  return [
    post('decisions', createRiskRequestEndpoint(deps)),
    post('decisions/:id/actions', cases.decide),
    post('decisions/:id/comments', cases.comment),
    post('decisions/:id/marking', lists.mark),
    post('lists/:id/entries', lists.change),
    post('address-verifications', verifications.address),
    post('export-compliance-inquiries', verifications.exportCompliance),
  ];
}
