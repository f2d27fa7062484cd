import { Problem } from '../../domain/problem.ts';

const DEPTH_MAX = 32;

/**
 * @throws Problem `malformed-request` when the bytes are no JSON, nested too deeply, name a prototype, or have a name twice in
 *   one object: another JSON parser could read another value than this program.
 */
export function requireJson(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  const value = parse(text);
  if (requireHonest(value) !== keysIn(text))
    throw new Problem('malformed-request', 'The body has a key twice: send each field once.');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message quotes the body.
    throw new Problem('malformed-request', 'The body is not valid JSON.');
  }
}

/**
 * Level by level, not by recursion, which a deep enough body would overflow.
 *
 * @returns how many keys there are.
 */
function requireHonest(value: unknown): number {
  let keys = 0;
  let level = isContainer(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX)
      throw new Problem('malformed-request', `The body is nested deeper than ${DEPTH_MAX} levels.`);
    const next: object[] = [];
    for (const container of level) {
      requireNoPrototype(container);
      const values = Object.values(container) as unknown[];
      if (!Array.isArray(container)) keys += values.length;
      for (const each of values) if (isContainer(each)) next.push(each);
    }
    level = next;
  }
  return keys;
}

/** JSON.parse makes them ordinary keys; code that copies them later would set or change a prototype. */
function requireNoPrototype(container: object): void {
  const constructor: unknown = Object.hasOwn(container, 'constructor') ? container.constructor : undefined;
  const reaches = Object.hasOwn(container, '__proto__')
    ? '__proto__'
    : isContainer(constructor) && Object.hasOwn(constructor, 'prototype')
      ? 'constructor.prototype'
      : undefined;
  if (reaches !== undefined)
    throw new Problem(
      'malformed-request',
      `The body has a key named ${reaches}: send the documented fields only.`,
    );
}

const QUOTE = '"';
const BACKSLASH = 92;
const SPACE = 32;
const COLON = 58;

/** How many keys valid JSON spells out: texts with a colon behind them. The parser keeps only the last of each name. */
function keysIn(json: string): number {
  let keys = 0;
  let start = json.indexOf(QUOTE);
  while (start !== -1) {
    let next = endOfText(json, start) + 1;
    while (json.charCodeAt(next) <= SPACE) next += 1;
    if (json.charCodeAt(next) === COLON) keys += 1;
    start = json.indexOf(QUOTE, next);
  }
  return keys;
}

/** Where the quote is that ends the text; one behind an odd number of backslashes belongs to it. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf(QUOTE, start + 1); ; end = json.indexOf(QUOTE, end + 1)) {
    let isEscaped = false;
    for (let at = end - 1; json.charCodeAt(at) === BACKSLASH; at -= 1) isEscaped = !isEscaped;
    if (!isEscaped) return end;
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
