import { expect } from 'chai';
import { mergeScrapes } from '../../src/telemetry/merge-scrapes.ts';

describe('One text of the scrapes of several processes', () => {
  it('has the samples of each metric together, and its comments once', () => {
    const scrape = (instance: string): string =>
      [
        '# HELP a_total What a is.',
        '# TYPE a_total counter',
        `a_total{instance="${instance}"} 1`,
        '',
        '# TYPE b gauge',
        `b{instance="${instance}"} 2`,
        '',
      ].join('\n');
    expect(mergeScrapes([scrape('one'), scrape('two')])).to.equal(
      [
        '# HELP a_total What a is.',
        '# TYPE a_total counter',
        'a_total{instance="one"} 1',
        'a_total{instance="two"} 1',
        '',
        '# TYPE b gauge',
        'b{instance="one"} 2',
        'b{instance="two"} 2',
        '',
      ].join('\n'),
    );
  });

  it('keeps a metric that one process alone has, and comments that differ', () => {
    expect(mergeScrapes(['# HELP a One.\na 1\n', '# HELP a Another.\n# TYPE c gauge\nc 3\n'])).to.equal(
      '# HELP a One.\n# HELP a Another.\na 1\n\n# TYPE c gauge\nc 3\n',
    );
  });

  it('takes no other comment for a metric, and passes over samples before the first', () => {
    expect(mergeScrapes(['x 1\n# EOF\n# TYPE a gauge\n# about a\na 1\n'])).to.equal(
      '# TYPE a gauge\n# about a\na 1\n',
    );
    expect(mergeScrapes([])).to.equal('');
  });
});
