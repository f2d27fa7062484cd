import { expect } from 'chai';
import { purgeBefore } from '../../../src/journal/maintenance/maintenance.ts';

const at = new Date('2026-11-21T10:00:00Z');

describe('the instant before which payments are purged', () => {
  it('is the beginning of a month, as many months ago', () => {
    expect(purgeBefore(at, 120)).to.deep.equal(new Date('2016-11-01T00:00:00Z'));
    expect(purgeBefore(new Date('2026-03-31T10:00:00Z'), 25, 24)).to.deep.equal(
      new Date('2024-02-01T00:00:00Z'),
    );
  });

  it('is never younger than the law wants, nor than a dispute', () => {
    expect(() => purgeBefore(at, 119)).to.throw(RangeError, /after 120 months, not after 119/);
    expect(() => purgeBefore(at, 24, 17)).to.throw(RangeError, /18 or more/);
    expect(() => purgeBefore(at, Number.NaN)).to.throw(RangeError);
  });
});
