/** Whether a page that was written for one release's types still compiles with the next one's. */
import ts from 'typescript';

/** Files of the comparison; they exist in memory only. */
const BEFORE = '/before.d.ts';
const AFTER = '/after.d.ts';
const USE = '/use.ts';

/**
 * A sentence for each exported name that is gone, and for each that a page cannot use any more as it did. TypeScript itself
 * decides: what is exported now is assigned to the type that it had, so that parameters may only take more and results only
 * promise more.
 */
export function breakingTypeChanges(before: readonly string[], after: readonly string[]): readonly string[] {
  if (before.join('\n') === after.join('\n')) return [];
  const [old, now] = [exportedNames(before), exportedNames(after)];
  const gone = [...old.keys()].filter((name) => !now.has(name));
  const functions = [...old]
    .filter(([name, kind]) => kind === 'value' && now.has(name))
    .map(([name]) => name);
  const use = [
    "import type * as before from './before.d.ts';",
    "import type * as after from './after.d.ts';",
    ...functions.map(
      (name) => `declare const ${name}: typeof after.${name}; ${name} satisfies typeof before.${name};`,
    ),
  ];
  return [
    ...gone.map((name) => `\`${name}\` is gone`),
    ...diagnosticsOf(before, after, use).map(
      ({ line, message }) =>
        `\`${functions[line - 2] ?? 'the declarations'}\` cannot be used as before: ${message.replace(/\.$/, '')}`,
    ),
  ];
}

function exportedNames(lines: readonly string[]): ReadonlyMap<string, 'value' | 'type'> {
  const names = new Map<string, 'value' | 'type'>();
  for (const statement of ts.createSourceFile(BEFORE, lines.join('\n'), ts.ScriptTarget.Latest).statements) {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
      names.set(statement.name.text, 'type');
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined)
      names.set(statement.name.text, 'value');
  }
  return names;
}

/** TypeScript's own declarations of JavaScript and the browser, read once. */
const libraries = new Map<string, ts.SourceFile | undefined>();

function diagnosticsOf(
  before: readonly string[],
  after: readonly string[],
  use: readonly string[],
): readonly { readonly line: number; readonly message: string }[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    types: [],
    skipLibCheck: true,
    skipDefaultLibCheck: true,
  };
  const files = new Map([
    [BEFORE, before.join('\n')],
    [AFTER, after.join('\n')],
    [USE, use.join('\n')],
  ]);
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.fileExists = (name) => files.has(name) || onDisk.fileExists(name);
  host.readFile = (name) => files.get(name) ?? onDisk.readFile(name);
  host.getSourceFile = (name, language, ...more) => {
    const text = files.get(name);
    if (text !== undefined) return ts.createSourceFile(name, text, language);
    const known = libraries.get(name) ?? onDisk.getSourceFile(name, language, ...more);
    libraries.set(name, known);
    return known;
  };
  const program = ts.createProgram([USE], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => ({
    line: file?.fileName === USE && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : -1,
    message: ts.flattenDiagnosticMessageText(messageText, ' ').replaceAll(/\s+/g, ' '),
  }));
}
