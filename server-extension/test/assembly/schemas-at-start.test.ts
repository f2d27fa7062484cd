import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

/** Counts what zod marks as its own, which is every schema and every check of one. */
const COUNT = `
let made = 0;
const define = Object.defineProperty;
Object.defineProperty = (object, name, property) => {
  if (name === '_zod') made += 1;
  return define(object, name, property);
};
const { z } = await import('zod');
z.string();
const seen = made;
const [, routes, methods] = process.argv;
const { declareRoutes } = await import(routes);
if (methods !== undefined) declareRoutes((await import(methods)).paymentMethods);
console.log(JSON.stringify({ seen, made: made - seen }));
`;

function schemasMadeBy(...modules: readonly string[]): { readonly seen: number; readonly made: number } {
  const files = modules.map((module) => fileURLToPath(new URL(`../../src/${module}`, import.meta.url)));
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', COUNT, ...files], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  return JSON.parse(output) as ReturnType<typeof schemasMadeBy>;
}

describe('Schemas at the start', function () {
  this.timeout(60_000);

  it('are those of the configuration alone: every other one is made with its first use', () => {
    const configuration = schemasMadeBy('config/config.ts');
    expect(configuration.seen).to.be.greaterThan(0);
    expect(configuration.made).to.be.greaterThan(0);
    expect(schemasMadeBy('assemble.ts').made).to.equal(0);
    expect(schemasMadeBy('routes/routes.ts', 'methods/methods.ts').made).to.equal(0);
  });
});
