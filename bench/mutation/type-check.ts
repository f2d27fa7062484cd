import path from 'node:path';
import ts from 'typescript';
import { root } from '../../scripts/src/repository.ts';

/** Says whether a file would type-check with another text. */
export type TypeCheck = (file: string, text: string) => boolean;

/** Rules about what is not used judge no behaviour: a change that breaks only those is tried. */
const LENIENT = { noUnusedLocals: false, noUnusedParameters: false, allowUnreachableCode: true } as const;

/**
 * A type-checker of one of the repository's projects that stays in memory.
 *
 * @param project name of its file: `tsconfig.json`
 */
export function createTypeCheck(project: string): TypeCheck {
  const { config } = ts.readConfigFile(path.join(root, project), (name) => ts.sys.readFile(name)) as {
    config: unknown;
  };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const settings: ts.CompilerOptions = { ...options, ...LENIENT };
  let changed: { readonly name: string; readonly text: string } | undefined;
  let version = 0;
  const service = ts.createLanguageService({
    getCompilationSettings: () => settings,
    getScriptFileNames: () => fileNames,
    getScriptVersion: (name) => (name === changed?.name ? String(version) : '0'),
    getScriptSnapshot(name) {
      const text = name === changed?.name ? changed.text : ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => ts.sys.fileExists(name),
    readFile: (name) => ts.sys.readFile(name),
    readDirectory: (...args) => ts.sys.readDirectory(...args),
    directoryExists: (name) => ts.sys.directoryExists(name),
    getDirectories: (name) => ts.sys.getDirectories(name),
  });
  return (file, text) => {
    const name = path.join(root, file);
    changed = { name, text };
    version += 1;
    return (
      service.getSyntacticDiagnostics(name).length === 0 && service.getSemanticDiagnostics(name).length === 0
    );
  };
}
