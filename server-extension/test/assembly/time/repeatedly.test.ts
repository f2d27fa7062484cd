import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { lineContext, type LineContext, withLineContext } from '../../../src/telemetry/log/line-context.ts';
import { createJob, type Repetition, repeatedly } from '../../../src/assembly/time/repeatedly.ts';

describe('Work that is repeated', () => {
  let rounds: number;
  let finish: () => void;
  let wasStopped: () => boolean;
  let repetition: Repetition;

  beforeEach(() => {
    rounds = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
    repetition = repeatedly((isStopped) => {
      rounds += 1;
      wasStopped = isStopped;
      return new Promise((resolve) => {
        finish = resolve;
      });
    }, 1_000);
  });

  afterEach(() => {
    mock.timers.reset();
  });

  async function endRound(): Promise<void> {
    finish();
    await turn();
  }

  it('begins at once, and again when the pause after it is over', async () => {
    expect(rounds).to.equal(1);
    mock.timers.tick(5_000);
    expect(rounds, 'while the first is under way').to.equal(1);
    await endRound();
    mock.timers.tick(999);
    expect(rounds).to.equal(1);
    mock.timers.tick(1);
    expect(rounds).to.equal(2);
    await endRound();
    mock.timers.tick(1_000);
    expect(rounds).to.equal(3);
  });

  it('is not begun again once it is stopped, in a pause or in a round', async () => {
    await endRound();
    await repetition.stop();
    mock.timers.tick(1_000);
    expect(rounds).to.equal(1);
  });

  it('ends the round that is under way before it counts as stopped', async () => {
    expect(wasStopped()).to.equal(false);
    let isOver = false;
    const over = repetition.stop().then(() => {
      isOver = true;
    });
    await turn();
    expect([wasStopped(), isOver]).to.deep.equal([true, false]);
    await endRound();
    await over;
    mock.timers.tick(1_000);
    expect(rounds).to.equal(1);
  });

  it('ends a later round as well', async () => {
    await endRound();
    mock.timers.tick(1_000);
    let isOver = false;
    const over = repetition.stop().then(() => {
      isOver = true;
    });
    await turn();
    expect(isOver).to.equal(false);
    await endRound();
    await over;
  });

  it('begins later where that is asked for, and never when it was stopped before', async () => {
    let begun = 0;
    const later = (): Repetition =>
      repeatedly(
        async () => {
          begun += 1;
        },
        1_000,
        { firstAfterMs: 300 },
      );
    const first = later();
    await later().stop();
    mock.timers.tick(299);
    expect(begun).to.equal(0);
    mock.timers.tick(1);
    expect(begun).to.equal(1);
    await first.stop();
  });

  describe('as a job', () => {
    let done: number;
    const work = async (): Promise<void> => {
      done += 1;
    };
    const passed = (ms: number): void => {
      mock.timers.tick(ms);
    };

    beforeEach(() => {
      done = 0;
    });

    it('begins with its start and not before, once however often it is started', async () => {
      const job = createJob(work, 1_000);
      passed(5_000);
      expect(done).to.equal(0);
      job.start();
      job.start();
      expect(done).to.equal(1);
      await job.stop();
      passed(5_000);
      expect(done).to.equal(1);
    });

    it('waits for its first round as long as it is asked to, and no longer than a pause', async () => {
      const [soon, late] = [
        createJob(work, 1_000, { firstAfterMs: 300 }),
        createJob(work, 1_000, { firstAfterMs: 60_000 }),
      ];
      soon.start();
      late.start();
      passed(300);
      expect(done).to.equal(1);
      passed(700);
      expect(done).to.be.at.least(2);
      await Promise.all([soon.stop(), late.stop()]);
    });

    it('has a trace id for the lines of each round, whatever request has started it', async () => {
      const seen: (LineContext | undefined)[] = [];
      const job = createJob(async () => void seen.push(lineContext()), 1_000);
      withLineContext({ httpRequestId: 'r1', site: 'siteUS' }, job.start);
      await job.stop();
      expect(Object.keys(seen[0] ?? {})).to.deep.equal(['traceId']);
      expect(seen[0]?.traceId).to.match(/^[0-9a-f]{32}$/);
    });

    it('never runs without a pause, and may be stopped before it was started', async () => {
      const job = createJob(work, 0);
      await job.stop();
      job.start();
      passed(60_000);
      expect(done).to.equal(0);
    });
  });
});
