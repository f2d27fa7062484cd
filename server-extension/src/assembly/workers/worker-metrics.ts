import type { Worker } from 'node:cluster';
import { within } from '../../domain/time/within.ts';
import { mergeScrapes } from '../../telemetry/merge-scrapes.ts';
import type { MetricsText } from '../../telemetry/registry.ts';

/** What the first process and its workers tell each other about metrics. */
type MetricsMessage =
  | { readonly kind: 'metrics-asked'; readonly id: number }
  | { readonly kind: 'metrics-read'; readonly id: number; readonly metrics: MetricsText | undefined };

/** A worker that does not answer is left out of the scrape: its successor is in the next one. */
const ANSWER_WAIT_MAX_MS = 3_000;

/** In a worker: answers the first process when it asks for the metrics. */
export function answerForMetrics(read: () => Promise<MetricsText>): void {
  process.on('message', (message: Partial<MetricsMessage>) => {
    if (message.kind !== 'metrics-asked') return;
    const answer = (metrics: MetricsText | undefined): void => {
      process.send?.({ kind: 'metrics-read', id: message.id, metrics });
    };
    read().then(answer, () => {
      answer(undefined);
    });
  });
}

/** In the first process: the metrics of all workers that answer, as one text. */
export function createReadWorkers(workers: () => readonly Worker[]): () => Promise<MetricsText> {
  let last = 0;

  async function ask(worker: Worker): Promise<MetricsText | undefined> {
    const id = (last += 1);
    let onMessage: ((message: Partial<MetricsMessage>) => void) | undefined;
    const answered = new Promise<MetricsText | undefined>((resolve) => {
      onMessage = (message) => {
        if (message.kind === 'metrics-read' && message.id === id) resolve(message.metrics);
      };
      worker.on('message', onMessage);
      worker.send({ kind: 'metrics-asked', id }, (error) => {
        if (error !== null) resolve(undefined);
      });
    });
    try {
      return await within(answered, ANSWER_WAIT_MAX_MS);
    } finally {
      if (onMessage !== undefined) worker.off('message', onMessage);
    }
  }

  return async () => {
    const asked = await Promise.all(workers().map(ask));
    const read = asked.filter((each) => each !== undefined);
    return {
      contentType: read[0]?.contentType ?? 'text/plain; version=0.0.4; charset=utf-8',
      text: mergeScrapes(read.map(({ text }) => text)),
    };
  };
}
