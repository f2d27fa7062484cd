/** A member of a JSON object as its sender wrote it: parsing and writing JSON again would change bytes that were signed. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x7b, 0x5b]);
const CLOSING: ReadonlySet<number> = new Set([0x7d, 0x5d]);
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const COMMA = 0x2c;
const COLON = 0x3a;

/** Two members of one object have the same name: which of them counts, two parsers may see differently. */
export class RepeatedMember extends Error {}

/**
 * The bytes of the member's value, without the blanks around it; undefined where the object has no such member.
 *
 * @param json bytes that are known to be valid JSON in UTF-8.
 * @throws RepeatedMember when two members of the object have the same name, however it is escaped.
 */
export function rawMember(json: Buffer, name: string): Buffer | undefined {
  let at = skipBlanks(json, 0);
  if (json[at] !== 0x7b) return undefined;
  at = skipBlanks(json, at + 1);
  const names = new Set<string>();
  let found: Buffer | undefined;
  while (json[at] === QUOTE) {
    const nameEnd = endOfText(json, at);
    const key = JSON.parse(json.toString('utf8', at, nameEnd)) as string;
    if (names.has(key)) throw new RepeatedMember('A member stands twice in one object.');
    names.add(key);
    const colon = skipBlanks(json, nameEnd);
    const start = skipBlanks(json, json[colon] === COLON ? colon + 1 : colon);
    const end = endOfValue(json, start);
    if (key === name) found = json.subarray(start, end);
    at = skipBlanks(json, end);
    if (json[at] === COMMA) at = skipBlanks(json, at + 1);
  }
  return found;
}

function skipBlanks(json: Buffer, from: number): number {
  let at = from;
  while (BLANKS.has(json[at] ?? 0)) at += 1;
  return at;
}

/** @param start of the opening quote. @returns the place after the closing one. */
function endOfText(json: Buffer, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

function endOfValue(json: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  while (at < json.length) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) at = endOfText(json, at);
    else if (OPENING.has(byte)) {
      depth += 1;
      at += 1;
    } else if (CLOSING.has(byte)) {
      if (depth === 0) return at;
      depth -= 1;
      at += 1;
    } else if (depth === 0 && (byte === COMMA || BLANKS.has(byte))) return at;
    else {
      at += 1;
      continue;
    }
    if (depth === 0) return at;
  }
  return at;
}
