import type { Define } from './requirejs.ts';

/** Puts the framework's objects where widgets ask for them. OCC: modules that OCC exposes. */
export function defineModules(define: Define, modules: Readonly<Record<string, unknown>>): void {
  for (const [id, module] of Object.entries(modules)) define(id, [], () => module);
}

/** OCC's view models that are one for the page are reached through `getInstance()`. */
export function single<T>(instance: T): { getInstance(): T } {
  return { getInstance: () => instance };
}
