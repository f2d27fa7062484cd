import { expect } from 'chai';
import { objectIn } from '../../../src/domain/json/json-object.ts';

describe('the object that a JSON text holds', () => {
  it('is there when the text holds one', () => {
    expect(objectIn('{"a":1}')).to.deep.equal({ a: 1 });
  });

  for (const text of ['[1]', 'null', '"a"', '1', '{"a":', '']) {
    it(`is none in ${text === '' ? 'nothing' : text}`, () => {
      expect(objectIn(text)).to.equal(undefined);
    });
  }
});
