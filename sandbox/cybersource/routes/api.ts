/** CyberSource's paths. Mounted behind authentication. */
import express, { type Router } from 'express';
import { createCaptureEndpoint, createRefundEndpoint } from './captures-and-refunds.ts';
import type { EndpointDeps } from './deps.ts';
import { createHandlers } from './endpoint.ts';
import { createIncrementEndpoint } from './increments.ts';
import { createLookUpEndpoint, type LookUp } from './look-ups.ts';
import { createCreditEndpoint, createPaymentEndpoint } from './payments.ts';
import {
  createReversalEndpoint,
  createTimeoutReversalEndpoint,
  createTimeoutVoidEndpoint,
  createVoidEndpoint,
} from './reversals-and-voids.ts';
import { createTokenEndpoints } from './tokens.ts';
import { createDetailsEndpoint, createSearchEndpoints } from './transactions.ts';

/** The routes of payments, of transaction search and of saved cards. */
export function createApi(deps: EndpointDeps): Router {
  const handle = createHandlers(deps.desk, deps.now);
  const { search, result } = createSearchEndpoints(deps);
  const router = express.Router();

  router.post('/pts/v2/payments', handle('payment', createPaymentEndpoint(deps)));
  router.patch('/pts/v2/payments/:id', handle('increment', createIncrementEndpoint(deps)));
  router.post('/pts/v2/payments/:id/captures', handle('capture', createCaptureEndpoint(deps)));
  router.post('/pts/v2/payments/:id/reversals', handle('reversal', createReversalEndpoint(deps)));
  router.post('/pts/v2/payments/:id/refunds', handle('refund', createRefundEndpoint('payment', deps)));
  router.post('/pts/v2/payments/:id/voids', handle('void', createVoidEndpoint('payment', deps)));
  router.post('/pts/v2/captures/:id/refunds', handle('refund', createRefundEndpoint('capture', deps)));
  router.post('/pts/v2/captures/:id/voids', handle('void', createVoidEndpoint('capture', deps)));
  router.post('/pts/v2/refunds/:id/voids', handle('void', createVoidEndpoint('refund', deps)));
  router.post('/pts/v2/credits', handle('credit', createCreditEndpoint(deps)));
  router.post('/pts/v2/credits/:id/voids', handle('void', createVoidEndpoint('credit', deps)));
  router.post('/pts/v2/reversals', handle('reversal', createTimeoutReversalEndpoint(deps)));
  router.post('/pts/v2/voids', handle('void', createTimeoutVoidEndpoint(deps)));

  const kinds: readonly LookUp[] = ['payment', 'capture', 'reversal', 'refund', 'credit', 'void'];
  for (const kind of kinds) {
    router.get(`/pts/v2/${kind}s/:id`, handle('search', createLookUpEndpoint(kind, deps)));
  }
  router.get('/tss/v2/transactions/:id', handle('search', createDetailsEndpoint(deps)));
  router.post('/tss/v2/searches', handle('search', search));
  router.get('/tss/v2/searches/:id', handle('search', result));

  const tokens = createTokenEndpoints(deps.savedCards);
  const instrument = '/tms/v2/customers/:id/payment-instruments/:part';
  router.get('/tms/v1/instrumentidentifiers/:id', handle('tokens', tokens.readIdentifier));
  router.delete('/tms/v1/instrumentidentifiers/:id', handle('tokens', tokens.removeIdentifier));
  router.get('/tms/v2/customers/:id', handle('tokens', tokens.readCustomer));
  router.delete('/tms/v2/customers/:id', handle('tokens', tokens.removeCustomer));
  router.get('/tms/v2/customers/:id/payment-instruments', handle('tokens', tokens.listInstruments));
  router.get(instrument, handle('tokens', tokens.readInstrument));
  router.patch(instrument, handle('tokens', tokens.changeInstrument));
  router.delete(instrument, handle('tokens', tokens.removeInstrument));
  return router;
}
