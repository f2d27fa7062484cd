/**
 * The query language of transaction search, as far as it is used in practice: `field:value` terms, ranges,
 * `AND`, `OR`, `NOT` and parentheses (CyberSource: search). `AND` binds closer than `OR`.
 */
import { parseTime } from './date-math.ts';

/** The values that a document has under a dotted path. */
export type FieldReader = (field: string) => string | undefined;

/** Whether a document is wanted. */
export type Predicate = (lookup: FieldReader) => boolean;

/** A query that does not parse; the message says where. */
export class QuerySyntax extends Error {
  override readonly name = 'QuerySyntax';
}

const TOKEN = /\s*(?:(\(|\)|AND\b|OR\b|NOT\b)|([\w.]+):\s*([[{][^\]}]*[\]}]|"[^"]*"|[^\s()]+))/y;

/** Reads a query; an empty one wants everything. Throws {@link QuerySyntax}. */
export function parseQuery(query: string, now: Date): Predicate {
  const tokens = tokenize(query);
  let position = 0;
  const peek = (): string | undefined => tokens[position]?.word;

  function disjunction(): Predicate {
    const parts = [conjunction()];
    while (peek() === 'OR') {
      position += 1;
      parts.push(conjunction());
    }
    return (lookup) => parts.some((part) => part(lookup));
  }

  function conjunction(): Predicate {
    const parts = [factor()];
    while (peek() === 'AND') {
      position += 1;
      parts.push(factor());
    }
    return (lookup) => parts.every((part) => part(lookup));
  }

  function factor(): Predicate {
    const token = tokens[position];
    position += 1;
    if (token?.term) return toTerm(token.term, now);
    if (token?.word === 'NOT') {
      const negated = factor();
      return (lookup) => !negated(lookup);
    }
    if (token?.word !== '(') throw new QuerySyntax('a term is missing');
    const inner = disjunction();
    if (peek() !== ')') throw new QuerySyntax('a parenthesis is not closed');
    position += 1;
    return inner;
  }

  if (tokens.length === 0) return () => true;
  const whole = disjunction();
  if (position < tokens.length) throw new QuerySyntax('terms are joined with AND or OR');
  return whole;
}

interface Term {
  readonly field: string;
  readonly value: string;
}

interface Token {
  readonly word?: string;
  readonly term?: Term;
}

function tokenize(query: string): readonly Token[] {
  const text = query.trim();
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new QuerySyntax(`nothing is understood from character ${at + 1} on`);
    const [, word, field, value] = match;
    tokens.push(word !== undefined ? { word } : { term: { field: field ?? '', value: value ?? '' } });
  }
  return tokens;
}

function toTerm({ field, value }: Term, now: Date): Predicate {
  if (/^[[{]/.test(value)) return toRange(field, value, now);
  const wanted = value.replace(/^"(.*)"$/, '$1').toLowerCase();
  if (!wanted.includes('*')) return (lookup) => lookup(field)?.toLowerCase() === wanted;
  const parts = wanted.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`);
  return (lookup) => pattern.test(lookup(field)?.toLowerCase() ?? '');
}

/** `[A TO B]` includes its ends, `{A TO B}` does not, and the two may be mixed. `*` is no limit. */
function toRange(field: string, range: string, now: Date): Predicate {
  const [from = '', to, ...rest] = range
    .slice(1, -1)
    .trim()
    .split(/\s+TO\s+/);
  if (to === undefined || rest.length > 0) throw new QuerySyntax(`the range of ${field} is not [A TO B]`);
  const low = limit(from, -Infinity, field, now);
  const high = limit(to, Infinity, field, now);
  const above = (value: number): boolean => (range.startsWith('[') ? value >= low : value > low);
  const below = (value: number): boolean => (range.endsWith(']') ? value <= high : value < high);
  return (lookup) => {
    const value = toComparable(lookup(field) ?? '', now);
    return value !== undefined && above(value) && below(value);
  };
}

function limit(text: string, unlimited: number, field: string, now: Date): number {
  const value = text === '*' ? unlimited : toComparable(text, now);
  if (value === undefined)
    throw new QuerySyntax(`the range of ${field} has a limit that is no number and no time`);
  return value;
}

function toComparable(text: string, now: Date): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : parseTime(text, now);
}
