import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { parse } from 'yaml';
import { inRepository } from '../src/program/repository.ts';

interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

describe('Everything that the storefront does', () => {
  let api: Api;
  /** The table of the shop developers' guide: what the shopper does, and by which calls. */
  let functions: readonly (readonly [string, readonly string[]])[];

  before(async () => {
    api = parse(await readFile(inRepository('docs', 'openapi.yaml'), 'utf8')) as Api;
    const guide = await readFile(inRepository('docs', 'shop-developers.md'), 'utf8');
    const [section = ''] = guide.split('## What the shop can do over REST\n')[1]?.split('\n## ') ?? [];
    functions = [...section.matchAll(/^\| (\S.*?) +\| (`.*?) +\|$/gm)].map(([, what = '', calls = '']) => [
      what,
      // A query is the operation's own affair.
      [...calls.matchAll(/`((?:GET|POST) [^`?]+)/g)].map(([, call = '']) => call),
    ]);
  });

  it('has a call that the API documents, with an answer and an example', () => {
    expect(functions).to.have.length.above(8);
    for (const [what, calls] of functions) {
      expect(calls, what).not.to.deep.equal([]);
      for (const call of calls) {
        const [method = '', path = ''] = call.split(' ');
        const operation = api.paths[path]?.[method.toLowerCase()];
        expect(operation, `${what}: ${call}`).to.include.keys('summary', 'responses');
        expect(JSON.stringify(operation), `${call} has no example`).to.include('"examples"');
      }
    }
  });

  it('is in the guide: every route that browsers may call', () => {
    const ofBrowsers = Object.entries(api.paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, operation]) => isForBrowsers(operation))
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    );
    const inTheGuide = functions.flatMap(([, calls]) => calls);
    expect(ofBrowsers).to.have.members(inTheGuide);
  });

  it('is done by the widgets with these calls and no others', async () => {
    const files = globSync('widget/src/**/*.ts', { cwd: inRepository() });
    const sources = await Promise.all(files.map((file) => readFile(inRepository(file), 'utf8')));
    const called = new Set(
      sources.flatMap((text) =>
        [...text.matchAll(/\bcall\(\s*['`](\/[\w/]+)/g)].map(([, path = '']) => path),
      ),
    );
    const documented = functions.flatMap(([, calls]) => calls).map((call) => call.split(' ')[1] ?? '');
    // Pages of the replaced plugin spell it so.
    expect([...called]).to.have.members(documented.filter((path) => path !== '/applePay/validate'));
  });
});

function isForBrowsers(operation: Readonly<Record<string, unknown>>): boolean {
  return (operation['tags'] as readonly string[] | undefined)?.includes('Storefront') === true;
}
