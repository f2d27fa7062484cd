import { expect } from 'chai';
import {
  checkNames,
  exportedTypesIn,
  misspelledLimits,
  repeatedNames,
  termsIn,
  unknownWords,
} from '../../src/check/names.ts';

const GLOSSARY = `
| Term               | Meaning      | Source |
| ------------------ | ------------ | ------ |
| capture, captured  | Takes money. | trade  |
| payment group      | Of an order. | OCC    |
| CyberSource        | A gateway.   | trade  |
`;

const inFile = (name: string, file = 'sandbox/a.ts'): { name: string; file: string } => ({ name, file });

describe('names of exported types', () => {
  it('are all known to the glossary and used once in this repository', async () => {
    expect(await checkNames()).to.deep.equal({ code: 0, output: '' });
  });

  it('are those of types, interfaces and classes, not of functions, constants and what stays in the file', () => {
    const text = `
      export interface Capture {}
      export type Refund = 'a';
      export class Ledger {}
      export function pay() {}
      export const Payment = 1;
      interface Hidden {}
    `;
    expect(exportedTypesIn('a.ts', text).map(({ name }) => name)).to.deep.equal([
      'Capture',
      'Refund',
      'Ledger',
    ]);
  });

  it('are refused when two files export the same one', () => {
    const [problem, ...more] = repeatedNames([
      inFile('Answer', 'a.ts'),
      inFile('Row'),
      inFile('Answer', 'b.ts'),
    ]);
    expect(problem).to.contain('Answer is the name of 2 exported types: a.ts, b.ts.');
    expect(more).to.deep.equal([]);
  });

  it('are made of the terms of the glossary, in each form and in the plural, and of words of programming', () => {
    const known = [...termsIn(GLOSSARY), 'Deps', 'Entry'];
    const names = ['CapturedPayment', 'CaptureDeps', 'PaymentGroups', 'CyberSourceEntries', 'Capture'];
    expect(
      unknownWords(
        names.map((name) => inFile(name)),
        known,
      ),
    ).to.deep.equal([]);
  });

  it('are refused when one of their words is neither', () => {
    const problems = unknownWords([inFile('CaptureNemesis'), inFile('OpenDuty')], termsIn(GLOSSARY));
    expect(problems).to.have.length(2);
    expect(problems[0]).to.contain('sandbox/a.ts: CaptureNemesis uses "nemesis"');
    expect(problems[1]).to.contain('"open", "duty"');
  });
});

describe('the glossary', () => {
  it('gives its terms by the first column, without the heading', () => {
    expect(termsIn(GLOSSARY)).to.deep.equal(['capture', 'captured', 'payment group', 'CyberSource']);
  });
});

describe('names of limits', () => {
  it('are refused where they do not begin with what they limit', () => {
    for (const name of [
      'MOST_KEYS',
      'TOGETHER_MOST',
      'HIGHEST',
      'LONGEST_PAUSE_MS',
      'LEAST_DIGITS',
      'MAX_ROWS',
      'AT_ONCE',
      'PAGE',
    ])
      expect(misspelledLimits('a.ts', `export const ${name} = 1;`), name).to.deep.equal([
        `a.ts: ${name} does not say what it limits. Remedy: noun, then _MAX or _MIN, then a unit, as in DETAILS_READ_MAX or PAUSE_MAX_MS.`,
      ]);
  });

  it('are taken with noun and unit, and other names are left alone', () => {
    const text =
      'const KEYS_MAX = 1, PAUSE_MAX_MS = 2, PAGE_ROWS = 3, MOSTLY = 4, ORDERS_AT_ONCE = 5, most = 6;';
    expect(misspelledLimits('a.ts', text)).to.deep.equal([]);
  });
});
