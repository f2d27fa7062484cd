import { readFileSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

let isReady = false;

/**
 * Imports a module that has a template, which Node reads as text here, as the build does. The types of such modules are the
 * browser's, so the test says what it uses of them.
 */
export async function importWithTemplates<Used>(address: URL): Promise<Used> {
  if (!isReady)
    module.registerHooks({
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
