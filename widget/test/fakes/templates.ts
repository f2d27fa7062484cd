import { readFileSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

let isReady = false;

/**
 * Imports a module that has a template, which Node reads as text here, as the build does; so are the modules that it loads
 * when they are needed. The types of such modules are the
 * browser's, so the test says what it uses of them.
 */
export async function importWithTemplates<Used>(address: URL): Promise<Used> {
  if (!isReady)
    module.registerHooks({
      // OCC serves the widget's modules from its folder `js/`: they are the entries of the build.
      resolve(specifier, context, next) {
        const [, entry] = /^js\/(.+)$/.exec(specifier) ?? [];
        return entry === undefined
          ? next(specifier, context)
          : next(new URL(`../../src/entries/${entry}.ts`, import.meta.url).href, context);
      },
      load(url, context, next) {
        if (!url.endsWith('.html')) return next(url, context);
        const template = readFileSync(fileURLToPath(url), 'utf8');
        return {
          format: 'module',
          source: `export default ${JSON.stringify(template)};`,
          shortCircuit: true,
        };
      },
    });
  isReady = true;
  return (await import(address.href)) as Used;
}
