/**
 * `npm run site:figures`: builds the site and measures every page: size and headings; one of each kind, or all, in Chromium: what axe finds
 * (contrast among it) at phone width, in light and dark. Takes pictures at phone and desktop width. Pages are opened as files.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchBrowser } from '../../../sandbox/test/browser/launch.ts';
import { DESKTOP, PHONE } from '../../../sandbox/test/browser/shopper.ts';
import { violationsOn } from '../../../sandbox/test/occ/accessibility.ts';
import { commandLine } from '../../src/program/command-line.ts';
import { inRepository } from '../../src/program/repository.ts';
import { buildSite } from '../../src/site/build-site.ts';
import { figuresOf, PAGE_BYTES_MAX } from './page-figures.ts';

/** One of each kind of page. */
const KINDS = [
  'index',
  'architecture',
  'administrators',
  'events',
  'errors',
  'api/oms',
  'glossary',
  'widget',
];
const COLOURS = ['light', 'dark'] as const;

const { pictures, only, all } = commandLine(
  'npm run site:figures',
  'measures every page of the documentation',
)
  .option('--pictures <folder>', 'where pictures go', 'build/site-pictures')
  .option('--only <text>', 'pages whose address holds it', '')
  .option('--all', 'axe looks at every page, not at one of each kind', false)
  .parse()
  .opts<{ pictures: string; only: string; all: boolean }>();

const folder = inRepository('build/site');
const pages = (await buildSite(folder)).filter(({ address }) => address.includes(only));
const browser = await launchBrowser();
const kinds = KINDS.filter((each) => each.includes(only));
let faults = 0;
let heaviest = 0;
try {
  await mkdir(inRepository(pictures), { recursive: true });
  for (const { address } of pages) {
    const { bytes, headings } = figuresOf(folder, address);
    const found = [...headings, ...(bytes > PAGE_BYTES_MAX ? ['too large'] : [])];
    for (const colorScheme of all || kinds.some((kind) => address === `${kind}.html`) ? COLOURS : []) {
      const page = await browser.newPage({ viewport: PHONE, colorScheme });
      await page.goto(pathToFileURL(path.join(folder, address)).href);
      found.push(...(await violationsOn(page)).map((violation) => `${colorScheme}: ${violation}`));
      const width = await page.evaluate<number>(`document.documentElement.scrollWidth`);
      if (width > PHONE.width) found.push(`${width} px wide on a phone`);
      await page.close();
    }
    console.log(`${String(Math.round(bytes / 1_000)).padStart(4)} KB  ${found.length} findings  ${address}`);
    for (const each of found) console.log(`         ${each.slice(0, 400)}`);
    faults += found.length;
    heaviest = Math.max(heaviest, bytes);
  }
  for (const name of kinds)
    for (const colorScheme of COLOURS)
      for (const [screen, viewport] of [['phone', PHONE] as const, ['desktop', DESKTOP] as const]) {
        const page = await browser.newPage({ viewport, colorScheme });
        await page.goto(pathToFileURL(path.join(folder, `${name}.html`)).href);
        const file = `${name.replace('/', '-')}-${screen}-${colorScheme}.png`;
        await page.screenshot({ path: inRepository(pictures, file) });
        await page.close();
      }
} finally {
  await browser.close();
}
console.log(
  `${pages.length} pages, ${faults} findings, the heaviest ${Math.round(heaviest / 1_000)} KB. Pictures: ${pictures}`,
);
process.exitCode = faults === 0 ? 0 : 1;
