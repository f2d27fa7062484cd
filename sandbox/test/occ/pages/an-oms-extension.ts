/** An extension of a few lines that takes webhooks, captures and refunds and keeps a journal, for the operator's pages. */
import { createServer } from 'node:http';
import express, { type Request } from 'express';
import { close, listen } from '../../../listen.ts';
import { approve, type Json } from '../fake-extension.ts';

export interface OmsCall {
  readonly operation: string;
  readonly headers: Request['headers'];
  readonly body: Json;
}

export interface OmsExtension {
  readonly url: string;
  /** Captures and refunds that reached it. */
  readonly calls: OmsCall[];
  /** Refuses what comes next with this status and sentence; undefined takes it again. */
  refuse(answer?: { readonly status: number; readonly message: string }): void;
  /** Lets captures and refunds wait, noted in the journal, until the function that it returns is called. */
  hold(): () => void;
  close(): Promise<void>;
}

const ROOT = '/ccstorex/custom/isv-payment/v2';

export async function startOmsExtension(): Promise<OmsExtension> {
  const calls: OmsCall[] = [];
  let refusal: { status: number; message: string } | undefined;
  let held: Promise<void> = Promise.resolve();
  const app = express().use(express.json());

  app.post(`${ROOT}/payments`, (req, res) => {
    res.json(approve(req.body as Json));
  });
  app.post([`${ROOT}/capture`, `${ROOT}/refund`], async (req, res) => {
    const operation = req.path.slice(ROOT.length + 1);
    const body = req.body as Json;
    calls.push({ operation, headers: req.headers, body });
    await held;
    if (refusal !== undefined) {
      const body = { ...refusal, code: 'refused', errorCode: 'refused' };
      const declined = {
        responseCode: operation === 'capture' ? '12000' : '7000',
        responseReason: 'DECLINED',
      };
      res.status(refusal.status).json(refusal.status === 400 ? { ...body, ...declined } : body);
      return;
    }
    res.json({
      hostTransactionId: `80000000000000${10 + calls.length}`,
      amount: body['amount'],
      responseCode: operation === 'capture' ? '11000' : '3000',
      responseReason: 'PENDING',
    });
  });
  app.get(`${ROOT}/operations/journal`, (req, res) => {
    const rows = calls.filter(({ body }) => body['merchantReferenceNumber'] === req.query['orderId']);
    res.json(
      rows.map(({ operation, body }) => ({
        at: '2026-01-01T00:00:00.000Z',
        type: operation,
        caller: 'oms',
        amount: body['amount'],
        currency: body['currency'],
        outcome: 'pending',
        merchantTransactionId: 'v1OurOwnId',
        state: 'PartiallyCaptured',
      })),
    );
  });

  const server = createServer(app);
  const url = `http://127.0.0.1:${await listen(server, 0, 'PORT')}`;
  return {
    url,
    calls,
    refuse: (answer) => {
      refusal = answer;
    },
    hold: () => {
      let release = (): void => undefined;
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    close: () => close(server),
  };
}
