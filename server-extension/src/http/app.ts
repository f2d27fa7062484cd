import express, { type Express } from 'express';
import type { HandleRequest } from './answer.ts';

/** The extension as an Express app. Uses only what Express 4 and 5 share: inside OCC the host brings its own. */
export function createApp(answer: HandleRequest): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(answer);
  return app;
}
