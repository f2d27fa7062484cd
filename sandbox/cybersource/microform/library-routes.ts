/** What browsers load: the library for the shop's page, and the page inside each card frame. */
import express from 'express';
import { refuseOtherMethods } from '../../other-methods.ts';
import { wrongMethod } from '../api/http/receive.ts';
import type { BrowserScripts } from './browser-bundle.ts';

/** Folder of the library and of its frames below the microform's origin. */
const FOLDER = '/microform/bundle/v2.0';

/** Where the library is, `ctx[0].data.clientLibrary` without its origin. */
export const LIBRARY_PATH = `${FOLDER}/flex-microform.min.js`;

const FRAME_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Card details</title>
    <script src="frame.min.js" defer></script>
  </head>
  <body></body>
</html>
`;

/**
 * The frame holds card data, so it may talk to its own origin only and run no script but its own. Who may embed it
 * is in the signed capture context, which the frame checks itself: the server never sees the page's address.
 */
const FRAME_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Builds the routes. */
export function libraryRoutes(scripts: Promise<BrowserScripts>): express.Router {
  const routes = express.Router();

  routes.get(LIBRARY_PATH, async (_req, res) => {
    const { library } = await scripts;
    // Pages load it with crossorigin="anonymous", which integrity needs.
    res.set('Access-Control-Allow-Origin', '*').set('Cross-Origin-Resource-Policy', 'cross-origin');
    sendScript(res, library.bytes);
  });

  routes.get(`${FOLDER}/frame.min.js`, async (_req, res) => {
    const { frame } = await scripts;
    sendScript(res, frame.bytes);
  });

  routes.get(`${FOLDER}/iframe.html`, (_req, res) => {
    res
      .set('Content-Security-Policy', FRAME_POLICY)
      .set('Referrer-Policy', 'no-referrer')
      .set('X-Content-Type-Options', 'nosniff')
      .type('html')
      .send(FRAME_PAGE);
  });

  return refuseOtherMethods(routes, wrongMethod);
}

function sendScript(res: express.Response, bytes: Buffer): void {
  res
    .set('Cache-Control', 'no-cache')
    .set('X-Content-Type-Options', 'nosniff')
    .type('text/javascript')
    .send(bytes);
}
