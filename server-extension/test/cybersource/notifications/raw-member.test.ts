import { expect } from 'chai';
import fc from 'fast-check';
import { RepeatedMember, rawMember } from '../../../src/cybersource/notifications/raw-member.ts';

const blanks = fc.array(fc.constantFrom(' ', '\n', '\t', '\r'), { maxLength: 3 }).map((all) => all.join(''));

/** A JSON value in one of the many ways to write it. */
const written = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, 2), fc.boolean())
  .map(([value, indent, isEscaped]) => {
    const text = JSON.stringify(value, undefined, indent);
    return isEscaped ? escaped(text) : text;
  });

/** Every letter outside ASCII, and every `p`, as a Unicode escape, where a string allows it. */
function escaped(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, (each) =>
    each.replace(/[^ -~]|(?<!\\)p/g, (letter) =>
      Array.from(
        { length: letter.length },
        (_, at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`,
      ).join(''),
    ),
  );
}

describe('a member of a JSON text as it was written', () => {
  it('is found byte for byte, whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), written, { maxKeys: 5 }),
        written,
        fc.array(blanks, { minLength: 4, maxLength: 4 }),
        fc.nat(),
        (others, payload, [a = '', b = '', c = '', d = ''], place) => {
          const members = Object.entries(others)
            .filter(([name]) => name !== 'payload')
            .map(([name, value]) => `${escaped(JSON.stringify(name))}${a}:${b}${value}`);
          members.splice(place % (members.length + 1), 0, `"payload"${b}:${a}${payload}`);
          const text = `${c}{${d}${members.join(`${a},${b}`)}${c}}${d}`;
          JSON.parse(text);
          expect(rawMember(Buffer.from(text), 'payload')?.toString()).to.equal(payload);
        },
      ),
    );
  });

  it('has its name also where that is written with escapes', () => {
    expect(rawMember(Buffer.from('{"pay\\u006coad": [1, 2 ]}'), 'payload')?.toString()).to.equal('[1, 2 ]');
  });

  it('is not looked for within other members, nor in lists', () => {
    expect(rawMember(Buffer.from('{"a":{"payload":1},"b":"\\"payload\\":2"}'), 'payload')).to.equal(
      undefined,
    );
    expect(rawMember(Buffer.from('[{"payload":1}]'), 'payload')).to.equal(undefined);
  });

  it('is refused where a name stands twice, in whatever spelling', () => {
    for (const text of [
      '{"payload":1,"payload":2}',
      '{"payload":1,"p\\u0061yload":2}',
      '{"a":1,"a":2,"payload":3}',
    ])
      expect(() => rawMember(Buffer.from(text), 'payload')).to.throw(RepeatedMember);
  });
});
