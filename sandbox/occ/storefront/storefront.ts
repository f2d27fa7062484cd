import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express, { type Router } from 'express';
import { createAssets } from './assets.ts';
import { bundleOnce } from './browser-bundle.ts';
import type { PageConfig } from './browser/occ-modules/page-config.ts';
import { fillDocument, readTemplates, toInlineJson } from './html.ts';
import { directionOf, LANGUAGE_NAMES, LANGUAGES, typefaceOf } from './languages.ts';
import { compileTheme } from './theme.ts';
import { readDictionary, translate } from './translate.ts';
import { toCookie, toVariant, type StorefrontVariant } from './variant.ts';
import { readPlacements } from './widgets.ts';
import { wrongMethod } from '../http/http.ts';
import { refuseOtherMethods } from '../../other-methods.ts';

export interface StorefrontOptions {
  /** The unpacked widget extension: `ext.json` and `widget/<type>/…`. It may be built later. */
  readonly widgetFolder: string;
  /** Shows the shop as OCC's preview does: another channel, `widget.isPreview()` is true. */
  readonly preview?: boolean;
  /** Served with every page, as a shop would serve it. Without it there is none. */
  readonly contentSecurityPolicy?: string;
}

/** The shop's pages. Everything is one document; the browser moves between them. */
const PAGES = ['/', '/home', '/cart', '/checkout', '/payment/:orderId', '/profile', '/confirmation/:orderId'];

const TEMPLATES = path.join(import.meta.dirname, 'templates');

/**
 * The shop as a browser sees it: pages, script, theme and the files of the widgets. Widget files are read for each
 * request, so a rebuilt widget shows on reload. OCC's REST API has to be mounted beside it, under `/ccstore/v1`.
 */
export function createStorefront({
  widgetFolder,
  preview = false,
  contentSecurityPolicy,
}: StorefrontOptions): Router {
  const router = express.Router();
  const storefrontScript = bundleOnce(path.join(import.meta.dirname, 'browser', 'main.ts'));

  router.get(PAGES, async (req, res) => {
    const variant = toVariant(req.query, req.get('cookie'));
    const config: PageConfig = {
      libraries: {
        knockout: `library/knockout-${variant.knockout}`,
        jquery: `library/jquery-${variant.jquery}`,
      },
      placements: await readPlacements(widgetFolder, variant.widgets),
      isPreview: preview || variant.preview,
      locale: variant.locale,
      dictionary: await readDictionary(variant.locale),
    };
    res.set({ 'set-cookie': toCookie(variant), 'cache-control': 'no-store', ...PAGE_HEADERS });
    if (contentSecurityPolicy !== undefined) res.set('content-security-policy', contentSecurityPolicy);
    res.type('html').send(await renderDocument(config, variant));
  });

  router.get('/storefront.js', async (_req, res) => {
    res
      .type('js')
      .set('cache-control', 'no-cache')
      .send(await storefrontScript());
  });
  router.get('/storefront.css', async (_req, res) => {
    res
      .type('css')
      .set('cache-control', 'no-cache')
      .send(await compileTheme(widgetFolder));
  });
  router.get('/favicon.svg', (_req, res) => {
    res.sendFile(path.join(TEMPLATES, 'favicon.svg'));
  });
  router.use(
    '/file/widget',
    express.static(path.join(widgetFolder, 'widget'), {
      index: false,
      redirect: false,
      cacheControl: false,
      setHeaders: (res, file) => {
        res.setHeader('cache-control', 'no-cache');
        if (file.endsWith('.template')) res.setHeader('content-type', 'text/html; charset=utf-8');
      },
    }),
  );
  router.use(createAssets());
  return refuseOtherMethods(router, wrongMethod);
}

/** No other page may frame the checkout, and the address of an order is not sent to other sites. */
const PAGE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
};

async function renderDocument(config: PageConfig, variant: StorefrontVariant): Promise<string> {
  const [document, templates, art] = await Promise.all([
    readFile(path.join(TEMPLATES, 'document.html'), 'utf8'),
    readTemplates(TEMPLATES),
    readFile(path.join(TEMPLATES, 'art.svg'), 'utf8'),
  ]);
  const { locale } = variant;
  const dictionary = await readDictionary(locale);
  const typeface = typefaceOf(locale);
  const page = document.replace('<html lang="en">', `<html lang="${locale}" dir="${directionOf(locale)}">`);
  return fillDocument(translate(page, dictionary), {
    templates: translate(templates, dictionary),
    art,
    config: toInlineJson(config),
    languages: LANGUAGES.map((each) => toOption(each, LANGUAGE_NAMES[each], each === locale)).join(''),
    typeface: typeface === undefined ? '' : `<link rel="stylesheet" href="/library/${typeface}/index.css" />`,
    variant: `Knockout ${variant.knockout}, jQuery ${variant.jquery}, ${variant.widgets === 1 ? 'one placement' : 'two placements'}`,
  });
}

function toOption(value: string, name: string, chosen: boolean): string {
  return `<option value="${value}" lang="${value}"${chosen ? ' selected' : ''}>${name}</option>`;
}
