import { expect } from 'chai';
import { readArguments } from '../../src/config/program-arguments.ts';

const USAGE = 'Usage: program';

describe('the arguments of a program that its environment configures', () => {
  it('are none', () => {
    expect(readArguments([], USAGE)).to.equal(undefined);
  });

  for (const asked of ['--help', '-h'])
    it(`may be ${asked}, which is answered with the usage alone`, () => {
      expect(readArguments([asked], USAGE)).to.deep.equal({ code: 0, text: USAGE });
    });

  for (const [given, complaint] of [
    [['--port'], "error: unknown option '--port'"],
    [['-p'], "error: unknown option '-p'"],
    [['8080'], "error: unknown argument '8080'"],
    [['--help', '--port'], "error: unknown option '--port'"],
    [['-h', '8080'], "error: unknown argument '8080'"],
    [[''], "error: unknown argument ''"],
  ] as const)
    it(`are refused where they are ${JSON.stringify(given)}: ${complaint}`, () => {
      expect(readArguments(given, USAGE)).to.deep.equal({ code: 2, text: `${complaint}\n\n${USAGE}` });
    });
});
