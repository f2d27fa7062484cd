import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextRound } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type CyberSourceSandbox, startCybersourceSandbox } from '../../../sandbox/cybersource/start.ts';
import { type OccSandbox, startOccSandbox } from '../../../sandbox/occ/start.ts';
import { webhookSecret } from '../builders/between-sandboxes.ts';
import { deliverOrder } from '../builders/google-pay-order.ts';
import { aNotification, NOTIFICATION_KEY, NOTIFICATION_KEY_ID } from '../builders/notification.ts';

const MAIN = new URL('../../src/standalone.ts', import.meta.url);
const SDK = new URL('./otlp-sdk.ts', import.meta.url);
const API = '/ccstorex/custom/isv-payment/v2';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';

/** A span as a collector gets it (OTLP over HTTP in JSON). */
interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

interface Export {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

/** An extension on a machine of its own, with an SDK of OpenTelemetry that sends to a collector. */
describe('Traces that are sent to a collector', function () {
  this.timeout(60_000);
  let cybersource: CyberSourceSandbox;
  let occ: OccSandbox;
  let collector: Server;
  const extensions: ChildProcess[] = [];
  let folder: string;
  let api: string;
  const spans: CollectedSpan[] = [];
  const lines: Record<string, unknown>[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otlp-'));
    collector = createServer((req, res) => {
      let text = '';
      req.setEncoding('utf8').on('data', (part: string) => (text += part));
      req.on('end', () => {
        for (const { scopeSpans } of (JSON.parse(text) as Export).resourceSpans)
          for (const { spans: sent } of scopeSpans) spans.push(...sent);
        res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    cybersource = await startCybersourceSandbox();
    occ = await startOccSandbox({
      extensionUrl: 'http://127.0.0.1:9',
      secrets: { webhook: webhookSecret },
    });
    api = await startExtension();
  });

  /** Starts one with an SDK; resolves to the address of its routes. */
  async function startExtension(environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const { port } = collector.address() as AddressInfo;
    const extension = fork(MAIN, [], {
      cwd: folder,
      execArgv: ['--disable-warning=ExperimentalWarning', '--import', SDK.href],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        EXTENSION_PORT: '0',
        JOURNAL: `sqlite:${join(folder, `journal-${extensions.length}.sqlite`)}`,
        ATG_SERVER_URL: occ.url,
        ATG_SERVER_ADMIN_URL: occ.url,
        ATG_APPLICATION_TOKEN: 'sandbox-application-key',
        PAYMENTS_SECRET_KEY: webhookSecret,
        CRYPTO_SERVICE_KEY: Buffer.alloc(32, 9).toString('base64'),
        NOTIFICATIONS_KEYS: `${NOTIFICATION_KEY_ID}:${NOTIFICATION_KEY}`,
        CYBERSOURCE_INTERMEDIATE_HOST: cybersource.url,
        ...environment,
      },
    });
    extensions.push(extension);
    extension.stdout?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n'))
        if (line.startsWith('{')) lines.push(JSON.parse(line) as Record<string, unknown>);
    });
    const [{ address }] = (await once(extension, 'message')) as [{ address: string }];
    return address + API;
  }

  after(async () => {
    for (const extension of extensions) extension.kill('SIGKILL');
    await Promise.all([occ.close(), cybersource.close()]);
    collector.closeAllConnections();
    collector.close();
    await rm(folder, { recursive: true });
  });

  /** The collector has it a moment after it ended. */
  async function untilCollected(name: string, of: (span: CollectedSpan) => boolean): Promise<CollectedSpan> {
    for (;;) {
      const span = spans.find((each) => each.name === name && of(each));
      if (span !== undefined) return span;
      await nextRound();
    }
  }

  it('have one trace from OCC’s webhook over the journal and CyberSource to CyberSource’s notification', async () => {
    const traceparent = `00-${TRACE}-${CALLER}-01`;
    const { orderId, status } = await deliverOrder(api, 'Lovelace', { headers: { traceparent } });
    expect(status).to.equal(200);
    const inTrace = ({ traceId }: CollectedSpan): boolean => traceId === TRACE;
    const webhook = await untilCollected('POST /payments', inTrace);
    expect(webhook.parentSpanId).to.equal(CALLER);
    for (const name of ['journal claim', '/pts/v2/payments', 'journal complete'])
      expect((await untilCollected(name, inTrace)).parentSpanId, name).to.equal(webhook.spanId);

    const payment = cybersource.ledger({ reference: orderId })[0]?.transactions[0];
    const { body, headers } = aNotification('payments.authorization.status.accepted', [
      {
        data: {
          id: payment?.id,
          status: 'AUTHORIZED',
          clientReferenceInformation: { code: orderId },
          orderInformation: { amountDetails: { totalAmount: '42.50', currency: 'USD' } },
        },
      },
    ]);
    const notified = await fetch(`${api}/notifications`, {
      method: 'POST',
      body: new Uint8Array(body),
      headers,
    });
    expect(notified.status).to.equal(200);
    const acted = await untilCollected('notification', inTrace);
    // What joins both is what the journal keeps: the step in which the attempt was claimed.
    expect(acted.parentSpanId).to.equal((await untilCollected('journal claim', inTrace)).spanId);
    expect(JSON.stringify(spans)).not.to.include(orderId).and.not.to.include('Lovelace');
  });

  it('link the run of recovery that finds a lost answer, and its lines, with the trace of the payment', async () => {
    const traceId = TRACE.replace('4b', '6d');
    cybersource.control.setSearchLagMs(0);
    // Recovery looks after a lost answer within a second.
    const hurried = await startExtension({ RECONCILE_PACE: '0.001' });
    await deliverOrder(hurried, 'ServerTimeoutAfter', {
      headers: { traceparent: `00-${traceId}-${CALLER}-01` },
    });
    const claim = await untilCollected('journal claim', (span) => span.traceId === traceId);
    const run = await untilCollected('recovery resolve-outcome', ({ links = [] }) =>
      links.some((link) => link.traceId === traceId && link.spanId === claim.spanId),
    );
    expect(run).to.have.property('traceId').which.does.not.equal(traceId);
    expect(run.parentSpanId ?? '').to.equal('');
    const isOfRun = (line: Record<string, unknown>): boolean => line['event'] === 'attempt.resolved';
    while (!lines.some(isOfRun)) await nextRound();
    const resolved = lines.find(isOfRun);
    expect(resolved).to.include({ paymentTraceId: traceId });
    // A span is sent once it has ended, after the line. The look-up at CyberSource is a step of the same run.
    await untilCollected('recovery resolve-outcome', (span) => span.traceId === resolved?.['traceId']);
    const runs = spans.filter((span) => span.traceId === resolved?.['traceId']).map(({ name }) => name);
    expect(runs).to.include.members(['recovery resolve-outcome', 'journal complete-task']);
  });

  it('are all sent when the process ends', async () => {
    const traceId = TRACE.replace('4b', '7e');
    const ending = await startExtension({ OTEL_BSP_SCHEDULE_DELAY: '3600000' });
    await deliverOrder(ending, 'Lovelace', { headers: { traceparent: `00-${traceId}-${CALLER}-01` } });
    expect(spans.filter((span) => span.traceId === traceId)).to.deep.equal([]);
    const extension = extensions.at(-1);
    extension?.kill('SIGTERM');
    expect(extension && (await once(extension, 'exit'))).to.deep.equal([0, null]);
    const sent = spans.filter((span) => span.traceId === traceId).map(({ name }) => name);
    expect(sent).to.include.members(['POST /payments', 'journal claim', 'journal complete']);
  });

  it('do not keep a process from ending when their collector takes none', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const ending = await startExtension({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_BSP_SCHEDULE_DELAY: '3600000',
    });
    await deliverOrder(ending, 'Lovelace', {
      headers: { traceparent: `00-${TRACE.replace('4b', '8f')}-${CALLER}-01` },
    });
    const extension = extensions.at(-1);
    extension?.kill('SIGTERM');
    expect(extension && (await once(extension, 'exit'))).to.deep.equal([0, null]);
    silent.closeAllConnections();
    silent.close();
  });

  it('name the trace on every line of the log about a request', async () => {
    const traceId = TRACE.replace('4b', '5c');
    await deliverOrder(api, 'Lovelace', { headers: { traceparent: `00-${traceId}-${CALLER}-01` } });
    await untilCollected('POST /payments', (span) => span.traceId === traceId);
    const ofRequest = lines.filter((line) => line['traceId'] === traceId);
    expect(ofRequest.map(({ event }) => event)).to.include('payment.completed');
    const [{ httpRequestId } = {}] = ofRequest;
    expect(lines.filter((line) => line['httpRequestId'] === httpRequestId)).to.deep.equal(ofRequest);
  });
});
