import { globSync } from 'node:fs';
import { root } from '../../scripts/src/program/repository.ts';

/** A part of the product whose tests are judged together. */
export interface Part {
  readonly title: string;
  /** Share of the changes that its tests have to notice, percent. */
  readonly goal: number;
  /** Each is drawn from as often. `server-extension/src/*.ts`: the sources that lie in a folder itself, where those below it are named. */
  readonly folders: readonly string[];
  /** Sources of these folders that only tests in a browser load: what wires the page's own modules and elements together. */
  readonly inABrowser?: readonly string[];
  /** The tests that may notice. */
  readonly tests: readonly string[];
  readonly project: string;
}

const SERVER = 'server-extension/src';
const below = (...names: readonly string[]): readonly string[] => names.map((name) => `${SERVER}/${name}`);
const server = {
  // The others hold documents against the sources that they are made of.
  tests: [
    'server-extension/test/**/*.test.ts',
    'scripts/test/openapi.test.ts',
    'scripts/test/decline-reasons-table.test.ts',
    'scripts/test/generated-file.test.ts',
    'scripts/test/prom-ql.test.ts',
  ],
  project: 'tsconfig.node.json',
} as const;

export const parts: readonly Part[] = [
  {
    title: 'Money, states and mappings',
    goal: 95,
    folders: below(
      'domain',
      'payments',
      'cybersource/requests',
      'cybersource/outcome',
      'cybersource/transactions',
      'occ/response',
    ),
    ...server,
  },
  {
    title: 'The rest of the server',
    goal: 90,
    folders: below(
      '*.ts',
      'assembly',
      'checkout',
      'config',
      'cybersource/*.ts',
      'cybersource/client',
      'cybersource/fields',
      'cybersource/keys',
      'cybersource/microform',
      'cybersource/notifications',
      'cybersource/payer-authentication',
      'cybersource/reports',
      'cybersource/signing',
      'cybersource/vault',
      'guard',
      'http',
      'journal',
      'methods',
      'notifications',
      'occ/*.ts',
      'occ/api',
      'occ/cards',
      'occ/operators',
      'occ/order-updates',
      'occ/orders',
      'occ/settings',
      'occ/webhook',
      'routes',
      'telemetry',
    ),
    ...server,
  },
  {
    title: 'The widget without a browser',
    goal: 85,
    folders: ['widget/src'],
    inABrowser: [
      'widget/src/entries/cybersource-checkout.ts',
      'widget/src/entries/cybersource-earlier-order.ts',
      'widget/src/entries/cybersource-payment.ts',
      'widget/src/entries/cybersource-saved-cards.ts',
      'widget/src/panel/payment-widget.ts',
    ],
    tests: ['widget/test/**/*.test.ts'],
    project: 'tsconfig.browser.json',
  },
];

/** The sources of a folder, those of its folders too; those that `*.ts` stands for; or the one file. */
export function sourcesOf(folder: string): readonly string[] {
  const pattern = folder.endsWith('.ts') ? folder : `${folder}/**/*.ts`;
  return globSync(pattern, { cwd: root })
    .filter((file) => !file.endsWith('.d.ts'))
    .sort();
}

/** Whether all of what one path names is part of what the other one does: of the same folder, or of one below it. */
export function isWithin(wanted: string, folder: string): boolean {
  return `${wanted}/`.startsWith(`${folder}/`) || sourcesOf(folder).includes(wanted);
}

/** Those of a folder's sources that the part's tests can notice a change of. */
export function triedSourcesOf({ inABrowser = [] }: Part, folder: string): readonly string[] {
  return sourcesOf(folder).filter((file) => !inABrowser.includes(file));
}

/** What declares types for all sources of the product's part that a folder is of. */
export function declarationsOf(folder: string): readonly string[] {
  return globSync(`${folder.split('/', 1)[0] ?? ''}/src/**/*.d.ts`, { cwd: root });
}

const IN_A_BROWSER = /\/browser\/|\.browser\.test\.ts$/;

/** The tests of a part, without those that start a browser. */
export function testsOf({ tests }: Part): readonly string[] {
  return globSync([...tests], { cwd: root })
    .filter((file) => !IN_A_BROWSER.test(file))
    .sort();
}
