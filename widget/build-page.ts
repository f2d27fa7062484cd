import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import less from 'less';
import ts from 'typescript';
import { LANGUAGES } from './build-texts.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const WIDGET = 'extension/widget/cybersourcePayment';

/**
 * Writes what a page takes that runs its own checkout: the widget as one JavaScript module with everything in it, its
 * types, its styles, and its texts by language.
 */
export async function buildPage(outputFolder: string): Promise<void> {
  await mkdir(join(outputFolder, 'locales'), { recursive: true });
  await build({
    entryPoints: [here('src/entries/cybersource-checkout.ts')],
    outfile: join(outputFolder, 'cybersource-checkout.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2017',
    charset: 'utf8',
    legalComments: 'eof',
    alias: {
      'js/cybersource-marks': here('src/entries/cybersource-marks.ts'),
      'js/cybersource-challenge': here('src/entries/cybersource-challenge.ts'),
      'js/cybersource-device-fingerprint': here('src/entries/cybersource-device-fingerprint.ts'),
      'js/cybersource-earlier-order': here('src/entries/cybersource-earlier-order.ts'),
      'js/cybersource-saved-card-options': here('src/entries/cybersource-saved-card-options.ts'),
      'js/cybersource-wallets': here('src/entries/cybersource-wallets.ts'),
    },
    loader: { '.html': 'text', '.template': 'text' },
    // Knockout would rather be an AMD module wherever it finds RequireJS.
    define: { define: 'undefined' },
    logLevel: 'error',
  });

  await writeFile(join(outputFolder, 'cybersource-checkout.d.ts'), await pageTypes());
  const { css } = await less.render(await readFile(here(`${WIDGET}/less/widget.less`), 'utf8'));
  await writeFile(join(outputFolder, 'cybersource-checkout.css'), css);
  for (const language of LANGUAGES)
    await cp(
      here(`${WIDGET}/locales/${language}/ns.cybersource-payment.json`),
      join(outputFolder, 'locales', `${language}.json`),
    );
}

/** The public types and the one function, in one file: `cybersource-checkout.d.ts`. */
export async function pageTypes(): Promise<string> {
  const source = await readFile(here('src/page/page-payment.ts'), 'utf8');
  const { outputText } = ts.transpileDeclaration(source, { compilerOptions: {} });
  return `${outputText}
/** Puts the payment form into an element of the page. */
export declare function mountPayment(place: HTMLElement, options: PagePaymentOptions): PagePayment;
`;
}
