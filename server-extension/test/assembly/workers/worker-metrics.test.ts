import { EventEmitter } from 'node:events';
import type { Worker } from 'node:cluster';
import { expect } from 'chai';
import { answerForMetrics, createReadWorkers } from '../../../src/assembly/workers/worker-metrics.ts';

/** A worker whose process answers the first one like this. */
class AWorker extends EventEmitter {
  readonly asked: unknown[] = [];
  readonly #answer: (id: number, worker: AWorker) => void;
  readonly #error: Error | null;

  constructor(answer: (id: number, worker: AWorker) => void, error: Error | null = null) {
    super();
    this.#answer = answer;
    this.#error = error;
  }

  send(message: { readonly kind: string; readonly id: number }, sent: (error: Error | null) => void): void {
    this.asked.push(message);
    sent(this.#error);
    this.#answer(message.id, this);
  }
}

const scrape = (label: string): object => ({
  contentType: 'text/plain; version=0.0.4',
  text: `# TYPE a counter\na{instance="${label}"} 1\n`,
});
const says =
  (metrics: object | undefined) =>
  (id: number, worker: AWorker): void => {
    worker.emit('message', { kind: 'metrics-read', id, metrics });
  };
const read = (...workers: readonly AWorker[]) =>
  createReadWorkers(() => workers as readonly unknown[] as readonly Worker[])();

describe('The metrics of several workers', () => {
  it('are one text of all of them', async () => {
    const workers = [new AWorker(says(scrape('1'))), new AWorker(says(scrape('2')))];
    expect(await read(...workers)).to.deep.equal({
      contentType: 'text/plain; version=0.0.4',
      text: '# TYPE a counter\na{instance="1"} 1\na{instance="2"} 1\n',
    });
    expect(workers.map(({ asked }) => asked)).to.deep.equal([
      [{ kind: 'metrics-asked', id: 1 }],
      [{ kind: 'metrics-asked', id: 2 }],
    ]);
  });

  it('leave nothing that listens with a worker', async () => {
    const worker = new AWorker(says(scrape('1')));
    await read(worker);
    expect(worker.listenerCount('message')).to.equal(0);
  });

  it('are without those of one that cannot be asked, or cannot read its own', async () => {
    const text = (
      await read(
        new AWorker(says(undefined)),
        new AWorker(() => undefined, new Error('the channel is closed')),
        new AWorker(says(scrape('3'))),
      )
    ).text;
    expect(text).to.include('instance="3"').and.not.include('instance="1"');
  });

  it('are those that were asked for, whatever else a worker says', async () => {
    const worker = new AWorker((id, self) => {
      self.emit('message', { kind: 'other', id, metrics: scrape('wrong') });
      self.emit('message', { kind: 'metrics-read', id: id + 1, metrics: scrape('wrong') });
      says(scrape('right'))(id, self);
    });
    expect((await read(worker)).text)
      .to.include('right')
      .and.not.include('wrong');
  });

  it('are an empty text in Prometheus’ format where no worker answers', async () => {
    expect(await read()).to.deep.equal({
      contentType: 'text/plain; version=0.0.4; charset=utf-8',
      text: '',
    });
  });

  it('wait three seconds for a worker that does not answer', async function () {
    this.timeout(20_000);
    const { mock } = await import('node:test');
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      let isDone = false;
      const reading = read(new AWorker(() => undefined)).then((metrics) => {
        isDone = true;
        return metrics;
      });
      mock.timers.tick(2_999);
      await new Promise((resolve) => setImmediate(resolve));
      expect(isDone).to.equal(false);
      mock.timers.tick(1);
      expect((await reading).text).to.equal('');
    } finally {
      mock.timers.reset();
    }
  });
});

describe('A worker that is asked for its metrics', () => {
  const own = Object.getOwnPropertyDescriptor(process, 'send');
  const before = process.listeners('message');
  let sent: unknown[];

  beforeEach(() => {
    sent = [];
    process.send = (message: unknown) => sent.push(message) > 0;
  });
  afterEach(() => {
    if (own === undefined) Reflect.deleteProperty(process, 'send');
    else Object.defineProperty(process, 'send', own);
    for (const listener of process.listeners('message'))
      if (!before.includes(listener)) process.off('message', listener);
  });

  const hear = async (message: object): Promise<void> => {
    process.emit('message', message, undefined);
    await new Promise(setImmediate);
  };

  it('answers with what it read, under the number of the question', async () => {
    answerForMetrics(async () => scrape('1') as never);
    await hear({ kind: 'metrics-asked', id: 7 });
    expect(sent).to.deep.equal([{ kind: 'metrics-read', id: 7, metrics: scrape('1') }]);
  });

  it('answers without metrics where it cannot read them', async () => {
    answerForMetrics(() => Promise.reject(new Error('no')));
    await hear({ kind: 'metrics-asked', id: 8 });
    expect(sent).to.deep.equal([{ kind: 'metrics-read', id: 8, metrics: undefined }]);
  });

  it('leaves other messages to others', async () => {
    answerForMetrics(() => Promise.reject(new Error('It was read.')));
    for (const kind of ['metrics-read', 'address', undefined]) await hear({ kind, id: 9 });
    expect(sent).to.deep.equal([]);
  });
});
