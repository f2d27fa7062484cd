import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Transport } from '../../cybersource/client/transport.ts';
import { Problem } from '../../domain/problem.ts';
import type { HandleRequest } from '../../http/answer.ts';
import { type Request, ROUTE_PREFIX } from '../../http/route.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import type { SampleDelivery } from './sample-payments.ts';

/** CyberSource: payments, the answer to an authorization. Every payment is approved, and no byte leaves the process. */
export const approvingTransport: Transport = {
  async exchange({ body = '{}' }) {
    const { clientReferenceInformation, orderInformation } = JSON.parse(body) as {
      readonly clientReferenceInformation?: { readonly code: string };
      readonly orderInformation?: {
        readonly amountDetails: { readonly totalAmount: string; readonly currency: string };
      };
    };
    const { totalAmount, currency } = orderInformation?.amountDetails ?? {};
    const text = JSON.stringify({
      clientReferenceInformation,
      id: '7000000000000000000001',
      orderInformation: { amountDetails: { authorizedAmount: totalAmount, currency } },
      processorInformation: {
        approvalCode: '831000',
        responseCode: '100',
        avs: { code: 'Y', codeRaw: 'Y' },
        cardVerification: { resultCode: 'M' },
      },
      status: 'AUTHORIZED',
      submitTimeUtc: new Date().toISOString(),
    });
    return { kind: 'answered', status: 201, date: new Date().toUTCString(), text };
  },
  close: async () => undefined,
};

/** OCC cannot be asked: what is not in a sample is not there. */
export const noOcc = new Proxy({} as OccApi, {
  get: () => async () => {
    throw new Problem('gateway-failure', 'A warm-up asks nobody.');
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
