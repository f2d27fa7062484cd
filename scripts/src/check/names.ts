/** Names of exported types: words of the glossary and of programming only, and no name twice. Names of limits: one spelling. */
import { readFile } from 'node:fs/promises';
import ts from 'typescript';
import { inRepository } from '../program/repository.ts';
import type { ProgramResult } from '../program/run-program.ts';
import { PROGRAMMING_WORDS } from './programming-words.ts';
import { sourceFiles } from './source-files.ts';

/** An exported type, interface or class. */
export interface ExportedType {
  readonly name: string;
  /** Relative to the repository. */
  readonly file: string;
}

const GLOSSARY = 'docs/glossary.md';

/** Checks every source file of the repository that is no test. */
export async function checkNames(): Promise<ProgramResult> {
  const types: ExportedType[] = [];
  const limits: string[] = [];
  for (const file of (await sourceFiles()).filter((file) => !isTest(file))) {
    const text = await readFile(inRepository(file), 'utf8');
    types.push(...exportedTypesIn(file, text));
    if (file.startsWith('server-extension/')) limits.push(...misspelledLimits(file, text));
  }
  const terms = termsIn(await readFile(inRepository(GLOSSARY), 'utf8'));
  const problems = [
    ...repeatedNames(types),
    ...unknownWords(types, [...terms, ...PROGRAMMING_WORDS]),
    ...limits,
  ];
  return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') };
}

const isTest = (file: string): boolean => /(^|\/)test\//.test(file);

/** The types that a file exports. A class counts: its name is a type as well. */
export function exportedTypesIn(file: string, text: string): readonly ExportedType[] {
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return statements
    .filter(
      (statement) =>
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement) ||
        ts.isClassDeclaration(statement),
    )
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .flatMap(({ name }) => (name === undefined ? [] : [{ name: name.text, file }]));
}

/** The terms of the glossary: the first column of its tables, the forms of a term apart. */
export function termsIn(markdown: string): readonly string[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => (line.split('|')[1] ?? '').trim())
    .filter((cell) => cell !== 'Term' && !/^-+$/.test(cell))
    .flatMap((cell) => cell.split(/[,;]/))
    .map((term) => term.trim());
}

/** A sentence for each name that more than one exported type has. */
export function repeatedNames(types: readonly ExportedType[]): readonly string[] {
  const filesOf = new Map<string, string[]>();
  for (const { name, file } of types) filesOf.set(name, [...(filesOf.get(name) ?? []), file]);
  return [...filesOf]
    .filter(([, files]) => files.length > 1)
    .map(([name, files]) => {
      const where = files.join(', ');
      return `${name} is the name of ${files.length} exported types: ${where}. Remedy: rename all but one.`;
    });
}

/** A sentence for each type whose name has a word that is neither in a term nor a word of programming. */
export function unknownWords(types: readonly ExportedType[], known: readonly string[]): readonly string[] {
  const words = new Set(known.flatMap(wordsOf).map(singular));
  return types.flatMap(({ name, file }) => {
    const unknown = wordsOf(name).filter((word) => !words.has(singular(word)));
    if (unknown.length === 0) return [];
    return [
      `${file}: ${name} uses ${unknown.map((word) => `"${word}"`).join(', ')}, which is no term of ${GLOSSARY}. ` +
        'Remedy: use a term of the glossary, or add a line to it.',
    ];
  });
}

/** Words of a limit at the place where its noun belongs, and names that are nothing else: `MOST_KEYS`, `TOGETHER_MOST`, `AT_ONCE`. */
const MISSPELLED_LIMIT =
  /^(?:MOST|MAX|HIGHEST|LONGEST|LARGEST|LEAST|FEWEST|MIN)(?:_|$)|_(?:MOST|LEAST)$|^(?:AT_ONCE|UNDER_WAY|TRIES|KEPT|PAGE|OLDEST_MS|PATIENCE_MS)$/;

/** A sentence for each constant that is a limit and does not begin with what it limits. */
export function misspelledLimits(file: string, text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && MISSPELLED_LIMIT.test(node.name.text))
      found.push(
        `${file}: ${node.name.text} does not say what it limits. Remedy: noun, then _MAX or _MIN, then a unit, as in DETAILS_READ_MAX or PAUSE_MAX_MS.`,
      );
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

/** `LeasedTask` and `leased tasks` → leased and task or tasks. */
function wordsOf(text: string): readonly string[] {
  const words = text.match(/[A-Z][a-z0-9]+|[A-Z]+(?![a-z0-9])|[a-z0-9]+/g) ?? [];
  return words.map((word) => word.toLowerCase());
}

/** The same text for a word and its plural; of other words with that ending too, which does no harm. */
function singular(word: string): string {
  return word.replace(/ies$/, 'y').replace(/(?<=\w[^s])s$/, '');
}
