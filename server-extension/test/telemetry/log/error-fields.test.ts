import { expect } from 'chai';
import { Problem } from '../../../src/domain/problem.ts';
import { journalUnavailable } from '../../../src/journal/unavailable.ts';
import { toErrorFields } from '../../../src/telemetry/log/error-fields.ts';

describe('what the log says about a failure', () => {
  it('is the words of a problem, which say what was not reached or not configured', () => {
    const problem = new Problem('gateway-failure', 'OCC did not answer in time. Try again.');
    expect(toErrorFields(problem)).to.deep.equal({ error: 'OCC did not answer in time. Try again.' });
    expect(toErrorFields(new Problem('conflict', 'x'.repeat(500))).error).to.have.length(160);
  });

  it('is also which journal failed and what the database said', () => {
    const problem = journalUnavailable(
      'sqlite:/var/lib/payments.sqlite',
      new Error('database or disk is full'),
    );
    expect(toErrorFields(problem).cause).to.equal(
      'sqlite:/var/lib/payments.sqlite: database or disk is full',
    );
    const other = new Problem('gateway-failure', 'OCC gave no usable answer.');
    other.cause = new Error('Unexpected token in 4111111111111111');
    expect(toErrorFields(other)).not.to.have.property('cause');
  });

  it('is the place of every other error, and never its words', () => {
    const fields = toErrorFields(new RangeError('4111111111111111 is not a number'));
    expect(fields).to.include({ error: 'RangeError' });
    expect(fields.at).to.match(/^error-fields\.test\.ts:\d+$/);
  });

  it('is the type of what was thrown although it is no error', () => {
    expect(toErrorFields('4111111111111111')).to.deep.equal({ error: 'string' });
  });
});
