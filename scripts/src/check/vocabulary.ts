/** CyberSource's words stand in its adapter only: the rest of the extension speaks of outcomes and reasons of its own. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import ts from 'typescript';
import {
  paymentReasons,
  paymentStatuses,
  requestReasons,
  reversalStatuses,
  reviewReasons,
  settlementStatuses,
  voidStatuses,
} from '../../../server-extension/src/cybersource/outcome/vocabulary.ts';
import { inRepository } from '../program/repository.ts';
import type { ProgramResult } from '../program/run-program.ts';
import { sourceFiles } from './source-files.ts';

const EXTENSION = 'server-extension/src/';
const ADAPTER = /^server-extension\/src\/(cybersource|methods\/[^/]+)\//;

/** A word in code, with the line that it stands in. */
interface WordInCode {
  readonly word: string;
  /** From 1. */
  readonly line: number;
}

/** Words that a file may use all the same, each with the contract that wants it. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // OCC's own: states of an order's payment group, and error codes of the routes for the OMS.
  'occ/orders/order-acceptance.ts': ['AUTHORIZED', 'FAILED'],
  'occ/order-updates/order-change.ts': ['AUTHORIZED'],
  'routes/oms/oms-problem.ts': ['INVALID_AMOUNT'],
  // `responseReason` and `authCode` of an answer without a status of CyberSource's show one, as storefronts expect.
  'occ/response/blocked-payment.ts': ['DECLINED'],
  'occ/response/webhook-response.ts': [
    'AUTHORIZED_PENDING_REVIEW',
    'DECLINED',
    'INVALID_REQUEST',
    'NOT_SUPPORTED',
    'PENDING',
    'PENDING_AUTHENTICATION',
  ],
  // Examples of the API's description, which show what such answers hold.
  'routes/payment-webhook/examples.ts': ['AUTHORIZED'],
  'routes/operations/operations.ts': ['AUTHORIZED'],
  // And the reason of an answer to an operation that the payment method does not have.
  'routes/oms/oms.ts': ['EXCEEDS_AUTH_AMOUNT', 'INVALID_REQUEST', 'NOT_SUPPORTED', 'PENDING'],
};

/** Checks the extension's files outside the adapter, and that each exception is still needed. */
export async function checkVocabulary(): Promise<ProgramResult> {
  const words = new Set([...statusesAndReasons(), ...fieldNames()]);
  const problems: string[] = [];
  const files = (await sourceFiles()).filter((file) => file.startsWith(EXTENSION) && !ADAPTER.test(file));
  for (const file of files) {
    const found = wordsIn(await readFile(inRepository(file), 'utf8'), words);
    problems.push(...problemsOf(file, found, EXCEPTIONS[file.slice(EXTENSION.length)]));
  }
  return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') };
}

/** Every status and reason of CyberSource's that the adapter knows. */
export function statusesAndReasons(): readonly string[] {
  return [
    ...paymentStatuses,
    ...settlementStatuses,
    ...reversalStatuses,
    ...voidStatuses,
    ...reviewReasons,
    ...paymentReasons,
    ...requestReasons,
  ];
}

const SDK_MODELS = ['CreatePaymentRequest', 'PtsV2PaymentsPost201Response'];

/** The sections of a payment and of its answer that have a name of CyberSource's own, by its SDK. */
export function fieldNames(): readonly string[] {
  const require = createRequire(inRepository('server-extension/package.json'));
  return SDK_MODELS.flatMap((model) => {
    const { prototype } = require(`cybersource-rest-client/src/model/${model}.js`) as { prototype: object };
    return Object.keys(prototype).filter((name) =>
      /Information$|^embeddedActions$|^submitTimeUtc$/.test(name),
    );
  });
}

/**
 * Where identifiers, texts and templates of a source file have one of the words. Comments may cite them, and a constant may be
 * called `FAILED`: a status of one English word counts as a text and as a property's name only.
 */
export function wordsIn(text: string, words: ReadonlySet<string>): readonly WordInCode[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const found: WordInCode[] = [];
  const visit = (node: ts.Node): void => {
    for (const word of textOf(node).match(/\w+/g) ?? []) {
      if (!words.has(word) || isPlainName(node, word)) continue;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push({ word, line: line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isPlainName(node: ts.Node, word: string): boolean {
  const isProperty = ts.isPropertyAssignment(node.parent) && node.parent.name === node;
  return ts.isIdentifier(node) && /^[A-Z]+$/.test(word) && !isProperty;
}

function textOf(node: ts.Node): string {
  return ts.isIdentifier(node) || ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node)
    ? node.text
    : '';
}

/** Whose words they are, where they are mapped to ours, and the file of this check with its exceptions. */
interface WordRule {
  readonly owner: string;
  readonly adapter: string;
  readonly check: string;
}

const CYBERSOURCE: WordRule = {
  owner: 'CyberSource',
  adapter: 'server-extension/src/cybersource/outcome/',
  check: 'scripts/src/check/vocabulary.ts',
};

/** A sentence for each word that is no exception, and for each exception that no code needs. */
export function problemsOf(
  file: string,
  found: readonly WordInCode[],
  exceptions: readonly string[] = [],
  { owner, adapter, check }: WordRule = CYBERSOURCE,
): readonly string[] {
  const used = new Set(found.map(({ word }) => word));
  return [
    ...found
      .filter(({ word }) => !exceptions.includes(word))
      .map(
        ({ word, line }) =>
          `${file}:${line}: ${word} is a word of ${owner}'s. Remedy: map it to a word of the domain in ${adapter}.`,
      ),
    ...exceptions
      .filter((word) => !used.has(word))
      .map((word) => `${file}: ${word} is not used any more. Remedy: remove the exception in ${check}.`),
  ];
}
