/** Every change that is tried: those of Stryker's instrumenter and our own. */
import { readFile } from 'node:fs/promises';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { inRepository } from '../../scripts/src/program/repository.ts';
import type { SourceMutant } from './mutant.ts';
import { rowMutants } from './row-mutants.ts';

type Logger = ConstructorParameters<typeof Instrumenter>[0];

/** What they put in needs no parentheses to stay one expression. */
const WHOLE = new Set([
  'ArrayDeclaration',
  'BlockStatement',
  'BooleanLiteral',
  'ObjectLiteral',
  'Regex',
  'StringLiteral',
]);

/**
 * The changes of one file, in a fixed order. Sentences are left alone: no test repeats the words of every message. Words,
 * names and codes are changed.
 *
 * @param file path in the repository
 */
export async function mutantsOf(file: string): Promise<readonly SourceMutant[]> {
  const text = await readFile(inRepository(file), 'utf8');
  const { mutants } = await new Instrumenter(silent).instrument(
    [{ name: inRepository(file), content: text, mutate: true }],
    { plugins: null, ignorers: [], excludedMutations: [] },
  );
  const offsetOf = offsets(text);
  const strykers = mutants.map(({ location, replacement, mutatorName: kind }): SourceMutant => ({
    file,
    start: offsetOf(location.start),
    end: offsetOf(location.end),
    replacement: WHOLE.has(kind) || /^(case|default)\b/.test(replacement) ? replacement : `(${replacement})`,
    kind,
  }));
  return [...strykers, ...rowMutants(file, text)].filter((mutant) => !isSentence(mutant, text));
}

function isSentence({ kind, start, end }: SourceMutant, text: string): boolean {
  return kind === 'StringLiteral' && /\S \S/.test(text.slice(start, end));
}

interface Place {
  /** Both from 0. */
  readonly line: number;
  readonly column: number;
}

function offsets(text: string): (place: Place) => number {
  let next = 0;
  const starts = text.split('\n').map((line) => {
    const start = next;
    next += line.length + 1;
    return start;
  });
  return ({ line, column }) => (starts[line] ?? 0) + column;
}

const nothing = (): void => undefined;
const no = (): boolean => false;
const silent: Logger = {
  isTraceEnabled: no,
  isDebugEnabled: no,
  isInfoEnabled: no,
  isWarnEnabled: no,
  isErrorEnabled: no,
  isFatalEnabled: no,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
};
