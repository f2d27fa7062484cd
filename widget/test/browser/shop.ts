/** A shop for the widget's browser tests: its page, the extension's public routes, and orders. */
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
import { copyWidget } from '../../../scripts/src/package/kept-builds.ts';
import { startIssuer } from './issuer.ts';
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
  /** Where the issuer's pages are. */
  readonly issuer: string;
  /** Everything that reached the shop's origin. */
  readonly requests: ReceivedRequest[];
  /** Payments of each order. */
  readonly orders: ReceivedPayment[][];
  /** Answers to the next orders; without one an order is accepted. */
  readonly declines: string[];
  /** What the extension offers. */
  methods: readonly { readonly type: string; readonly config: object }[];
  savedCards: object[];
  /** How the next orders end; without one, an order is accepted unless `declines` says otherwise. */
  readonly challenges: object[];
  /** The token for device data collection; `silent` is never answered. */
  collectionToken: string;
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

export const CARD_ONLY = [{ type: 'card', config: { payerAuthEnabled: false } }];

/** Builds the widget and serves it. `?knockout=3.4&jquery=2` and `?widgets=2` change the page. */
export async function startShop(microform: RunningMicroform): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'widget-'));
  await copyWidget(folder);
  const files = join(folder, 'widget/cybersourcePayment');
  const { css } = await less.render(await readFile(join(files, 'less/widget.less'), 'utf8'));

  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const issuer = await startIssuer(origin);
  const shop: Shop = {
    origin,
    issuer: issuer.origin,
    requests: [],
    orders: [],
    declines: [],
    methods: CARD_ONLY,
    savedCards: [],
    challenges: [],
    collectionToken: 'ddc',
    tamper: (captureContext) => captureContext,
    close: async () => {
      server.closeAllConnections();
      server.close();
      issuer.close();
      await rm(folder, { recursive: true });
    },
  };

  /** Whether the last order was accepted. */
  let isPlaced = false;
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
    const page = shopPage({
      css,
      placements: Number(choice('widgets', '1')),
      language: choice('language', 'en'),
      profile: choice('profile', ''),
    });
    res.type('html').send(page);
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
    res.json({ paymentMethods: shop.methods });
  });
  app.post('/ccstorex/custom/isv-payment/v2/keys', async (req, res) => {
    const { targetOrigin } = JSON.parse(String(req.body)) as { targetOrigin: string };
    const captureContext = await microform.openContext({ targetOrigins: [targetOrigin] });
    res.json({ captureContext: shop.tamper(captureContext), cipher: { encrypted: 'c2VhbA==', iv: 'aXY=' } });
  });
  app.post('/orders', (req, res) => {
    shop.orders.push((JSON.parse(String(req.body)) as { payments: ReceivedPayment[] }).payments);
    const challenge = shop.challenges.shift();
    isPlaced = challenge === undefined && shop.declines.length === 0;
    if (challenge !== undefined) {
      const payment = { uiIntervention: 'payerAuthRequired', customPaymentProperties: challenge };
      res.json({ id: 'o1', uuid: 'u1', state: 'INCOMPLETE', payments: [payment] });
      return;
    }
    const message = shop.declines.shift();
    res.json(
      message === undefined
        ? { state: 'SUBMITTED', payments: [{ paymentState: 'AUTHORIZED' }] }
        : { state: 'INCOMPLETE', payments: [{ paymentState: 'AUTHORIZE_FAILED', message }] },
    );
  });
  app.get('/orders/:id', (_req, res) => {
    res.json({ id: 'o1', state: isPlaced ? 'SUBMITTED' : 'INCOMPLETE', payments: [] });
  });
  const routes = '/ccstorex/custom/isv-payment/v2';
  app.get(`${routes}/savedCards`, (_req, res) => {
    res.json({ items: shop.savedCards });
  });
  app.post(`${routes}/savedCards/:change`, (req, res) => {
    const { id, ...change } = JSON.parse(String(req.body)) as { id: string };
    shop.savedCards = shop.savedCards
      .filter((card) => req.params.change !== 'delete' || Reflect.get(card, 'id') !== id)
      .map((card) => (Reflect.get(card, 'id') === id ? { ...card, ...change } : card));
    res.json({});
  });
  app.post(`${routes}/checkout/state`, (req, res) => {
    const { checkoutId } = JSON.parse(String(req.body)) as { checkoutId: string };
    const isOf = ([payment]: ReceivedPayment[]): boolean =>
      payment?.customProperties['checkoutId'] === checkoutId;
    if (!shop.orders.some(isOf)) res.json({ state: 'none' });
    else res.json(isPlaced ? { state: 'paid', orderId: 'o1' } : { state: 'not-paid' });
  });
  app.post(`${routes}/payerAuth/setup`, (_req, res) => {
    res.json({
      accessToken: shop.collectionToken,
      referenceId: 'ref1',
      deviceDataCollectionUrl: `${issuer.origin}/collect`,
    });
  });
  app.post(`${routes}/payerAuth/returnUrl`, (req, res) => {
    const id = new URLSearchParams(String(req.body)).get('TransactionId') ?? '';
    res.type('html').send(`<script>parent.postMessage(
      { messageType: 'transactionValidation', message: ${JSON.stringify(id)} }, location.origin);</script>`);
  });
  server.on('request', app);
  return shop;
}
