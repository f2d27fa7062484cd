import { expect } from 'chai';
import fc from 'fast-check';
import { requireJson } from '../../../src/occ/api/json.ts';
import { Problem } from '../../../src/domain/problem.ts';

const read = (text: string): unknown => requireJson(Buffer.from(text));

describe('JSON of a request', () => {
  it('is what JSON.parse makes of it', () => {
    const honest = fc.jsonValue({ maxDepth: 6 });
    fc.assert(
      fc.property(honest, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        fc.pre(!/__proto__|constructor/.test(text));
        expect(read(text)).to.deep.equal(JSON.parse(text));
      }),
    );
  });

  for (const text of [
    '{"a":1,"a":1}',
    '{"a":1,"b":{"c":2, "c" : 3}}',
    '[{"a":1},{"a":{"b":[{"x":1,"\\u0078":2}]}}]',
    '{"a\\"":"\\\\","a\\"":2}',
  ])
    it(`says one thing twice in ${text}, and is refused`, () => {
      expect(() => read(text)).to.throw(Problem, 'a key twice');
    });

  for (const text of [
    '{"a":"b:c","b":"{\\"a\\":1}","c":"\\\\"}',
    '{"":{"":{"":[]}}}',
    '{"constructor":"Ada","prototype":1}',
    ' {"a" \n :\t1} ',
    '"a:b"',
  ])
    it(`says everything once in ${JSON.stringify(text)}`, () => {
      expect(read(text)).to.deep.equal(JSON.parse(text));
    });
});
