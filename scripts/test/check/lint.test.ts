import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { inRepository } from '../../src/program/repository.ts';
import { runTool } from '../../src/program/run-program.ts';

/** As the linter names a finding: the file that it is in, and the rule. */
type Finding = readonly [file: string, rule: string];

interface Report {
  readonly diagnostics: readonly { readonly filename: string; readonly code: string }[];
}

/** What is refused, and what may stand: each in a file of its own, at the place for which the rule holds. */
const REFUSED: readonly (readonly [rule: string, file: string, code: string])[] = [
  [
    'house(optional-fields)',
    'server-extension/src/a-field.ts',
    'export const f = (x?: string): object => ({ ...(x !== undefined && { x }) });',
  ],
  [
    'house(optional-fields)',
    'server-extension/src/a-path.ts',
    'export const f = (o: { readonly x?: string }): object => ({ ...(o.x !== undefined && { y: o.x }) });',
  ],
  ['house(lazy-schemas)', 'server-extension/src/a-schema.ts', 'export const schema = z.object({});'],
  ['node(no-process-env)', 'server-extension/src/environment.ts', "export const host = process.env['HOST'];"],
  ['eslint(no-restricted-globals)', 'server-extension/src/money.ts', "export const euros = parseFloat('1');"],
  [
    'eslint(no-restricted-properties)',
    'server-extension/src/text.ts',
    'export const text = (1 / 3).toFixed(2);',
  ],
  ['eslint(no-console)', 'widget/src/console.ts', "console.log('seen');"],
  ['typescript(no-floating-promises)', 'sandbox/promise.ts', 'Promise.reject(new Error());'],
  [
    'typescript(no-misused-promises)',
    'sandbox/callback.ts',
    '[1].forEach(async () => { await Promise.resolve(); });',
  ],
  ['typescript(no-unsafe-assignment)', 'sandbox/any.ts', "export const read: string = JSON.parse('1');"],
  [
    'typescript(switch-exhaustiveness-check)',
    'sandbox/union.ts',
    "export function f(x: 'a' | 'b'): void { switch (x) { case 'a': break; } }",
  ],
  [
    'typescript(no-unnecessary-condition)',
    'sandbox/condition.ts',
    'export const f = (x: string): string => x?.trim();',
  ],
];
const ALLOWED: readonly (readonly [file: string, code: string])[] = [
  ['server-extension/src/b-field.ts', 'export const f = (x?: string): object => ({ ...present({ x }) });'],
  [
    'server-extension/src/b-two-fields.ts',
    'export const f = (x?: string): object => ({ ...(x !== undefined && { x, y: 1 }) });',
  ],
  [
    'server-extension/src/b-other-field.ts',
    "export const f = (x?: string): object => ({ ...(x !== undefined && { x: 'given' }) });",
  ],
  [
    'server-extension/src/b-null.ts',
    'export const f = (x: string | null): object => ({ ...(x !== null && { x }) });',
  ],
  ['server-extension/src/b-schema.ts', 'export const schema = (): unknown => z.object({});'],
  ['server-extension/src/config/b-schema.ts', 'export const schema = z.object({});'],
  ['server-extension/src/config/config.ts', "export const host = process.env['HOST'];"],
  ['sandbox/b-console.ts', "console.log('seen'); export const half = parseFloat('0.5');"],
];
const DECLARED = [
  'declare const z: { object(shape: object): unknown };',
  'declare function present(fields: object): object;',
].join('\n');

describe('The linter', function () {
  this.timeout(60_000);
  let folder: string;
  let found: readonly Finding[];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lint-'));
    await symlink(inRepository('node_modules'), path.join(folder, 'node_modules'), 'junction');
    for (const file of ['.oxlintrc.jsonc', 'scripts/src/check/lint'])
      await cp(inRepository(file), path.join(folder, file), { recursive: true });
    const options = {
      extends: inRepository('tsconfig.node.json'),
      include: ['server-extension', 'widget', 'sandbox', '*.d.ts'],
      exclude: [],
    };
    await written('tsconfig.json', JSON.stringify(options));
    await written('declared.d.ts', DECLARED);
    for (const [, file, code] of REFUSED) await written(file, code);
    for (const [file, code] of ALLOWED) await written(file, code);
    const config = path.join(folder, '.oxlintrc.jsonc');
    const folders = ['server-extension', 'widget', 'sandbox'].map((name) => path.join(folder, name));
    const { output } = await runTool('oxlint', ['--config', config, '--format', 'json', ...folders]);
    const { diagnostics } = JSON.parse(output) as Report;
    found = diagnostics.map(({ filename, code }) => [path.relative(folder, filename), code]);
  });
  after(() => rm(folder, { recursive: true }));

  async function written(file: string, text: string): Promise<void> {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), `${text}\n`);
  }
  const rulesIn = (file: string): readonly string[] =>
    found.filter(([name]) => name === file).map(([, rule]) => rule);

  for (const [rule, file, code] of REFUSED)
    it(`refuses in ${path.dirname(file)}: ${code}`, () => {
      expect(rulesIn(file)).to.include(rule);
    });

  for (const [file, code] of ALLOWED)
    it(`allows in ${path.dirname(file)}: ${code}`, () => {
      expect(rulesIn(file)).to.deep.equal([]);
    });
});
