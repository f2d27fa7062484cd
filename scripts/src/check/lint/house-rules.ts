/** Rules that only this house has, for the linter (`.oxlintrc.jsonc`). */
import { definePlugin, defineRule, type ESTree } from '@oxlint/plugins';

/** `...(x !== undefined && { x })` is `...present({ x })`: one spelling for a field that may be missing. */
const optionalFields = defineRule({
  meta: { type: 'suggestion', messages: { present: 'Write ...present({ {{name}} }) (domain/present.ts).' } },
  create: ({ sourceCode, report }) => ({
    SpreadElement({ argument }) {
      const field = argument.type === 'LogicalExpression' ? guardedField(argument) : undefined;
      if (field === undefined) return;
      const name = sourceCode.getText(field.value);
      if (name === sourceCode.getText(field.guard))
        report({ node: field.value, messageId: 'present', data: { name } });
    },
  }),
});

/** The only field of `guard !== undefined && { name: value }`, and what is asked about. */
function guardedField({
  operator,
  left,
  right,
}: ESTree.LogicalExpression): { readonly guard: ESTree.Node; readonly value: ESTree.Node } | undefined {
  if (operator !== '&&' || left.type !== 'BinaryExpression' || left.operator !== '!==') return undefined;
  if (left.right.type !== 'Identifier' || left.right.name !== 'undefined') return undefined;
  if (right.type !== 'ObjectExpression' || right.properties.length !== 1) return undefined;
  const [property] = right.properties;
  return property?.type === 'Property' ? { guard: left.left, value: property.value } : undefined;
}

/** A schema of a module is made with its first use: to make them all takes longer than the rest of a start. */
const lazySchemas = defineRule({
  meta: {
    type: 'suggestion',
    messages: { lazy: 'Write lazy(() => {{call}}(…)) (domain/json/lazy.ts): it is made with its first use.' },
  },
  create: ({ sourceCode, report }) => ({
    'CallExpression[callee.type="MemberExpression"][callee.object.name="z"]:not(:function CallExpression)'(
      call: ESTree.CallExpression,
    ) {
      report({ node: call, messageId: 'lazy', data: { call: sourceCode.getText(call.callee) } });
    },
  }),
});

export default definePlugin({
  meta: { name: 'house' },
  rules: { 'optional-fields': optionalFields, 'lazy-schemas': lazySchemas },
});
