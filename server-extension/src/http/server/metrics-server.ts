import { createServer, type Server } from 'node:http';

/** The metrics of a machine, as a scraper reads them. */
export interface ScrapedText {
  readonly contentType: string;
  readonly text: string;
}

/** A scraper asks one thing at a time, and a second one may ask beside it. */
const CONNECTIONS_MAX = 16;
const TIMEOUT_MS = 10_000;

/** Serves `GET /metrics` to scrapers and nothing else. Without a token: the address that it listens on is its protection. */
export function createMetricsServer(read: () => Promise<ScrapedText>): Server {
  const server = createServer({ requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS }, (req, res) => {
    if (req.url !== '/metrics' || req.method !== 'GET') {
      res.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      res.end('There is one address here: GET /metrics\n');
      return;
    }
    read().then(
      ({ contentType, text }) => {
        res.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' });
        res.end(text);
      },
      () => {
        res.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' });
        res.end('The metrics cannot be read: the log says why.\n');
      },
    );
  });
  server.maxConnections = CONNECTIONS_MAX;
  // The metrics alone do not keep a process running.
  return server.unref();
}
