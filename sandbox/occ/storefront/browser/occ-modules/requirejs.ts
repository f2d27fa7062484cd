/** The part of RequireJS that the storefront uses; OCC loads the library before everything else. */
export interface RequireJs {
  (ids: readonly string[], ready: (...modules: never[]) => void, failed?: (problem: unknown) => void): void;
  config(options: { baseUrl: string; paths: Readonly<Record<string, string>>; map: SiblingMap }): void;
}

/** `js/foo` inside a widget's module means the file beside it. */
type SiblingMap = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type Define = (id: string, dependencies: readonly string[], factory: () => unknown) => void;
