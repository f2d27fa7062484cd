/**
 * Changes that Stryker does not make: a row of a table or a field of an object left out, a number doubled, a promise that
 * is not waited for, a fallback after a rejection left out.
 */
import ts from 'typescript';
import type { SourceMutant } from './mutant.ts';

/** All such changes of a file, in the order of the text. */
export function rowMutants(file: string, text: string): readonly SourceMutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: SourceMutant[] = [];
  const add = (node: ts.Node, kind: string, replacement: string, end = node.end): void => {
    found.push({ file, start: node.getStart(source), end, replacement, kind });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isArrayLiteralExpression(node)) leaveOutEach(node.elements);
    else if (ts.isObjectLiteralExpression(node)) leaveOutEach(node.properties);
    else if (ts.isNumericLiteral(node)) add(node, 'Number', doubled(node.text));
    else if (ts.isAwaitExpression(node)) add(node, 'Await', node.expression.getText(source));
    else if (isCatch(node)) add(node, 'Catch', node.expression.expression.getText(source));
    ts.forEachChild(node, visit);
  };
  const leaveOutEach = (rows: ts.NodeArray<ts.Node>): void => {
    if (rows.length > 1) for (const row of rows) add(row, 'Row', '', endWithComma(text, row.end));
  };
  visit(source);
  return found;
}

function doubled(number: string): string {
  const value = Number(number);
  return String(value === 0 ? 1 : value * 2);
}

function endWithComma(text: string, end: number): number {
  return end + (/^\s*,/.exec(text.slice(end))?.[0].length ?? 0);
}

function isCatch(node: ts.Node): node is ts.CallExpression & { expression: ts.PropertyAccessExpression } {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'catch'
  );
}
