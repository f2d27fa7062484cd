import { readFile } from 'node:fs/promises';
import type { Plugin } from 'rollup';
import { minify } from 'terser';
import ts from 'typescript';

/** The floor of the browsers that shops support. */
const FLOOR = 2017;

/** TypeScript as the JavaScript of {@link FLOOR}; types were checked before. */
export function typescript(): Plugin {
  return {
    name: 'typescript',
    transform: (code, id) => {
      if (!id.endsWith('.ts')) return null;
      const { outputText } = ts.transpileModule(code, {
        compilerOptions: {
          target: ts.ScriptTarget[`ES${FLOOR}`],
          module: ts.ModuleKind.ESNext,
          verbatimModuleSyntax: true,
        },
        transformers: { after: [flattenedSpreads, oneKeyword] },
      });
      return shortened(outputText);
    },
  };
}

/**
 * What TypeScript writes for `a?.b` and `a ?? b`, with the same meaning in fewer characters: `== null`
 * is true for undefined, too. (It is also true for `document.all`, which the widget is never given.)
 */
function shortened(javascript: string): string {
  return javascript
    .replace(/ === null \|\| \w+ === void 0/g, ' == null')
    .replace(/ !== null && \w+ !== void 0/g, ' != null');
}

/** `Object.assign({}, a, b)` for TypeScript's `Object.assign(Object.assign({}, a), b)`, which means the same. */
function flattenedSpreads(context: ts.TransformationContext): ts.Transformer<ts.SourceFile> {
  const visit = (node: ts.Node): ts.Node => {
    const visited = ts.visitEachChild(node, visit, context);
    if (!isAssign(visited)) return visited;
    const [inner, ...more] = visited.arguments;
    if (inner === undefined || !isAssign(inner)) return visited;
    return context.factory.updateCallExpression(visited, visited.expression, undefined, [
      ...inner.arguments,
      ...more,
    ]);
  };
  return (file) => ts.visitEachChild(file, visit, context);
}

/** `let` for `const`: types were checked before, and one word packs better than two. */
function oneKeyword(context: ts.TransformationContext): ts.Transformer<ts.SourceFile> {
  const visit = (node: ts.Node): ts.Node => {
    const visited = ts.visitEachChild(node, visit, context);
    return ts.isVariableDeclarationList(visited) && (visited.flags & ts.NodeFlags.Const) !== 0
      ? context.factory.createVariableDeclarationList(visited.declarations, ts.NodeFlags.Let)
      : visited;
  };
  return (file) => ts.visitEachChild(file, visit, context);
}

function isAssign(node: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    ts.isIdentifier(node.expression.expression) &&
    node.expression.expression.text === 'Object' &&
    node.expression.name.text === 'assign'
  );
}

/** Knockout templates as text. */
export function templates(): Plugin {
  return {
    name: 'templates',
    load: async (id) => {
      if (!/\.(html|template)$/.test(id)) return null;
      // Bindings are full of both kinds of quotes; between these, neither needs a backslash.
      return `export default \`${compact(await readFile(id, 'utf8'))}\`;`;
    },
  };
}

/** A template without the white space and the quotes that neither HTML nor Knockout reads. */
export function compact(html: string): string {
  if (/[`\\]|\$\{/.test(html))
    throw new Error('A template holds what would end or change a template literal.');
  return html
    .replace(/\s+/g, ' ')
    .replace(/> </g, '><')
    .replace(/ \/?>/g, '>')
    .replace(/<!-- (.*?) -->/g, '<!--$1-->')
    .replace(/ data-bind="[^"]*"| ([\w-]+)="([\w-]+)"/g, (text, name?: string, value = '') =>
      name === undefined ? compactBinding(text) : ` ${name}=${String(value)}`,
    )
    .trim();
}

/** Without white space, except in texts: what stands between quotes. */
function compactBinding(binding: string): string {
  const marks = /('[^']*')| ?(===|!==|&&|\|\||[:,{}?()+]) ?/g;
  return binding.replace(marks, (_, text?: string, mark = '') => text ?? String(mark));
}

/** A script as it goes over the wire. */
export async function minified(code: string): Promise<string> {
  const { code: small = '' } = await minify(code, {
    ecma: FLOOR,
    compress: {
      ecma: FLOOR,
      passes: 6,
      pure_getters: true,
      // No method of the widget is called with `new`.
      unsafe_methods: true,
      // A function packs better than its body in each place that calls it.
      inline: false,
      keep_fargs: false,
      unsafe_arrows: true,
      // `a === 'b'`, as it stands in the templates, packs better than `'b' === a`.
      lhs_constants: false,
    },
    format: { ecma: FLOOR, inline_script: false },
  });
  return small;
}
