import { expect } from 'chai';
import {
  checkVocabulary,
  fieldNames,
  problemsOf,
  statusesAndReasons,
  wordsIn,
} from '../../src/check/vocabulary.ts';

const words = new Set(['INSUFFICIENT_FUND', 'AUTHORIZED', 'clientReferenceInformation']);

describe('CyberSource’s words', () => {
  it('stand in no code of the extension outside its adapter', async () => {
    expect(await checkVocabulary()).to.deep.equal({ code: 0, output: '' });
  }).timeout(30_000);

  it('are found as identifiers, properties, types, texts and in templates, with their line', () => {
    const text = [
      "const text = 'INSUFFICIENT_FUND';",
      'const table = { AUTHORIZED: 1 };',
      "type Status = 'AUTHORIZED' | 'OTHER';",
      'const path = `${a}.clientReferenceInformation.code and ${b} AUTHORIZED`;',
      'const whole = `clientReferenceInformation`;',
      'body.clientReferenceInformation = 1;',
    ].join('\n');
    expect(wordsIn(text, words).map(({ word, line }) => `${line} ${word}`)).to.deep.equal([
      '1 INSUFFICIENT_FUND',
      '2 AUTHORIZED',
      '3 AUTHORIZED',
      '4 clientReferenceInformation',
      '4 AUTHORIZED',
      '5 clientReferenceInformation',
      '6 clientReferenceInformation',
    ]);
  });

  it('may be cited in comments, and be a part of other words', () => {
    const text = `
      /** CyberSource: \`clientReferenceInformation\`, for example INSUFFICIENT_FUND. */
      // AUTHORIZED
      const AUTHORIZED_BY = 'UNAUTHORIZED';
    `;
    expect(wordsIn(text, words)).to.deep.equal([]);
  });

  it('may name a constant where they are one English word', () => {
    expect(wordsIn('const AUTHORIZED = 1; use(AUTHORIZED);', words)).to.deep.equal([]);
    expect(wordsIn('const INSUFFICIENT_FUND = 1;', words)).to.have.length(1);
  });

  it('are refused with the place and the remedy', () => {
    const [problem, ...more] = problemsOf('occ/a.ts', [{ word: 'INSUFFICIENT_FUND', line: 7 }]);
    expect(problem).to.match(/^occ\/a\.ts:7: INSUFFICIENT_FUND .*Remedy: map it/);
    expect(more).to.deep.equal([]);
  });

  it('pass where a contract wants them, and not a moment longer', () => {
    expect(problemsOf('occ/a.ts', [{ word: 'PENDING', line: 7 }], ['PENDING'])).to.deep.equal([]);
    expect(problemsOf('occ/a.ts', [], ['PENDING'])[0]).to.match(/PENDING is not used any more/);
  });

  it('are those of the adapter’s vocabulary and of the SDK’s models', () => {
    expect(statusesAndReasons()).to.include.members([
      'AUTHORIZED_PENDING_REVIEW',
      'TRANSMITTED',
      'REVERSED',
      'VOIDED',
      'CONTACT_PROCESSOR',
      'INSUFFICIENT_FUND',
      'AUTH_ALREADY_REVERSED',
    ]);
    expect(fieldNames()).to.include.members([
      'clientReferenceInformation',
      'processingInformation',
      'orderInformation',
      'processorInformation',
      'errorInformation',
      'embeddedActions',
      'submitTimeUtc',
    ]);
  });
});
