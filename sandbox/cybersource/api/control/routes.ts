/** The control API over HTTP: its own port, its own prefix, this machine only. */
import express, { type Express, type RequestHandler } from 'express';
import { refuseOtherMethods, toWrongMethodSentence } from '../../../other-methods.ts';
import { masked } from '../../values/mask.ts';
import { merchantSchema } from '../../access/merchants/merchants.ts';
import { accept } from './accept.ts';
import type { Control } from './control.ts';
import { addNotificationRoutes } from './notification-routes.ts';
import { caseDecision, clockSetting, dispute, faultOrder, lag, settlementChange, trigger } from './orders.ts';

/** The application that listens on the control port. */
export function createControlApp(control: Control): Express {
  const routes = express.Router();

  routes.get('/control/ledger', (req, res) => {
    res.json(
      control.ledger({
        reference: queryOf(req.query, 'reference'),
        merchantId: queryOf(req.query, 'merchantId'),
      }),
    );
  });
  routes.get('/control/device-profiles', (_req, res) => {
    res.json(control.deviceProfiles());
  });
  routes.get('/control/calls', (_req, res) => {
    res.json(control.calls());
  });
  routes.get('/control/triggers', (_req, res) => {
    res.json(control.triggers());
  });
  routes.post('/control/triggers', accept(trigger, control.addTrigger));
  routes.delete('/control/triggers', (_req, res) => {
    control.clearTriggers();
    res.status(204).end();
  });
  routes.get('/control/clock', (_req, res) => {
    res.json({ now: control.now().toISOString() });
  });
  routes.put('/control/clock', accept(clockSetting, control.setClock));
  routes.get('/control/faults', (_req, res) => {
    res.json(control.pendingFaults());
  });
  routes.post('/control/faults', accept(faultOrder, control.orderFault));
  routes.delete('/control/faults', (_req, res) => {
    control.clearFaults();
    res.status(204).end();
  });
  routes.put(
    '/control/search-lag',
    accept(lag, ({ milliseconds }) => {
      control.setSearchLagMs(milliseconds);
    }),
  );
  routes.get('/control/mle-certificate', async (_req, res) => {
    res.type('application/x-pem-file').send(await control.mleCertificate());
  });
  routes.post('/control/merchants', accept(merchantSchema, control.addMerchant));
  routes.delete('/control/keys/:id', (req, res) => {
    res.status(control.retireKey(req.params.id) ? 204 : 404).end();
  });
  routes.post('/control/close-batch', (_req, res) => {
    control.closeBatch();
    res.status(204).end();
  });
  routes.post('/control/settle-batches', (_req, res) => {
    control.settleBatches();
    res.status(204).end();
  });
  routes.get('/control/settlements', (req, res) => {
    res.json(control.settlements(queryOf(req.query, 'merchantId') ?? 'testrest').map(masked));
  });
  routes.put(
    '/control/settlements',
    accept(settlementChange, ({ id, ...change }) => {
      control.changeSettlement(id, change);
    }),
  );
  routes.post('/control/disputes', accept(dispute, control.addDispute));
  routes.get('/control/cases', (req, res) => {
    res.json(control.cases(queryOf(req.query, 'merchantId') ?? 'testrest'));
  });
  routes.post(
    '/control/cases/decisions',
    accept(caseDecision, ({ merchantId, requestId, ...decision }) => {
      control.decideCase(merchantId, requestId, decision);
    }),
  );
  addNotificationRoutes(routes, control);
  routes.post('/control/reset', (_req, res) => {
    control.reset();
    res.status(204).end();
  });
  refuseOtherMethods(routes, (req, res) => {
    res.status(405).json({ message: toWrongMethodSentence(req) });
  });

  const app = express();
  app.disable('x-powered-by');
  app.use(thisMachineOnly, express.json(), routes);
  app.use((_req, res) => {
    res.status(404).json({ message: 'There is no such control.' });
  });
  return app;
}

// A page on the web must not steer or read the sandbox through the visitor's browser: neither by a request of its
// own nor by a host name that it points at this machine.
const thisMachineOnly: RequestHandler = (req, res, next) => {
  const origin = req.get('origin');
  if (
    !isLoopback(req.get('host')) ||
    (origin !== undefined && !isLoopback(/^https?:\/\/(.+)$/.exec(origin)?.[1]))
  ) {
    res.status(403).json({ message: 'The control API answers to this machine only.' });
    return;
  }
  if (origin !== undefined) res.set({ 'access-control-allow-origin': origin, vary: 'origin' });
  next();
};

const isLoopback = (host: string | undefined): boolean =>
  /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? '');

function queryOf(query: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = query[name];
  return typeof value === 'string' ? value : undefined;
}
