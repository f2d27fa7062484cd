/**
 * Words of an earlier vocabulary that identifiers, names of files, comments, titles of tests and guides must not use any more: the
 * glossary has another word for each.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { inRepository } from '../program/repository.ts';
import type { ProgramResult } from '../program/run-program.ts';
import { sourceFiles } from './source-files.ts';

/** The old word, or two of them in a row, and the term of the glossary that replaces it. */
const REPLACED: Readonly<Record<string, string>> = {
  'gave back': 'void or refund',
  'give back': 'void or refund',
  'given back': 'void or refund',
  'gives back': 'void or refund',
  'giving back': 'void or refund',
  debt: 'residual hold',
  debtor: 'residual hold',
  debts: 'residual hold',
  duties: 'recovery task',
  duty: 'recovery task',
  nemesis: 'fault injector',
  restraint: 'risk check',
  shield: 'card-testing guard',
  shields: 'card-testing guard',
  spool: 'outbox',
  stranger: 'unknown shopper',
  strangers: 'unknown shopper',
  stray: 'orphaned result',
  sweep: 'authorization reconciliation',
  takings: 'captured funds',
};

/** Subjects that say nothing, with what a comment of the product says instead. Tests and guides may have them in a sentence. */
const SUBJECTS: ReadonlySet<string> = new Set(['nobody', 'somebody', 'anybody', 'everybody', 'whoever']);

/** Words that are a trade's own in a sentence: import duties. Only identifiers must not have them. */
const PLAIN_ENGLISH: ReadonlySet<string> = new Set(['duty', 'duties']);

/** CyberSource's name for what is paid at a border: `orderInformation.amountDetails.dutyAmount`. */
const OF_THE_TRADE: ReadonlySet<string> = new Set(['dutyAmount']);

/** Where an old word is a contract (setting, environment variable), or the text of a journal of an earlier version. */
const ALLOWED: readonly RegExp[] = [
  /^server-extension\/src\/journal\/.*schema\.ts$/,
  /^server-extension\/test\/journal\/attempts-of-1-0-0\.ts$/,
  /^server-extension\/test\/config\/config\.test\.ts$/,
  /^server-extension\/test\/routes\/card-testing-[\w-]+\.test\.ts$/,
  /^gateway-settings\/texts\//,
  /^scripts\/src\/check\/old-words\.ts$/,
  /^scripts\/test\/clients\/oms-client\.test\.ts$/,
  /^docs\/(?:glossary\.md|releases\/|proofs\/)/,
];

/** Checks every source file of the repository, tests among them, and every guide and decision. */
export async function checkOldWords(): Promise<ProgramResult> {
  const problems: string[] = [];
  for (const file of [...(await sourceFiles()), ...(await guides())]) {
    if (ALLOWED.some((allowed) => allowed.test(file))) continue;
    const text = await readFile(inRepository(file), 'utf8');
    problems.push(...(file.endsWith('.md') ? oldWordsInGuide(file, text) : oldWordsIn(file, text)));
    if (file.endsWith('.ts') && !/(^|\/)test\//.test(file)) problems.push(...unnamedSubjectsIn(file, text));
  }
  return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') };
}

/** The guides and decisions, relative to the repository. What was released (the changelog) keeps its words. */
async function guides(): Promise<readonly string[]> {
  const entries = await readdir(inRepository('docs'), { recursive: true });
  const inDocs = entries.map((entry) => path.posix.join('docs', entry.split(path.sep).join('/')));
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...inDocs.filter((file) => file.endsWith('.md'))];
}

/** A sentence for each old word in the guide's name and in its text, code and links left out. */
export function oldWordsInGuide(file: string, text: string): readonly string[] {
  const found = new Map<string, string>();
  const prose = text.replace(/^```.*?^```/gms, ' ');
  for (const [name, word] of [
    ...withPairs(partsOf(file)).map((word) => [file, word] as const),
    ...withPairs(plainWordsOf(prose))
      .filter((word) => !PLAIN_ENGLISH.has(word))
      .map((word) => [word, word] as const),
  ]) {
    const term = termFor(word);
    if (term !== undefined) found.set(name, term);
  }
  return toProblems(file, found);
}

/** The term that replaces an old word; undefined for every other word. */
function termFor(word: string): string | undefined {
  return Object.hasOwn(REPLACED, word) ? REPLACED[word] : undefined;
}

function toProblems(file: string, found: ReadonlyMap<string, string>): readonly string[] {
  return [...found].map(([name, term]) => `${file}: ${name} is an old word. Remedy: call it by "${term}".`);
}

/** A sentence for each old word in the file's name, in an identifier, in a comment and in a test's title. */
export function oldWordsIn(file: string, text: string): readonly string[] {
  const found = new Map<string, string>();
  const note = (name: string, words: readonly string[]): void => {
    for (const word of withPairs(words)) {
      const term = termFor(word);
      if (term !== undefined) found.set(name, term);
    }
  };
  const noteSentence = (sentence: string): void => {
    for (const word of withPairs(plainWordsOf(sentence))) if (!PLAIN_ENGLISH.has(word)) note(word, [word]);
  };
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !OF_THE_TRADE.has(node.text)) note(node.text, partsOf(node.text));
    if (ts.isCallExpression(node)) noteSentence(titleOf(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const comment of commentsIn(text)) noteSentence(comment);
  note(file, partsOf(file));
  return toProblems(file, found);
}

/** A sentence for each comment whose subject is a pronoun for a person. */
export function unnamedSubjectsIn(file: string, text: string): readonly string[] {
  const words = commentsIn(text).flatMap(plainWordsOf);
  return [...new Set(words.filter((word) => SUBJECTS.has(word)))].map(
    (word) =>
      `${file}: a comment says "${word}". Remedy: name the component, caller, field or number that is meant.`,
  );
}

/** The words, and each with the next one. */
function withPairs(words: readonly string[]): readonly string[] {
  return [...words, ...words.slice(1).map((word, index) => `${words[index] ?? ''} ${word}`)];
}

function partsOf(name: string): readonly string[] {
  return (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).map((part) => part.toLowerCase());
}

/** The words of a sentence, without what it quotes: settings, variables and paths are contracts. */
function plainWordsOf(sentence: string): readonly string[] {
  const plain = sentence.replace(/`[^`]*`|"[^"]*"|\S+[/_.]\w\S*|\/\w\S*/g, ' ');
  return (plain.match(/[A-Za-z]+/g) ?? []).map((word) => word.toLowerCase());
}

/** What a test or a group of tests says about itself, or nothing. */
function titleOf({ expression, arguments: [title] }: ts.CallExpression): string {
  const isTest = ts.isIdentifier(expression) && ['describe', 'it'].includes(expression.text);
  return isTest && title !== undefined && ts.isStringLiteralLike(title) ? title.text : '';
}

function commentsIn(text: string): readonly string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text);
  const comments: string[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const isComment =
      token === ts.SyntaxKind.SingleLineCommentTrivia || token === ts.SyntaxKind.MultiLineCommentTrivia;
    if (isComment) comments.push(scanner.getTokenText());
  }
  return comments;
}
