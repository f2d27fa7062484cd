/** Google's and Apple's scripts as the sandbox plays them: `/wallets/google-pay.js` and `/wallets/apple-pay.js`. */
import express from 'express';
import { refuseOtherMethods } from '../../other-methods.ts';
import { wrongMethod } from '../api/http/receive.ts';
import { bundleScript, type BrowserScript } from '../microform/browser-bundle.ts';

const SCRIPTS = ['google-pay', 'apple-pay'] as const;

/** Bundles each script when it is first asked for. */
export function walletScriptRoutes(): express.Router {
  const routes = express.Router();
  for (const name of SCRIPTS) {
    let script: Promise<BrowserScript> | undefined;
    routes.get(`/wallets/${name}.js`, async (_req, res) => {
      script ??= bundleScript(new URL(`./browser/${name}.ts`, import.meta.url));
      res
        .set('Access-Control-Allow-Origin', '*')
        .set('Cross-Origin-Resource-Policy', 'cross-origin')
        .set('Cache-Control', 'no-cache')
        .set('X-Content-Type-Options', 'nosniff')
        .type('text/javascript')
        .send((await script).bytes);
    });
  }
  return refuseOtherMethods(routes, wrongMethod);
}
