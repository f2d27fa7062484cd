import { expect } from 'chai';
import * as z from 'zod';
import { Problem } from '../../../../src/domain/problem.ts';
import { requireShape } from '../../../../src/occ/webhook/shape/required-shape.ts';

/** What is said of each wrong field. */
function wrongFields(schema: z.ZodType, value: unknown): readonly string[] {
  try {
    requireShape(schema, value, 'body');
  } catch (error) {
    if (error instanceof Problem) return error.fields.map(({ path, message }) => `${path} ${message}`);
    throw error;
  }
  return [];
}

const schema = z.strictObject({
  text: z.string().min(2).max(3),
  pattern: z.string().regex(/^a+$/).optional(),
  count: z.int().min(1).max(9).multipleOf(3).optional(),
  yes: z.boolean().optional(),
  one: z.enum(['a', 'b', 'c']).optional(),
  only: z.literal('x').optional(),
  list: z
    .array(z.strictObject({ id: z.string() }))
    .min(1)
    .max(2)
    .optional(),
  either: z.union([z.string(), z.number()]).optional(),
});

describe('A request of another shape', () => {
  for (const [name, value, expected] of [
    ['nothing at all', undefined, ['body is missing']],
    ['no object', [], ['body must be an object']],
    ['what is missing', {}, ['body:text is missing']],
    [
      'other types',
      { text: 5, count: '3', yes: 'true', list: {} },
      [
        'body:text must be text',
        'body:count must be a number',
        'body:yes must be true or false',
        'body:list must be a list',
      ],
    ],
    ['null', { text: null }, ['body:text must be text']],
    [
      'what is too short or small',
      { text: 'a', count: 0, list: [] },
      [
        'body:text must have a length of at least 2',
        'body:count must be at least 1',
        'body:list must have a number of entries of at least 1',
      ],
    ],
    [
      'what is too long or large',
      { text: 'aaaa', count: 12, list: [{ id: '' }, { id: '' }, { id: '' }] },
      [
        'body:text must have a length of at most 3',
        'body:count must be at most 9',
        'body:list must have a number of entries of at most 2',
      ],
    ],
    ['a fraction, and no multiple', { text: 'ab', count: 4 }, ['body:count must be a multiple of 3']],
    [
      'other words',
      { text: 'ab', one: 'd', only: 'y' },
      ['body:one must be a, b or c', 'body:only must be x'],
    ],
    [
      'another pattern, without its spelling',
      { text: 'ab', pattern: 'b', either: true },
      ['body:pattern has another form than documented', 'body:either has another form than documented'],
    ],
    [
      'what is not known, each by its name',
      { text: 'ab', txt: 1, list: [{ id: '', ids: 2 }] },
      [
        'body:list.0.ids is not known here: correct its name, or leave it out',
        'body:txt is not known here: correct its name, or leave it out',
      ],
    ],
  ] as const)
    it(`is told ${name}`, () => {
      expect(wrongFields(schema, value)).to.deep.equal(expected);
    });

  it('says one thing of a field once', () => {
    const twice = z.strictObject({ at: z.string().regex(/^a/, 'must be an a').max(1, 'must be an a') });
    expect(wrongFields(twice, { at: 'bb' })).to.deep.equal(['body:at must be an a']);
  });

  it('names the first hundred fields, and no more of a name than sixty-four characters', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`${'n'.repeat(100)}${at}`, at]));
    const told = wrongFields(z.strictObject({}), {
      ...many,
      ...Object.fromEntries(Object.keys(many).map((_, at) => [`f${at}`, at])),
    });
    expect(told).to.have.length(100);
    expect(told[0]).to.match(/^body:n{64} is not known/);
  });
});
