/** The issuer's side of payer authentication: device data collection and the page that asks the shopper. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';

export interface Issuer {
  readonly origin: string;
  close(): void;
}

export async function startIssuer(shop: string): Promise<Issuer> {
  const app = express();
  app.use(express.urlencoded({ extended: false }));
  app.post('/collect', (req, res) => {
    // `silent`: a partner of the issuer that is down.
    if ((req.body as { JWT?: string }).JWT === 'silent') return void res.type('html').send('');
    const message = JSON.stringify({ MessageType: 'profile.completed', SessionId: '1', Status: true });
    res.type('html').send(`<script>parent.postMessage(${JSON.stringify(message)}, '*')</script>`);
  });
  app.post('/step-up', (req, res) => {
    const { JWT = '' } = req.body as { JWT?: string };
    res.type('html').send(`<!doctype html><html lang="en"><title>Issuer</title><body>
      <h1>Your bank</h1>
      <form method="post" action="${shop}/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl">
        <input type="hidden" name="TransactionId" value="${JWT}" />
        <button>Yes, it is me</button>
      </form></body></html>`);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
