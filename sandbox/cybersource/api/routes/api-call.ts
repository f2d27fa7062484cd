import type { FaultTarget } from '../http/fault-queue.ts';
import type { Endpoint } from './endpoint.ts';

/** One of CyberSource's calls: where it is found, and what it comes to. */
export interface ApiCall {
  readonly method: 'delete' | 'get' | 'patch' | 'post' | 'put';
  /** With `:id` and `:part` where the path names something. */
  readonly path: string;
  /** Where ordered faults strike. */
  readonly place: FaultTarget;
  readonly endpoint: Endpoint;
}

/** Writes one in one line. */
export const call = (
  method: ApiCall['method'],
  path: string,
  place: FaultTarget,
  endpoint: Endpoint,
): ApiCall => ({ method, path, place, endpoint });
