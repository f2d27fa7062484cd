import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';
import { minified, templates, typescript } from './build-plugins.ts';
import { checkTexts } from './build-texts.ts';
import { CARD_SCRIPT, weigh } from './card-weight.ts';
import { profileTextKeys, textKeys } from './src/texts.ts';

/** What OCC's storefront provides at run time, and the modules that lie beside ours. */
const ON_DEMAND = [
  'js/cybersource-account-cards',
  'js/cybersource-challenge',
  'js/cybersource-device-fingerprint',
  'js/cybersource-earlier-order',
  'js/cybersource-marks',
  'js/cybersource-saved-card-options',
  'js/cybersource-wallets',
];
const EXTERNAL = ['knockout', 'jquery', 'pubsub', 'ccRestClient', 'notifier', ...ON_DEMAND];

/** Modules with named exports; OCC's others are plain values, without `default` or `__esModule`. */
const WITH_NAMES = ['knockout', ...ON_DEMAND];

type Script =
  | 'cybersource-payment'
  | 'cybersource-marks'
  | 'cybersource-challenge'
  | 'cybersource-device-fingerprint'
  | 'cybersource-earlier-order'
  | 'cybersource-saved-card-options'
  | 'cybersource-wallets'
  | 'cybersource-account-cards'
  | 'cybersource-saved-cards';

interface Widget {
  /** What OCC loads, and what that loads when it is needed. */
  readonly scripts: readonly Script[];
  readonly texts: readonly string[];
}

/** By folder of the extension. */
const WIDGETS: Readonly<Record<string, Widget>> = {
  cybersourcePayment: {
    scripts: [
      'cybersource-payment',
      'cybersource-marks',
      'cybersource-challenge',
      'cybersource-device-fingerprint',
      'cybersource-earlier-order',
      'cybersource-saved-card-options',
      'cybersource-wallets',
    ],
    texts: textKeys,
  },
  cybersourceSavedCards: {
    scripts: [
      'cybersource-saved-cards',
      'cybersource-account-cards',
      'cybersource-challenge',
      'cybersource-marks',
    ],
    texts: profileTextKeys,
  },
};

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface WidgetBuild {
  /** What a card payment loads from the shop, in one request, gzipped. */
  readonly cardBytes: number;
}

/**
 * Writes the widgets' unpacked extension: what OCC takes as a zip. Throws when a language lacks a text or has one that
 * is never shown, and when a card payment would load too much ({@link weigh}).
 */
export async function buildWidget(outputFolder: string): Promise<WidgetBuild> {
  await mkdir(outputFolder, { recursive: true });
  await cp(here('extension'), outputFolder, { recursive: true });

  const bundles = await bundledScripts();
  for (const [widget, { scripts, texts }] of Object.entries(WIDGETS)) {
    const folder = join(outputFolder, 'widget', widget);
    await mkdir(join(folder, 'js'), { recursive: true });
    const contents = scripts.map((script) => bundles.get(script) ?? '');
    await Promise.all(
      scripts.map((script, index) => writeFile(join(folder, 'js', `${script}.js`), contents[index] ?? '')),
    );
    const template = await readFile(join(folder, 'templates/display.template'), 'utf8');
    await checkTexts(join(folder, 'locales'), texts, [...contents, template].join('\n'));
  }
  return { cardBytes: weigh(await readFile(join(outputFolder, CARD_SCRIPT))) };
}

/** Every script once: widgets share some, and minifying takes most of a build's time. */
async function bundledScripts(): Promise<ReadonlyMap<Script, string>> {
  const scripts = [...new Set(Object.values(WIDGETS).flatMap((widget) => widget.scripts))];
  return new Map(await Promise.all(scripts.map(async (script) => [script, await bundle(script)] as const)));
}

/** A script as one anonymous AMD module, as OCC's RequireJS loads it. */
async function bundle(script: Script): Promise<string> {
  const built = await rollup({
    input: here(`src/entries/${script}.ts`),
    external: EXTERNAL,
    plugins: [templates(), typescript()],
    onLog: (_level, log) => {
      throw new Error(log.message);
    },
  });
  try {
    const { output } = await built.generate({
      format: 'amd',
      exports: 'auto',
      interop: (id) => (id !== null && WITH_NAMES.includes(id) ? 'esModule' : 'default'),
    });
    return await minified(output[0].code);
  } finally {
    await built.close();
  }
}
