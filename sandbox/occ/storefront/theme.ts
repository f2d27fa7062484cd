import { readFile } from 'node:fs/promises';
import path from 'node:path';
import less from 'less';
import { listWidgetTypes } from './widgets.ts';

const CSS_FOLDER = path.join(import.meta.dirname, 'css');

/** The shop's own sheets, in the order in which they build on each other. */
const SHOP_SHEETS = ['tokens.css', 'base.css', 'shop.css'];

/** One of the folder's style sheets, or several joined. */
export async function readSheets(names: readonly string[]): Promise<string> {
  const sheets = await Promise.all(names.map((name) => readFile(path.join(CSS_FOLDER, name), 'utf8')));
  return sheets.join('\n');
}

/**
 * The shop's theme: its own sheets and the LESS of every widget, compiled here as OCC compiles it into its theme. A
 * widget whose LESS is wrong loses its style, and the sheet says why; the shop keeps its own.
 */
export async function compileTheme(extensionFolder: string): Promise<string> {
  const types = await listWidgetTypes(extensionFolder);
  const sheets = await Promise.all(
    types.map((type) => compileWidget(path.join(extensionFolder, 'widget', type))),
  );
  return [await readSheets(SHOP_SHEETS), ...sheets].join('\n');
}

async function compileWidget(folder: string): Promise<string> {
  const file = path.join(folder, 'less', 'widget.less');
  const source = await readFile(file, 'utf8').catch(() => '');
  try {
    const { css } = await less.render(source, { filename: file, paths: [path.dirname(file)] });
    return css;
  } catch (problem) {
    const { message = 'unknown', line = 0 } = problem as { message?: string; line?: number };
    return `/* ${path.basename(folder)}: widget.less, line ${line}: ${message.replaceAll('*/', '')} */`;
  }
}
