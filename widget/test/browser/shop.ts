/** A shop for the widget's browser tests: its page, the extension's two public routes, and orders. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import less from 'less';
import type { RunningMicroform } from '../../../sandbox/test/cybersource/microform/a-microform.ts';
import { buildWidget } from '../../build.ts';
import { shopPage } from './shop-page.ts';

const require = createRequire(import.meta.url);

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: string;
  readonly body: string;
}

/** A payment as the shop received it. */
export interface ReceivedPayment {
  readonly [field: string]: unknown;
  readonly customProperties: Readonly<Record<string, string>>;
}

export interface Shop {
  readonly origin: string;
  /** Everything that reached the shop's origin. */
  readonly requests: ReceivedRequest[];
  /** Payments of each order. */
  readonly orders: ReceivedPayment[][];
  /** Answers to the next orders; without one an order is accepted. */
  readonly declines: string[];
  /** What `/keys` does to a capture context before it hands it out. */
  tamper: (captureContext: string) => string;
  close(): Promise<void>;
}

const LIBRARIES: Readonly<Record<string, string>> = {
  'knockout=3.5': 'knockout',
  'knockout=3.4': 'knockout34',
  'jquery=3': 'jquery3',
  'jquery=2': 'jquery2',
};

/** Builds the widget and serves it. `?knockout=3.4&jquery=2` and `?widgets=2` change the page. */
export async function startShop(microform: RunningMicroform): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'widget-'));
  await buildWidget(folder);
  const files = join(folder, 'widget/cybersourcePayment');
  const { css } = await less.render(await readFile(join(files, 'less/widget.less'), 'utf8'));

  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const shop: Shop = {
    origin,
    requests: [],
    orders: [],
    declines: [],
    tamper: (captureContext) => captureContext,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };

  let chosen = new Map<string, string>();
  const app = express();
  app.use(express.text({ type: () => true }), (req, _res, next) => {
    const body = typeof req.body === 'string' ? req.body : '';
    shop.requests.push({ method: req.method, url: req.url, headers: JSON.stringify(req.headers), body });
    next();
  });
  app.get('/checkout', (req, res) => {
    const choice = (name: string, otherwise: string): string => {
      const given = req.query[name];
      return typeof given === 'string' ? given : otherwise;
    };
    chosen = new Map([
      ['knockout', choice('knockout', '3.5')],
      ['jquery', choice('jquery', '3')],
    ]);
    res.type('html').send(shopPage(css, Number(choice('widgets', '1'))));
  });
  app.get('/lib/require.js', (_req, res) => {
    res.sendFile(require.resolve('requirejs/require.js'));
  });
  app.get('/lib/:name.js', (req, res) => {
    const { name } = req.params;
    res.sendFile(require.resolve(LIBRARIES[`${name}=${chosen.get(name)}`] ?? name));
  });
  app.use('/widget', express.static(files));
  app.get('/ccstorex/custom/isv-payment/v2/paymentMethods', (_req, res) => {
    res.json({ paymentMethods: [{ type: 'card', config: { payerAuthEnabled: false } }] });
  });
  app.post('/ccstorex/custom/isv-payment/v2/keys', async (req, res) => {
    const { targetOrigin } = JSON.parse(String(req.body)) as { targetOrigin: string };
    const captureContext = await microform.openContext({ targetOrigins: [targetOrigin] });
    res.json({ captureContext: shop.tamper(captureContext), cipher: { encrypted: 'c2VhbA==', iv: 'aXY=' } });
  });
  app.post('/orders', (req, res) => {
    shop.orders.push((JSON.parse(String(req.body)) as { payments: ReceivedPayment[] }).payments);
    const message = shop.declines.shift();
    res.json(
      message === undefined
        ? { state: 'SUBMITTED', payments: [{ paymentState: 'AUTHORIZED' }] }
        : { state: 'INCOMPLETE', payments: [{ paymentState: 'AUTHORIZE_FAILED', message }] },
    );
  });
  server.on('request', app);
  return shop;
}
