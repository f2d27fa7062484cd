import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { copyWidget } from '../../package/kept-builds.ts';
import { pageOrigins } from '../../pci/page-origins.ts';
import { type ObservedScript, hashAt, observePage } from '../../pci/page-observation.ts';
import { ScriptInventory, keepReasons, makeInventory } from '../../pci/script-inventory.ts';
import { releaseNumber, version } from '../../program/repository.ts';
import { defineCommand } from '../frame/command.ts';

const pageUrl = z.url({ protocol: /^https?$/, error: 'has to be the http(s) address of a page' });

export const pciInventory = defineCommand({
  name: 'pci inventory',
  summary: 'write the inventory of scripts on the payment pages, with hashes and reasons (PCI DSS 6.4.3)',
  description:
    'Reads the live pages, as they are authorized now. Scripts that are not ours have no reason yet: write it into the file; a later run keeps it.',
  options: [
    { flags: '--checkout <url>', description: 'the page on which card details are typed' },
    { flags: '--account <url>', description: 'the page that shows saved cards, if there is one' },
    {
      flags: '--widget-address <url>',
      description: 'where OCC serves the widgets’ files; by default below the checkout’s host',
    },
    { flags: '--test', description: 'the shop uses CyberSource’s test environment' },
    { flags: '--out <file>', description: 'where to; by default pci/inventory.json' },
  ],
  examples: ['pci inventory --checkout https://shop.example/checkout --account https://shop.example/profile'],
  input: z.object({
    checkout: pageUrl,
    account: pageUrl.optional(),
    widgetAddress: pageUrl.optional(),
    test: z.boolean().default(false),
    out: z.string().default('pci/inventory.json'),
  }),
  result: z.strictObject({ file: z.string(), inventory: ScriptInventory }),
  async run({ checkout, account, widgetAddress, test, out }, { workingDirectory, progress }) {
    const pages = [
      { kind: 'checkout' as const, url: checkout },
      ...(account === undefined ? [] : [{ kind: 'account' as const, url: account }]),
    ];
    const file = path.resolve(workingDirectory, out);
    const folder = await mkdtemp(path.join(tmpdir(), 'occ-cybersource-widget-'));
    try {
      await copyWidget(folder);
      progress('Reading the pages …');
      const made = await makeInventory({
        version,
        widgetFolder: folder,
        // OCC: a widget's files are below its version.
        widgetAddress: widgetAddress ?? new URL(`/file/widget/v${releaseNumber}/`, checkout).href,
        isTest: test,
        loadedLater: await scriptsLoadedLater(),
        pages: await Promise.all(pages.map(async ({ kind, url }) => ({ ...(await observePage(url)), kind }))),
      });
      const inventory = keepReasons(await readInventory(file), made);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, `${JSON.stringify(inventory, undefined, 2)}\n`);
      return { result: { file, inventory } };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  show({ file, inventory: { scripts, pages } }) {
    const open = scripts.filter(({ reason }) => reason === '');
    return [
      `${file}: ${scripts.length} scripts on ${pages.length} pages.`,
      ...(open.length === 0 ? [] : [`${open.length} have no reason yet. Write one for each:`]),
      ...open.map(({ script }) => `  ${script}`),
    ].join('\n');
  },
});

/** Vendors' scripts that other scripts load. One that cannot be read from here has no hash and is watched by its origin alone. */
async function scriptsLoadedLater(): Promise<readonly ObservedScript[]> {
  const scripts = await Promise.all(
    pageOrigins.flatMap(({ scripts = [] }) =>
      scripts.map(async (script) => ({ script, hash: await hashAt(script) })),
    ),
  );
  return scripts.flatMap(({ script, hash }) => (hash === undefined ? [] : [{ script, hash }]));
}

async function readInventory(file: string): Promise<ScriptInventory | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : ScriptInventory.parse(JSON.parse(text));
}
