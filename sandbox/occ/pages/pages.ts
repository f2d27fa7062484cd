import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express, { type Router } from 'express';
import { bundleOnce } from '../storefront/browser-bundle.ts';
import { fillDocument } from '../storefront/html.ts';
import { readSheets } from '../storefront/theme.ts';
import { wrongMethod } from '../http/http.ts';
import { refuseOtherMethods } from '../../other-methods.ts';

export interface PagesOptions {
  /** The CyberSource sandbox's control API, as `http://127.0.0.1:8083/control`: its ledger is shown beside the journal. */
  readonly cybersourceControlUrl?: string;
}

/** The operator's pages and the addresses under which they are found. */
const PAGES = [
  // Before the orders' own addresses: no order has one of these names.
  { page: 'payments', title: 'Payments', addresses: ['/oms/payments'] },
  { page: 'reviews', title: 'Reviews', addresses: ['/oms/reviews'] },
  { page: 'settlement', title: 'Settlement', addresses: ['/oms/settlement'] },
  { page: 'oms', title: 'Orders', addresses: ['/oms', '/oms/:orderId'] },
  { page: 'journal', title: 'Journal', addresses: ['/journal'] },
  { page: 'admin', title: 'Settings', addresses: ['/admin'] },
  { page: 'install', title: 'Installed', addresses: ['/install'] },
] as const;

const HERE = import.meta.dirname;

/** A ledger that does not answer must not hold up the page. */
const LEDGER_TIMEOUT_MS = 3_000;

/**
 * The order management, the journal and the gateway settings, as pages. They call OCC's admin API and the extension's routes from
 * the browser, over the same HTTP as any other program. Style and typeface come from the storefront's router.
 */
export function createPages({ cybersourceControlUrl }: PagesOptions = {}): Router {
  const router = express.Router();

  // Before the orders' own addresses: no order is called "ledger".
  router.get('/oms/ledger', async (req, res) => {
    const { reference } = req.query;
    const ledger =
      typeof reference === 'string' ? await readLedger(cybersourceControlUrl, reference) : undefined;
    res.set('cache-control', 'no-store').json(ledger === undefined ? {} : { ledger });
  });

  for (const { page, title, addresses } of PAGES) {
    const script = bundleOnce(path.join(HERE, 'browser', `${page}.ts`));
    router.get(`/pages/${page}.js`, async (_req, res) => {
      res
        .type('js')
        .set('cache-control', 'no-cache')
        .send(await script());
    });
    router.get([...addresses], async (_req, res) => {
      res
        .set({ 'cache-control': 'no-store', ...PAGE_HEADERS })
        .type('html')
        .send(await renderPage(page, title));
    });
  }

  router.get('/pages.css', async (_req, res) => {
    const sheets = [
      await readSheets(['tokens.css', 'base.css']),
      await readFile(path.join(HERE, 'css', 'pages.css'), 'utf8'),
      await readFile(path.join(HERE, 'css', 'desk.css'), 'utf8'),
    ];
    res.type('css').set('cache-control', 'no-cache').send(sheets.join('\n'));
  });
  return refuseOtherMethods(router, wrongMethod);
}

const PAGE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
};

/** Pages of the order management, which have a row of links to each other. */
const DESK = ['oms', 'payments', 'reviews', 'settlement'];

/** What pages are made of beside their own template. */
const PARTS = ['said', 'payment-panel', 'timelines', 'deliveries'];

async function renderPage(page: string, title: string): Promise<string> {
  const read = (name: string): Promise<string> =>
    readFile(path.join(HERE, 'templates', `${name}.html`), 'utf8');
  const [document, masthead] = await Promise.all([read('document'), read('masthead')]);
  const content = await Promise.all([...(DESK.includes(page) ? ['desk'] : []), page, ...PARTS].map(read));
  const isOpen = (html: string, place: string): string =>
    html.replace(`data-place="${place}"`, 'aria-current="page"');
  return fillDocument(document, {
    page,
    title,
    masthead: isOpen(masthead, DESK.includes(page) ? 'oms' : page),
    content: isOpen(content.join(''), page),
  });
}

async function readLedger(controlUrl: string | undefined, reference: string): Promise<unknown> {
  if (controlUrl === undefined) return undefined;
  try {
    const address = `${controlUrl}/ledger?reference=${encodeURIComponent(reference)}`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(LEDGER_TIMEOUT_MS) });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}
