import { Problem } from '../domain/problem.ts';

const MAX_DEPTH = 32;

/** @throws Problem `malformed-request` when the bytes are no JSON, nested deeper than any honest body, or reach for a prototype. */
export function requireJson(bytes: Buffer): unknown {
  const value = parse(bytes);
  requireHonest(value);
  return value;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    // The parser's own message quotes the body.
    throw new Problem('malformed-request', 'The body is not valid JSON.');
  }
}

/** Level by level, not by recursion, which a deep enough body would overflow. */
function requireHonest(value: unknown): void {
  let level = containersIn([value]);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      throw new Problem('malformed-request', `The body is nested deeper than ${MAX_DEPTH} levels.`);
    }
    level = level.flatMap((container) => {
      // JSON.parse makes it an ordinary key; whoever copies it later would set the prototype.
      if (Object.hasOwn(container, '__proto__')) {
        throw new Problem(
          'malformed-request',
          'The body has a key named __proto__: send the documented fields only.',
        );
      }
      return containersIn(Object.values(container));
    });
  }
}

function containersIn(values: readonly unknown[]): object[] {
  return values.filter((value) => typeof value === 'object' && value !== null);
}
