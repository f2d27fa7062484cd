import { expect } from 'chai';
import { present } from '../../src/domain/present.ts';

describe('the fields that have a value', () => {
  it('are those that are not undefined: zero, no and nothing are values', () => {
    expect(present({ a: undefined, b: 0, c: false, d: '', e: null })).to.deep.equal({
      b: 0,
      c: false,
      d: '',
      e: null,
    });
  });

  it('keep their order', () => {
    expect(Object.keys(present({ z: 1, m: undefined, a: 2 }))).to.deep.equal(['z', 'a']);
  });
});
