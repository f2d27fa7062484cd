import path from 'node:path';
import ts from 'typescript';
import { root } from '../../scripts/src/program/repository.ts';

/** A file of the repository with another text. */
export interface Version {
  readonly file: string;
  readonly text: string;
}

/** Says of each version whether it type-checks. */
export type TypeCheck = (versions: readonly Version[]) => readonly boolean[];

/** Rules about what is not used judge no behaviour: a change that breaks only those is tried. */
const LENIENT: ts.CompilerOptions = {
  noUnusedLocals: false,
  noUnusedParameters: false,
  allowUnreachableCode: true,
  incremental: false,
};

/**
 * Checks many versions at once: each stands beside its file under a name of its own, so that one program checks them all,
 * which costs hardly more than one.
 *
 * @param project name of the file with its options: `tsconfig.node.json`
 * @param declarations files that declare types for all sources
 */
export function createTypeCheck(project: string, declarations: readonly string[]): TypeCheck {
  const check = createProgramCheck(project, declarations);
  return (versions) => {
    const beside = versions.map(({ file, text }, nth) => ({
      file: file.replace(/\.ts$/, `.version${nth}.ts`),
      text,
    }));
    const isWellTyped = check(beside);
    return beside.map(({ file }) => isWellTyped(file));
  };
}

/**
 * Checks one version in its file's place, with the files that import it, itself or through one other: a table that has to
 * have a row for every word is refused when the word is gone. Costs a program for each version.
 *
 * @param importers files that import it, nearest first
 */
export type PlaceCheck = (version: Version, importers: readonly string[]) => boolean;

/** See {@link PlaceCheck}. */
export function createPlaceCheck(project: string, declarations: readonly string[]): PlaceCheck {
  const check = createProgramCheck(project, declarations);
  return (version, importers) => {
    const isWellTyped = check([version], importers);
    return [version.file, ...importers].every(isWellTyped);
  };
}

type ProgramCheck = (versions: readonly Version[], others?: readonly string[]) => (file: string) => boolean;

function createProgramCheck(project: string, declarations: readonly string[]): ProgramCheck {
  const { config } = ts.readConfigFile(path.join(root, project), (name) => ts.sys.readFile(name)) as {
    config: unknown;
  };
  const options = { ...ts.parseJsonConfigFileContent(config, ts.sys, root).options, ...LENIENT };
  delete options.tsBuildInfoFile;
  const host = ts.createCompilerHost(options);
  const known = new Map<string, ts.SourceFile | undefined>();

  return (versions, others = []) => {
    const texts = new Map(versions.map(({ file, text }) => [path.join(root, file), text]));
    const program = ts.createProgram({
      rootNames: [...[...declarations, ...others].map((each) => path.join(root, each)), ...texts.keys()],
      options,
      host: {
        ...host,
        fileExists: (name) => texts.has(name) || host.fileExists(name),
        readFile: (name) => texts.get(name) ?? host.readFile(name),
        getSourceFile(name, target, ...rest) {
          const text = texts.get(name);
          if (text !== undefined) return ts.createSourceFile(name, text, target, true);
          if (!known.has(name)) known.set(name, host.getSourceFile(name, target, ...rest));
          return known.get(name);
        },
      },
    });
    return (file) => {
      const source = program.getSourceFile(path.join(root, file));
      return (
        program.getSyntacticDiagnostics(source).length === 0 &&
        program.getSemanticDiagnostics(source).length === 0
      );
    };
  };
}
