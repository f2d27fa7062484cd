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
      return ts.transpileModule(code, {
        compilerOptions: {
          target: ts.ScriptTarget[`ES${FLOOR}`],
          module: ts.ModuleKind.ESNext,
          verbatimModuleSyntax: true,
        },
      }).outputText;
    },
  };
}

/** Knockout templates as text. */
export function templates(): Plugin {
  return {
    name: 'templates',
    load: async (id) => {
      if (!/\.(html|template)$/.test(id)) return null;
      return `export default ${JSON.stringify(compact(await readFile(id, 'utf8')))};`;
    },
  };
}

/** A template without the white space that neither HTML nor Knockout reads. */
function compact(html: string): string {
  return html
    .replace(/\s+/g, ' ')
    .replace(/> </g, '><')
    .replace(/ (\/?>)/g, '$1')
    .replace(/data-bind="[^"]*"/g, (binding) =>
      // What stands between quotes is text.
      binding.replace(/('[^']*')| ?([:,{}?]) ?/g, (_, text?: string, mark = '') => text ?? String(mark)),
    )
    .trim();
}

/** A script as it goes over the wire. */
export async function minified(code: string): Promise<string> {
  const { code: small = '' } = await minify(code, {
    ecma: FLOOR,
    compress: { ecma: FLOOR, passes: 3, pure_getters: true, keep_fargs: false, unsafe_arrows: true },
    format: { ecma: FLOOR },
  });
  return small;
}
