import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Placement } from './browser/occ-modules/layout-container.ts';

/** The fields of `widget.json` that a layout needs. OCC: widget.json. */
const WidgetJson = z.object({
  name: z.string(),
  javascript: z.string().regex(/^[\w.-]+$/),
  i18nresources: z.string().default(''),
  imports: z.array(z.string()).default([]),
  pageTypes: z.array(z.string()).default([]),
  availableToAllPages: z.boolean().default(false),
  global: z.boolean().default(false),
});

const ALL_PAGES = ['home', 'cart', 'checkout', 'payment', 'profile', 'confirmation', 'error'];

/** A name that may stand in an address and in a folder. */
const WIDGET_TYPE = /^\w[\w-]*$/;

/** The widget types that an unpacked extension brings, in alphabetical order; none when it is not built yet. */
export async function listWidgetTypes(extensionFolder: string): Promise<string[]> {
  const entries = await readdir(path.join(extensionFolder, 'widget'), { withFileTypes: true }).catch(
    () => [],
  );
  return entries
    .filter((entry) => entry.isDirectory() && WIDGET_TYPE.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

/** Every widget placed `times` times on each page that its `widget.json` allows. Throws when a `widget.json` is wrong. */
export async function readPlacements(extensionFolder: string, times: number): Promise<Placement[]> {
  const types = await listWidgetTypes(extensionFolder);
  const placements = await Promise.all(types.map((type) => readPlacement(extensionFolder, type)));
  return placements.flatMap((placement) =>
    Array.from({ length: placement.global ? 1 : times }, (_, index) => ({
      ...placement,
      id: `${placement.widgetType}-${index + 1}`,
    })),
  );
}

async function readPlacement(extensionFolder: string, widgetType: string): Promise<Placement> {
  const file = path.join(extensionFolder, 'widget', widgetType, 'widget.json');
  const parsed = WidgetJson.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  const { name, javascript, i18nresources, imports, pageTypes, availableToAllPages, global } = parsed.data;
  const folder = path.join(extensionFolder, 'widget', widgetType, 'locales');
  const locales = (await readdir(folder).catch((): string[] => [])).sort();
  return {
    id: widgetType,
    widgetType,
    displayName: name,
    javascript,
    i18nresources,
    imports,
    pageTypes: availableToAllPages ? ALL_PAGES : pageTypes,
    global,
    locales,
  };
}
