import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Problem } from '../../domain/problem.ts';
import type { HandleRequest } from '../../http/answer.ts';
import { type Request, ROUTE_PREFIX } from '../../http/route.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import type { SampleDelivery } from './sample-payments.ts';

/** OCC's API during a warm-up: every call fails, so that none leaves the process. */
export const noOcc = new Proxy({} as OccApi, {
  get: () => async () => {
    throw new Problem('gateway-failure', 'A warm-up makes no calls to OCC.');
  },
});

/** Hands the webhook over as Node's HTTP server would, without a connection. Resolves with the text of the answer. */
export function deliver(answer: HandleRequest, { body, signature }: SampleDelivery): Promise<string> {
  const req = Object.assign(new IncomingMessage(new Socket()), {
    method: 'POST',
    url: `${ROUTE_PREFIX}/payments`,
    // All of it has arrived.
    complete: true,
    headers: {
      'content-type': 'application/json',
      'content-length': String(body.length),
      'x-oracle-cc-webhook-signature-sha512': signature,
    },
  });
  req.push(body);
  req.push(null);
  const res = new ServerResponse(req);
  return new Promise((resolve) => {
    res.end = (text: unknown) => {
      resolve(String(text));
      return res;
    };
    answer(req satisfies Request, res);
  });
}
