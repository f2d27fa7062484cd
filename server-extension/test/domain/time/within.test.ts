import { expect } from 'chai';
import { within } from '../../../src/domain/time/within.ts';

const FOREVER_MS = 1_000_000;

describe('Work that has to be done within a time', () => {
  it('gives what it gives, or undefined when it takes longer', async () => {
    expect(await within(Promise.resolve('done'), FOREVER_MS)).to.equal('done');
    expect(await within(new Promise(() => undefined), 1)).to.equal(undefined);
  });

  it('fails as it fails', async () => {
    const failure = new Error('no');
    const caught = await within(Promise.reject(failure), FOREVER_MS).catch((error: unknown) => error);
    expect(caught).to.equal(failure);
  });

  it('leaves no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    // The runner's own timer for this test is there from the second turn on.
    await new Promise(setImmediate);
    const before = timers();
    await within(Promise.resolve(), FOREVER_MS);
    await within(Promise.reject(new Error('no')), FOREVER_MS).catch(() => undefined);
    expect(timers()).to.equal(before);
  });
});
