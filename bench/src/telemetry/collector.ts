import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { request } from 'undici';
import { freePort } from '../../../scripts/src/program/free-port.ts';
import { programs } from '../bench-servers.ts';

/** What an operator runs beside the extension: a collector of spans, and a scraper of metrics. */
export interface Collector {
  /** Variables that let it read a server's metrics. */
  readonly scraped: Readonly<Record<string, string>>;
  /** Variables that make a server send it spans. */
  readonly traced: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Prometheus reads every 15 seconds; more often, so that a short measurement has its share. */
const SCRAPED_EVERY_MS = 1_000;

/** Takes spans and throws them away, and reads the metrics of the server that is started with its variables. */
export async function startCollector(): Promise<Collector> {
  const collector = createServer((req, res) => {
    req.resume().once('end', () => {
      res.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  const metricsPort = await freePort();
  const scrape = async (): Promise<void> => {
    const { body } = await request(`http://127.0.0.1:${metricsPort}/metrics`);
    await body.dump();
  };
  const scraper = setInterval(() => {
    // Between two servers there is none.
    scrape().catch(() => undefined);
  }, SCRAPED_EVERY_MS);
  return {
    scraped: { METRICS_PORT: String(metricsPort) },
    traced: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      NODE_OPTIONS: `--import ${programs('otlp-sdk.ts')}`,
    },
    stop: () => {
      clearInterval(scraper);
      collector.closeAllConnections();
      return new Promise((resolve) =>
        collector.close(() => {
          resolve();
        }),
      );
    },
  };
}
