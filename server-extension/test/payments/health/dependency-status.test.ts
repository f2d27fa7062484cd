import { expect } from 'chai';
import {
  createDependencyStatus,
  type DependencyProbe,
} from '../../../src/payments/health/dependency-status.ts';

describe('What the extension works with', () => {
  let time: number;
  let asked: number;
  const probe = (ask: () => Promise<string>): DependencyProbe => ({
    name: 'occ',
    version: 'v1',
    ask: () => {
      asked += 1;
      return ask();
    },
    problem: (error) => `It is away: ${(error as Error).message}`,
  });
  const check = (...probes: readonly DependencyProbe[]) =>
    createDependencyStatus({ probes, now: () => new Date(time), patienceMs: 20 });

  beforeEach(() => {
    time = 1_000_000;
    asked = 0;
  });

  it('is up with the version that it answers', async () => {
    const [status, ...others] = await check(probe(() => Promise.resolve('v2')))();
    expect(others).to.deep.equal([]);
    expect(status).to.deep.include({ name: 'occ', status: 'up', version: 'v2', checkedAt: new Date(time) });
    expect(status).to.have.property('durationMs').that.is.within(0, 60_000);
    expect(status).not.to.have.property('problem');
  });

  it('is down with the last version that is known and the reason, where it fails or does not answer', async () => {
    const [failed, silent] = await check(
      probe(() => Promise.reject(new Error('refused'))),
      probe(() => new Promise(() => undefined)),
    )();
    const down = { name: 'occ', status: 'down', version: 'v1', checkedAt: new Date(time) };
    expect(failed).to.deep.include({ ...down, problem: 'It is away: refused' });
    expect(silent).to.deep.include({ ...down, problem: 'No answer within 20 ms.' });
    for (const status of [failed, silent]) expect(status).to.have.property('durationMs').that.is.a('number');
  });

  it('is asked again after five seconds, also where the clock went back, and not before', async () => {
    const status = check(probe(() => Promise.resolve('v2')));
    for (const [ms, times] of [
      [0, 1],
      [4_999, 1],
      [5_000, 2],
      [9_999, 2],
      [5_000 - 4_999, 2],
      [0, 3],
    ] as const) {
      time = 1_000_000 + ms;
      await status();
      expect(asked, `after ${ms} ms`).to.equal(times);
    }
  });
});
