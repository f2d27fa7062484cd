import { expect } from 'chai';
import { checkOldWords, oldWordsIn } from '../../src/check/old-words.ts';

describe('old words', () => {
  it('are in no identifier of this repository', async () => {
    expect(await checkOldWords()).to.deep.equal({ code: 0, output: '' });
  });

  it('are found as a part of a name, with the term that replaces them', () => {
    const text = 'const nextDuty = 1; function sweepAll() {} const CALLS_PER_DUTY = { stranger: 2 };';
    expect(oldWordsIn('a.ts', text)).to.deep.equal([
      'a.ts: nextDuty is an old word. Remedy: call it by "recovery task".',
      'a.ts: sweepAll is an old word. Remedy: call it by "authorization reconciliation".',
      'a.ts: CALLS_PER_DUTY is an old word. Remedy: call it by "recovery task".',
      'a.ts: stranger is an old word. Remedy: call it by "unknown shopper".',
    ]);
  });

  it('are left alone in texts, comments and inside other words', () => {
    expect(oldWordsIn('a.ts', "// a duty\nconst astray = 'sweep'; const constructor = 1;")).to.deep.equal([]);
  });
});
