import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';
import { minified, templates, typescript } from './build-plugins.ts';
import { checkTexts } from './build-texts.ts';
import { profileTextKeys, textKeys } from './src/texts.ts';

/** What OCC's storefront provides at run time, and the modules that lie beside ours. */
const EXTERNAL = ['knockout', 'jquery', 'pubsub', 'ccRestClient', 'js/cybersource-wallets'];

/** Modules with named exports; OCC's others are plain values, without `default` or `__esModule`. */
const WITH_NAMES = ['knockout', 'js/cybersource-wallets'];

type Script = 'cybersource-payment' | 'cybersource-wallets' | 'cybersource-saved-cards';

interface Widget {
  /** What OCC loads, and what that loads when it is needed. */
  readonly scripts: readonly Script[];
  readonly texts: readonly string[];
}

/** By folder of the extension. */
const WIDGETS: Readonly<Record<string, Widget>> = {
  cybersourcePayment: { scripts: ['cybersource-payment', 'cybersource-wallets'], texts: textKeys },
  cybersourceSavedCards: { scripts: ['cybersource-saved-cards'], texts: profileTextKeys },
};

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface WidgetBuild {
  /** Made on the tenant before the upload (Settings, Extensions, Developer). @default '' */
  readonly extensionId?: string;
}

/**
 * Writes the widgets' unpacked extension: what OCC takes as a zip. Throws when a language lacks a text or has one that
 * nobody shows.
 */
export async function buildWidget(
  outputFolder: string,
  { extensionId = '' }: WidgetBuild = {},
): Promise<void> {
  await mkdir(outputFolder, { recursive: true });
  await cp(here('extension'), outputFolder, { recursive: true });
  const manifest = JSON.parse(await readFile(here('extension/ext.json'), 'utf8')) as object;
  await writeFile(
    join(outputFolder, 'ext.json'),
    `${JSON.stringify({ ...manifest, extensionID: extensionId }, null, 2)}\n`,
  );

  for (const [widget, { scripts, texts }] of Object.entries(WIDGETS)) {
    const folder = join(outputFolder, 'widget', widget);
    await mkdir(join(folder, 'js'), { recursive: true });
    const bundles = await Promise.all(scripts.map((script) => bundle(script)));
    await Promise.all(
      scripts.map((script, index) => writeFile(join(folder, 'js', `${script}.js`), bundles[index] ?? '')),
    );
    const template = await readFile(join(folder, 'templates/display.template'), 'utf8');
    await checkTexts(join(folder, 'locales'), texts, [...bundles, template].join('\n'));
  }
}

/** A script as one anonymous AMD module, as OCC's RequireJS loads it. */
async function bundle(script: Script): Promise<string> {
  const built = await rollup({
    input: here(`src/${script}.ts`),
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
