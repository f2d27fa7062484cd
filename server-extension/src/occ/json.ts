import { Problem } from '../domain/problem.ts';

const MAX_DEPTH = 32;
/** The name in plain spelling and with escaped underscores. Nothing here copies foreign keys; this says so aloud. */
const PROTOTYPE_KEY = /"(?:_|\\u005f){2}proto(?:_|\\u005f){2}"\s*:/i;

/** @throws Problem `malformed-request` when the bytes are no JSON, nested deeper than any honest body, or reach for a prototype. */
export function requireJson(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  if (isDeeperThan(text, MAX_DEPTH)) {
    throw new Problem('malformed-request', `The body is nested deeper than ${MAX_DEPTH} levels.`);
  }
  if (PROTOTYPE_KEY.test(text)) {
    throw new Problem(
      'malformed-request',
      'The body has a key named __proto__: send the documented fields only.',
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message quotes the body.
    throw new Problem('malformed-request', 'The body is not valid JSON.');
  }
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const OPEN_OBJECT = 123;
const CLOSE_ARRAY = 93;
const CLOSE_OBJECT = 125;

function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (quoted) {
      if (code === BACKSLASH) place += 1;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth -= 1;
  }
  return false;
}
