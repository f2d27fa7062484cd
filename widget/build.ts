import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup, type Plugin } from 'rollup';
import esbuild, { minify } from 'rollup-plugin-esbuild';

/** What OCC's storefront provides at run time. */
const PROVIDED_BY_OCC = ['knockout', 'jquery', 'pubsub'];

/** The floor of the browsers that shops support. */
const TARGET = 'es2017';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface WidgetBuild {
  /** Made on the tenant before the upload (Settings, Extensions, Developer). @default '' */
  readonly extensionId?: string;
}

/** Writes the widget's unpacked extension: what OCC takes as a zip. Returns the size of its script in bytes. */
export async function buildWidget(
  outputFolder: string,
  { extensionId = '' }: WidgetBuild = {},
): Promise<number> {
  await mkdir(outputFolder, { recursive: true });
  await cp(here('extension'), outputFolder, { recursive: true });
  const manifest = JSON.parse(await readFile(here('extension/ext.json'), 'utf8')) as object;
  await writeFile(
    join(outputFolder, 'ext.json'),
    `${JSON.stringify({ ...manifest, extensionID: extensionId }, null, 2)}\n`,
  );

  const script = await bundleWidget();
  const scripts = join(outputFolder, 'widget/cybersourcePayment/js');
  await mkdir(scripts, { recursive: true });
  await writeFile(join(scripts, 'cybersource-payment.js'), script);
  return Buffer.byteLength(script);
}

/** The widget as one anonymous AMD module, as OCC's RequireJS loads it. */
export async function bundleWidget(): Promise<string> {
  const bundle = await rollup({
    input: here('src/cybersource-payment.ts'),
    external: PROVIDED_BY_OCC,
    plugins: [templates(), esbuild({ target: TARGET, tsconfig: false })],
    onLog: (_level, log) => {
      throw new Error(log.message);
    },
  });
  try {
    const { output } = await bundle.generate({
      format: 'amd',
      exports: 'default',
      // OCC's modules are plain values, without `default` or `__esModule`.
      interop: (id) => (id === 'knockout' ? 'esModule' : 'default'),
      plugins: [minify({ target: TARGET })],
    });
    return output[0].code;
  } finally {
    await bundle.close();
  }
}

/** Knockout templates as text, without the white space between their elements. */
function templates(): Plugin {
  return {
    name: 'templates',
    load: async (id) => {
      if (!id.endsWith('.html')) return null;
      const html = await readFile(id, 'utf8');
      return `export default ${JSON.stringify(html.replace(/>\s+</g, '><').trim())};`;
    },
  };
}
