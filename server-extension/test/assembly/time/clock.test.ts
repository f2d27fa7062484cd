import { expect } from 'chai';
import { createClock } from '../../../src/assembly/time/clock.ts';

describe('The clock', () => {
  const noon = Date.UTC(2026, 0, 5, 12);
  let machine: number;
  let elapsed: number;
  let wrong: [byMs: number, isCorrected: boolean][];

  beforeEach(() => {
    machine = noon;
    elapsed = 5_000.25;
    wrong = [];
  });

  const aClock = (): ReturnType<typeof createClock> =>
    createClock({
      machine: () => new Date(machine),
      elapsed: () => elapsed,
      onDrift: (...how) => wrong.push(how),
    });

  const headerOf = (at: number): string => new Date(at).toUTCString();

  it('begins with the time of the machine and runs on evenly, wherever that one is set', () => {
    const { now } = aClock();
    expect(now().getTime()).to.equal(noon);
    machine += 600_000;
    elapsed += 1_500;
    expect(now().getTime()).to.equal(noon + 1_500);
  });

  it('goes by CyberSource where that is more than 30 seconds away, and says by how much it was wrong', () => {
    for (const off of [600_000, -600_000, 31_000, -31_000]) {
      const { now, observeServerDate } = aClock();
      expect(observeServerDate(headerOf(noon + off))).to.equal(true);
      expect(now().getTime()).to.equal(noon + off);
      expect(wrong).to.deep.equal([[off, true]]);
      expect(observeServerDate(headerOf(noon + off))).to.equal(false);
      wrong = [];
    }
  });

  it('takes no notice of what an answer needs on its way', () => {
    const { now, observeServerDate } = aClock();
    for (const off of [0, 30_000, -30_000]) expect(observeServerDate(headerOf(noon + off))).to.equal(false);
    expect(now().getTime()).to.equal(noon);
    expect(wrong).to.deep.equal([]);
  });

  it('is moved by no more than an hour, and says that the clock has to be set', () => {
    const { now, observeServerDate } = aClock();
    expect(observeServerDate(headerOf(noon + 3_601_000))).to.equal(false);
    expect(now().getTime()).to.equal(noon);
    expect(wrong).to.deep.equal([[3_601_000, false]]);
    expect(observeServerDate(headerOf(noon + 3_600_000))).to.equal(true);
    expect(now().getTime()).to.equal(noon + 3_600_000);
  });

  it('takes no notice of an answer that names no time', () => {
    const { now, observeServerDate } = aClock();
    for (const date of [undefined, '', 'yesterday']) expect(observeServerDate(date)).to.equal(false);
    expect(now().getTime()).to.equal(noon);
  });
});
