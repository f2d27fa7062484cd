/** Microform v2: capture contexts, the token endpoint, and the library with its frames. */
import express from 'express';
import { bundleBrowserScripts } from './browser-bundle.ts';
import { refuseOtherMethods } from '../../other-methods.ts';
import { wrongMethod } from '../api/http/receive.ts';
import type { MicroformVault } from './cards/card-vault.ts';
import { createContextSigner } from './context-signer.ts';
import { LIBRARY_PATH, libraryRoutes } from './library-routes.ts';
import { createOneTimeKeys } from './one-time-keys.ts';
import { readSessionRequest } from './session-request.ts';
import { createSessions } from './sessions.ts';
import { tokenRoutes } from './token-routes.ts';

/** What the microform needs from the gateway around it. */
export interface MicroformDeps {
  /** Address under which browsers reach these routes; its origin is where the card frames live. */
  readonly publicUrl: string;
  readonly now: () => Date;
  readonly vault: MicroformVault;
  /**
   * Tokens that one capture context gives. CyberSource has a limit and does not publish it.
   * @default 3
   */
  readonly usesPerContext?: number;
}

/** Public routes, to be mounted before authentication, and those of an authenticated merchant. */
export interface MicroformService {
  readonly publicRoutes: express.Router;
  /** Reads the merchant from `res.locals.merchant.merchantId` and the parsed JSON from `req.body`. */
  readonly merchantRoutes: express.Router;
}

/** Builds the microform of one gateway. Keys and scripts are made in the background from here on. */
export function createMicroform({
  publicUrl,
  now,
  vault,
  usesPerContext = 3,
}: MicroformDeps): MicroformService {
  const { origin } = new URL(publicUrl);
  const scripts = bundleBrowserScripts();
  const signer = createContextSigner();
  const sessions = createSessions({ signer, takeKey: createOneTimeKeys(), now, usesPerContext });

  const publicRoutes = express.Router();
  publicRoutes.get('/flex/v2/public-keys/:kid', async (req, res) => {
    const jwk = await signer.publicKey(req.params.kid);
    if (jwk) res.json(jwk);
    else res.status(404).end();
  });
  publicRoutes.use(libraryRoutes(scripts));
  publicRoutes.use(tokenRoutes({ origin, sessions, vault, now }));

  const merchantRoutes = express.Router();
  merchantRoutes.post('/microform/v2/sessions', async (req, res) => {
    const merchantId = (res.locals as { merchant?: { merchantId: string } }).merchant?.merchantId;
    if (merchantId === undefined) {
      res.status(401).json({ response: { rmsg: 'Authentication Failed' } });
      return;
    }
    const asked = readSessionRequest(req.body);
    if ('refusal' in asked) {
      res.status(400).json(asked.refusal);
      return;
    }
    const { captureContext } = await sessions.open(merchantId, asked.request, {
      origin,
      clientLibrary: origin + LIBRARY_PATH,
      clientLibraryIntegrity: (await scripts).library.integrity,
    });
    res.status(201).type('application/jwt').send(Buffer.from(captureContext));
  });

  refuseOtherMethods(publicRoutes, wrongMethod);
  refuseOtherMethods(merchantRoutes, wrongMethod);
  return { publicRoutes, merchantRoutes };
}
