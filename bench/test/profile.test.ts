import { expect } from 'chai';
import { toProfileTable, toShares } from '../src/measurements/profile.ts';
import type { ProfileNode } from '../src/protocol.ts';

const BUNDLE = 'file:///extension.cjs';
const SOURCES: readonly string[] = [
  '../server-extension/src/payments/execution/execute.ts',
  '../node_modules/undici/lib/client.js',
];

function node(id: number, functionName: string, url: string, line: number, children: number[]): ProfileNode {
  return { id, callFrame: { functionName, url, lineNumber: line, columnNumber: 0 }, children };
}

/** Line 0 of the bundle is ours, line 1 a package's, line 2 the bundler's. */
const nodes = [
  node(1, '(root)', '', 0, [2, 6, 7, 8]),
  node(2, 'execute', BUNDLE, 0, [3]),
  node(3, 'verifyOneShot', 'node:internal/crypto/sig', 10, [4]),
  node(4, 'run', '', 0, []),
  node(6, '(idle)', '', 0, []),
  node(7, '(garbage collector)', '', 0, []),
  node(8, 'processTicksAndRejections', 'node:internal/process', 0, [9, 10]),
  node(9, 'send', BUNDLE, 1, []),
  node(10, '__name', BUNDLE, 2, []),
];
const sharesOf = (samples: readonly number[]): ReturnType<typeof toShares> =>
  toShares(
    { nodes, samples, timeDeltas: samples.map(() => 250) },
    (line) => SOURCES[line],
    (url) => url === BUNDLE,
  );

describe('the profile of a payment', () => {
  it('counts native code and Node’s own for the nearest of our callers', () => {
    expect(sharesOf([2, 3, 4, 4])).to.deep.equal([{ part: 'payments/execution', share: 1, inNode: 0.75 }]);
  });

  it('names packages, garbage collection, and Node where nobody of ours calls it', () => {
    expect(sharesOf([9, 9, 9, 9, 7, 7, 7, 8, 10, 10])).to.deep.equal([
      { part: 'package undici', share: 0.4, inNode: 0 },
      { part: 'garbage collection', share: 0.3, inNode: 0.3 },
      { part: 'Node: HTTP server, sockets, promises, timers', share: 0.3, inNode: 0.1 },
    ]);
  });

  it('leaves out the time in which there is nothing to do', () => {
    expect(sharesOf([6, 6, 6, 9])).to.deep.equal([{ part: 'package undici', share: 1, inNode: 0 }]);
  });

  it('is a table whose small parts are one row', () => {
    const rows = toProfileTable([
      { part: 'journal', share: 0.985, inNode: 0.5 },
      { part: 'guard', share: 0.009, inNode: 0.001 },
      { part: 'methods', share: 0.006, inNode: 0 },
    ]).split('\n');
    expect(rows.slice(2)).to.deep.equal([
      '| journal | 98.5 % | 50.0 % |',
      '| 2 more, each below 1 % | 1.5 % | 0.1 % |',
    ]);
  });
});
