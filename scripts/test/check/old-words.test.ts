import { expect } from 'chai';
import { checkOldWords, oldWordsIn, oldWordsInGuide, unnamedSubjectsIn } from '../../src/check/old-words.ts';

describe('old words', () => {
  it('are in no identifier, comment, test, guide or file name of this repository', async () => {
    expect(await checkOldWords()).to.deep.equal({ code: 0, output: '' });
  }).timeout(30_000);

  it('are found as a part of a name, with the term that replaces them', () => {
    const text = 'const nextDuty = 1; function sweepAll() {} const CALLS_PER_DUTY = { stranger: 2 };';
    expect(oldWordsIn('a.ts', text)).to.deep.equal([
      'a.ts: nextDuty is an old word. Remedy: call it by "recovery task".',
      'a.ts: sweepAll is an old word. Remedy: call it by "authorization reconciliation".',
      'a.ts: CALLS_PER_DUTY is an old word. Remedy: call it by "recovery task".',
      'a.ts: stranger is an old word. Remedy: call it by "unknown shopper".',
    ]);
  });

  it('are found in comments, titles of tests and names of files', () => {
    const old = 'A.ts: sweep is an old word. Remedy: call it by "authorization reconciliation".';
    for (const text of [
      '// the next sweep',
      '/** Of a sweep. */ const a = 1;',
      "describe('a sweep', () => 1)",
      "it('looks at the sweep', f)",
    ])
      expect(oldWordsIn('A.ts', text), text).to.deep.equal([old]);
    expect(oldWordsIn('journal/spool-file.ts', '')).to.deep.equal([
      'journal/spool-file.ts: journal/spool-file.ts is an old word. Remedy: call it by "outbox".',
    ]);
  });

  it('are found as two words in a row', () => {
    const remedy = 'is an old word. Remedy: call it by "void or refund".';
    expect(oldWordsIn('a.ts', 'const createGiveBack = 1; // what was given back\n')).to.deep.equal([
      `a.ts: createGiveBack ${remedy}`,
      `a.ts: given back ${remedy}`,
    ]);
    expect(oldWordsInGuide('docs/give-back.md', 'It gives back what it has, given or back.')).to.deep.equal([
      `docs/give-back.md: docs/give-back.md ${remedy}`,
      `docs/give-back.md: gives back ${remedy}`,
    ]);
    expect(oldWordsIn('a.ts', "const task = 'give-back'; // `give-back`\n")).to.deep.equal([]);
  });

  it('are left alone in texts, in what a comment quotes, as an English word and inside other words', () => {
    const text = [
      '// import duties',
      '// `sweep.secs` and POST /operations/sweep',
      "const astray = 'sweep'; const constructor = 1;",
      "log('a sweep');",
    ].join('\n');
    expect(oldWordsIn('a.ts', text)).to.deep.equal([]);
  });

  it('are found in guides and in the names of decisions', () => {
    expect(
      oldWordsInGuide('docs/decisions/0010-duties.md', 'The next sweep, and import duties.'),
    ).to.deep.equal([
      'docs/decisions/0010-duties.md: docs/decisions/0010-duties.md is an old word. Remedy: call it by "recovery task".',
      'docs/decisions/0010-duties.md: sweep is an old word. Remedy: call it by "authorization reconciliation".',
    ]);
  });

  it('include pronouns for persons in comments: these name no component', () => {
    expect(
      unnamedSubjectsIn('a.ts', '// Nobody hears of it, and nobody asks.\n/** Whoever began it */'),
    ).to.deep.equal(
      ['nobody', 'whoever'].map(
        (word) =>
          `a.ts: a comment says "${word}". Remedy: name the component, caller, field or number that is meant.`,
      ),
    );
    expect(unnamedSubjectsIn('a.ts', "// the user `nobody`\nconst nobody = 'somebody';")).to.deep.equal([]);
  });

  it('are left alone in what a guide quotes', () => {
    const text = ['`POST /operations/sweep` and the setting `shield`', '```', 'a sweep', '```'].join('\n');
    expect(oldWordsInGuide('docs/a.md', text)).to.deep.equal([]);
  });
});
