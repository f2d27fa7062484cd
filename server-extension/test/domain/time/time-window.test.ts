import { expect } from 'chai';
import { isWithin, piecesOf, type TimeWindow, uncovered } from '../../../src/domain/time/time-window.ts';

/** From one minute to another. */
const window = (from: number, to: number): TimeWindow => ({
  from: new Date(from * 60_000),
  to: new Date(to * 60_000),
});
const shown = (windows: readonly TimeWindow[]) =>
  windows.map(({ from, to }) => [from.getTime() / 60_000, to.getTime() / 60_000]);

describe('A window of time', () => {
  it('has its first moment, and not its last', () => {
    const at = (ms: number) => isWithin(new Date(ms), window(1, 2));
    expect([at(59_999), at(60_000), at(119_999), at(120_000)]).to.deep.equal([false, true, true, false]);
  });

  it('is cut into pieces of at most so long, in order', () => {
    const pieces = (from: number, to: number, minutes: number) =>
      shown(piecesOf(window(from, to), minutes * 60_000));
    expect(pieces(0, 10, 4)).to.deep.equal([
      [0, 4],
      [4, 8],
      [8, 10],
    ]);
    expect(pieces(0, 8, 4)).to.deep.equal([
      [0, 4],
      [4, 8],
    ]);
    expect(pieces(0, 3, 4)).to.deep.equal([[0, 3]]);
    expect(pieces(3, 3, 4)).to.deep.equal([]);
    expect(pieces(4, 3, 4)).to.deep.equal([]);
  });

  it('is left where no other one covers it', () => {
    const left = (...others: readonly TimeWindow[]) => shown(uncovered(window(10, 20), others));
    expect(left()).to.deep.equal([[10, 20]]);
    expect(left(window(10, 20))).to.deep.equal([]);
    expect(left(window(0, 30))).to.deep.equal([]);
    expect(left(window(0, 12))).to.deep.equal([[12, 20]]);
    expect(left(window(18, 30))).to.deep.equal([[10, 18]]);
    expect(left(window(12, 14), window(16, 17))).to.deep.equal([
      [10, 12],
      [14, 16],
      [17, 20],
    ]);
    expect(left(window(12, 16), window(14, 18))).to.deep.equal([
      [10, 12],
      [18, 20],
    ]);
  });
});
