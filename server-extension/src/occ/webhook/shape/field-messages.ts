import type * as z from 'zod';

/**
 * What a field has to be, for every check that has no words of its own: zod's name types and patterns of this program, which
 * tells a caller nothing.
 */
export function fieldMessage(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `must be ${oneOf(issue.values.map(String))}`;
    case 'too_small':
      return `must ${sized(issue.origin, `at least ${issue.minimum}`)}`;
    case 'too_big':
      return `must ${sized(issue.origin, `at most ${issue.maximum}`)}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_union':
    case 'unrecognized_keys':
      return 'has another form than documented';
  }
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
};

function oneOf(values: readonly string[]): string {
  const last = values.at(-1) ?? '';
  return values.length < 2 ? last : `${values.slice(0, -1).join(', ')} or ${last}`;
}

function sized(origin: string, bound: string): string {
  if (origin === 'string') return `have a length of ${bound}`;
  return origin === 'array' ? `have a number of entries of ${bound}` : `be ${bound}`;
}
