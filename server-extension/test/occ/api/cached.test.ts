import { expect } from 'chai';
import { cached } from '../../../src/occ/api/cached.ts';

describe('what is remembered', () => {
  let time: number;
  let loads: string[];

  beforeEach(() => {
    time = 0;
    loads = [];
  });

  function remember(ttlMs: number, capacity = 10): (key: string) => Promise<string> {
    return cached(
      async (key) => {
        const nth = loads.push(key);
        await Promise.resolve();
        return `${key}${nth}`;
      },
      { ttlMs, capacity, now: () => new Date(time) },
    );
  }

  it('is loaded once for callers at the same moment, even when nothing is kept', async () => {
    const read = remember(0);
    expect(await Promise.all([read('a'), read('a'), read('b')])).to.deep.equal(['a1', 'a1', 'b2']);
    expect(await read('a')).to.equal('a3');
  });

  it('is loaded anew after its time', async () => {
    const read = remember(1_000);
    await read('a');
    time = 999;
    expect(await read('a')).to.equal('a1');
    time = 1_000;
    expect(await read('a')).to.equal('a2');
  });

  it('never grows beyond its capacity, whatever keys are invented', async () => {
    const read = remember(1_000, 3);
    for (let nth = 0; nth < 100; nth += 1) await read(`invented${nth}`);
    loads.length = 0;
    for (let nth = 97; nth < 100; nth += 1) await read(`invented${nth}`);
    expect(loads).to.be.empty;
    await read('invented0');
    expect(loads).to.deep.equal(['invented0']);
  });

  it('is not pushed out by keys for which there is nothing', async () => {
    const read = cached(
      async (key) => {
        loads.push(key);
        await Promise.resolve();
        if (key !== 'real') throw new Error('nothing');
        return key;
      },
      { ttlMs: 1_000, capacity: 3, now: () => new Date(time) },
    );
    await read('real');
    await Promise.allSettled(Array.from({ length: 100 }, (_, nth) => read(`invented${nth}`)));
    loads.length = 0;
    await read('real');
    expect(loads).to.be.empty;
  });

  it('is not a failure: the next caller tries again', async () => {
    let calls = 0;
    const read = cached(
      async () => {
        calls += 1;
        if (calls === 1) throw new Error('down');
        return 'up';
      },
      { ttlMs: 1_000, capacity: 1, now: () => new Date(time) },
    );
    const outcomes = await Promise.allSettled([read('a'), read('a')]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(await read('a')).to.equal('up');
    expect(calls).to.equal(2);
  });
});
