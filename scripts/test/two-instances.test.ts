import { expect } from 'chai';
import { inRepository } from '../src/program/repository.ts';
import { runProgram } from '../src/program/run-program.ts';

describe('npm run test:two', function () {
  this.timeout(240_000);

  it('passes: 3-D Secure, card fields, saved cards, operations and notifications with two instances in turn', async () => {
    const { code, output } = await runProgram(process.execPath, [
      inRepository('scripts', 'src', 'test.ts'),
      '--instances',
      '2',
      '--processes',
      '1',
    ]);
    const lines = output.trimEnd().split('\n');
    expect(code, output).to.equal(0);
    expect(Number(/^(\d+) passed, 0 failed/.exec(lines.at(-1) ?? '')?.[1])).to.be.greaterThan(60);
    expect(output).to.include('The instances of a test run');
  });
});
