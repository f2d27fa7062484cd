/** Words of an earlier vocabulary that identifiers must not use any more: the glossary has another word for each. */
import { readFile } from 'node:fs/promises';
import ts from 'typescript';
import { inRepository } from '../program/repository.ts';
import type { ProgramResult } from '../program/run-program.ts';
import { sourceFiles } from './source-files.ts';

/** The old word, and the term of the glossary that replaces it. */
const REPLACED: Readonly<Record<string, string>> = {
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
];

/** Checks every source file of the repository, tests among them. */
export async function checkOldWords(): Promise<ProgramResult> {
  const problems: string[] = [];
  for (const file of await sourceFiles()) {
    if (ALLOWED.some((allowed) => allowed.test(file))) continue;
    problems.push(...oldWordsIn(file, await readFile(inRepository(file), 'utf8')));
  }
  return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') };
}

/** A sentence for each identifier that has an old word as one of its parts; comments and texts are left alone. */
export function oldWordsIn(file: string, text: string): readonly string[] {
  const found = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !OF_THE_TRADE.has(node.text)) {
      for (const part of node.text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []) {
        const term = Object.hasOwn(REPLACED, part.toLowerCase()) ? REPLACED[part.toLowerCase()] : undefined;
        if (term !== undefined) found.set(node.text, term);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return [...found].map(([name, term]) => `${file}: ${name} is an old word. Remedy: call it by "${term}".`);
}
