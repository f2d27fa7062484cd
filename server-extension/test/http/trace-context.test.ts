import { expect } from 'chai';
import { callerTraceOf } from '../../src/http/trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('the trace that a caller names (W3C Trace Context)', () => {
  for (const header of [
    `00-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-00`,
    `01-${TRACE}-${PARENT}-01`,
    `cc-${TRACE}-${PARENT}-01-what-a-later-version-adds`,
  ])
    it(`is taken from ${header}`, () => {
      expect(callerTraceOf({ traceparent: header })).to.include({
        traceId: TRACE,
        spanId: PARENT,
        isSampled: !header.endsWith('-00'),
      });
    });

  const wrong: Readonly<Record<string, string>> = {
    'an empty header': '',
    'a trace id of zeroes': `00-${'0'.repeat(32)}-${PARENT}-01`,
    'a parent id of zeroes': `00-${TRACE}-${'0'.repeat(16)}-01`,
    'capital letters': `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    'a short trace id': `00-${TRACE.slice(1)}-${PARENT}-01`,
    'a long trace id': `00-${TRACE}0-${PARENT}-01`,
    'a short parent id': `00-${TRACE}-${PARENT.slice(1)}-01`,
    'no flags': `00-${TRACE}-${PARENT}`,
    'version 00 with more parts': `00-${TRACE}-${PARENT}-01-more`,
    'the forbidden version': `ff-${TRACE}-${PARENT}-01`,
    'blanks around it': ` 00-${TRACE}-${PARENT}-01 `,
    'a line break after it': `00-${TRACE}-${PARENT}-01\n`,
    'the header twice': `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
    'a later version without the separator': `01-${TRACE}-${PARENT}-01more`,
  };
  for (const [what, header] of Object.entries(wrong))
    it(`is not known from ${what}`, () => {
      expect(callerTraceOf({ traceparent: header })).to.equal(undefined);
    });

  it('is not known without the header', () => {
    expect(callerTraceOf({})).to.equal(undefined);
  });
});
