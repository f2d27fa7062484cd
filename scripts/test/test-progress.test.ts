import { expect } from 'chai';
import fc from 'fast-check';
import { readEvents, type TestEvent } from '../src/test/events.ts';
import { toLanes } from '../src/test/lanes.ts';
import { createProgress } from '../src/test/progress.ts';

const fileNames = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 40 });

describe('processes of tests', () => {
  it('share out every file once, whatever is known of them', () => {
    fc.assert(
      fc.property(
        fileNames,
        fc.integer({ min: 1, max: 4 }),
        fc.dictionary(fc.string(), fc.nat()),
        (files, lanes, durations) => {
          const shared = toLanes(files, lanes, durations);
          expect(shared.flatMap((lane) => lane.files).sort()).to.deep.equal([...files].sort());
          expect(shared.length).to.be.at.most(lanes);
        },
      ),
    );
  });

  it('end at about the same time: the longest file does not wait for the others', () => {
    expect(toLanes(['a', 'b', 'c', 'd'], 2, { a: 1_000, b: 1_000, c: 1_000, d: 3_000 })).to.deep.equal([
      { files: ['d'] },
      { files: ['a', 'b', 'c'] },
    ]);
  });

  const workers = 'bench/test/workers/workers.test.ts';
  const known = { [workers]: 2_000, a: 3_000, b: 1_500, c: 1_000 };

  it('are two while files run that have a pace of their own, and as many as asked for afterwards', () => {
    expect(toLanes([workers, 'a', 'b', 'c'], 3, known)).to.deep.equal([
      { files: [workers] },
      { files: ['a'] },
      { after: 0, files: ['b'] },
      { after: 0, files: ['c'] },
    ]);
  });

  it('come one after the other where one is asked for', () => {
    expect(toLanes([workers, 'a'], 1, known)).to.deep.equal([
      { files: [workers] },
      { after: 0, files: ['a'] },
    ]);
  });
});

describe('the events of a process of tests', () => {
  it('are distinguished from what tests print, however the output is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 60 })), (cuts) => {
        const output = 'a word\n\n\u001e{"event":"passed"}\n\n\u001e{"event":"end"}\nanother\n';
        const events: TestEvent[] = [];
        const texts: string[] = [];
        const read = readEvents(
          (event) => events.push(event),
          (line) => texts.push(line),
        );
        let at = 0;
        for (const cut of cuts) {
          read(output.slice(at, at + cut));
          at += cut;
        }
        read(output.slice(at));
        expect(events.map(({ event }) => event)).to.deep.equal(['passed', 'end']);
        expect(texts).to.deep.equal(['a word', 'another']);
      }),
    );
  });
});

describe('the progress of a test run', () => {
  it('estimates what is left by the slowest process, at the pace of this run', () => {
    const lines: string[] = [];
    const known = { a: 10_000, b: 30_000, c: 20_000 };
    const progress = createProgress([{ files: ['a', 'b'] }, { files: ['c'] }], known, (line) =>
      lines.push(line),
    );
    progress.take(0, { event: 'begin', tests: 2 });
    progress.take(1, { event: 'begin', tests: 1 });
    progress.take(0, { event: 'passed' });
    progress.take(0, { event: 'group-end', title: 'first', file: 'a', ms: 20_000 });
    progress.take(0, { event: 'passed' });
    progress.take(0, { event: 'group-end', title: 'half of the second', file: 'b', ms: 30_000 });
    expect(lines).to.deep.equal(['1 of 3,   30 s left  first', '2 of 3,   40 s left  half of the second']);
  });

  it('adds to a process what is left of the one which it waits for', () => {
    const lines: string[] = [];
    const lanes = [{ files: ['a', 'b'] }, { files: ['c'], after: 0 }];
    const progress = createProgress(lanes, { a: 1_000, b: 3_000, c: 5_000 }, (line) => lines.push(line));
    for (const lane of [0, 1]) progress.take(lane, { event: 'begin', tests: 3 });
    progress.take(0, { event: 'group-end', title: 'first', file: 'a', ms: 1_000 });
    progress.take(0, { event: 'group-end', title: 'second', file: 'b', ms: 3_000 });
    progress.take(0, { event: 'end' });
    progress.take(1, { event: 'group-end', title: 'half of the third', file: 'c', ms: 2_000 });
    expect(lines.map((line) => line.slice(8).trim())).to.deep.equal([
      '8 s left  first',
      '5 s left  second',
      '3 s left  half of the third',
    ]);
  });

  it('is not complete before each process has ended', () => {
    const progress = createProgress([{ files: ['a'] }, { files: ['b'] }], {}, () => undefined);
    progress.take(0, { event: 'end' });
    expect(progress.summary().complete).to.equal(false);
    progress.take(1, { event: 'end' });
    expect(progress.summary().complete).to.equal(true);
  });
});
