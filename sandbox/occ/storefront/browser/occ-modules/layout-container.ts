import type { StorefrontKnockout, Observable } from '../values/knockout.ts';
import type { I18n, Resources } from './i18n.ts';
import type { Logger } from './logger.ts';
import { copyToInstance, type WidgetModule } from './widget-instance.ts';

/** A widget that the page's layout places. The server reads it from the widget's `widget.json`. */
export interface Placement {
  /** Different for each placement, also for two of the same widget. */
  readonly id: string;
  readonly widgetType: string;
  readonly displayName: string;
  readonly javascript: string;
  readonly i18nresources: string;
  readonly imports: readonly string[];
  readonly pageTypes: readonly string[];
  readonly global: boolean;
  /** Folders of its texts, by language: `en`, `pt-BR` … */
  readonly locales: readonly string[];
}

/** One placement of a widget, alive until the document goes. Its other properties come from the widget's module. */
export interface WidgetInstance extends Record<string, unknown> {
  readonly template: string;
  readonly resources: Observable<Resources>;
  translate(key: string, params?: Readonly<Record<string, unknown>>): string;
}

/** What PAGE_READY says. */
export interface PageData {
  readonly pageId: string;
  readonly path: string;
  readonly pageType: string;
}

export interface LayoutDeps {
  readonly ko: StorefrontKnockout;
  readonly i18n: I18n;
  readonly logger: Logger;
  readonly placements: readonly Placement[];
  readonly isPreview: boolean;
  /** BCP 47 */
  readonly locale: string;
  /** Everything that `widget.json` may import, by name. */
  readonly imports: Readonly<Record<string, unknown>>;
  readonly loadModule: (id: string) => Promise<WidgetModule>;
  readonly loadText: (path: string) => Promise<string>;
}

export type ShowPage = (page: PageData) => Promise<readonly WidgetInstance[]>;

/**
 * Loads widgets as OCC does: imports, then `onLoad` once, `resourcesLoaded` when the texts are there, `beforeAppear`
 * for every page. A widget that fails to load is left out and named in the log; the others go on.
 */
export function createLayoutContainer(deps: LayoutDeps): ShowPage {
  const instances = new Map<string, Promise<WidgetInstance>>();

  async function instantiate(placement: Placement): Promise<WidgetInstance> {
    const folder = `file/widget/${placement.widgetType}`;
    const namespace = `ns.${placement.i18nresources}`;
    const language = toFolder(deps.locale, placement.locales);
    const [module, template, texts] = await Promise.all([
      deps.loadModule(`${folder}/js/${placement.javascript}`),
      placement.global ? '' : deps.loadText(`/${folder}/templates/display.template`),
      placement.i18nresources === ''
        ? '{}'
        : deps.loadText(`/${folder}/locales/${language}/${namespace}.json`),
    ]);
    const { resources = {} } = JSON.parse(texts) as { resources?: Resources };
    deps.i18n.addResources(namespace, resources);

    const widget: WidgetInstance = {
      id: deps.ko.observable(placement.id),
      widgetId: placement.id,
      typeId: placement.widgetType,
      displayName: deps.ko.observable(placement.displayName),
      i18nresources: placement.i18nresources,
      resources: deps.ko.observable(resources),
      template,
      isPreview: () => deps.isPreview,
      locale: () => deps.locale,
      translate: (key, params) => deps.i18n.t(`${namespace}:resources.${key}`, params),
    };
    copyToInstance(deps.ko, module, widget);
    // The shopper and the site belong to every widget, the rest is there for those that ask.
    for (const name of ['user', 'site', ...placement.imports]) {
      if (name in deps.imports) widget[name] = deps.ko.observable(deps.imports[name]);
      else
        deps.logger.warn(`Widget ${placement.widgetType} imports ${name}, which this page does not offer.`);
    }
    callIfThere(widget, 'onLoad', widget);
    callIfThere(widget, 'resourcesLoaded', widget);
    return widget;
  }

  return async (page) => {
    const placed = deps.placements.filter(
      ({ global, pageTypes }) => global || pageTypes.includes(page.pageType),
    );
    const loaded = await Promise.all(
      placed.map((placement) => {
        const instance = instances.get(placement.id) ?? instantiate(placement);
        instances.set(placement.id, instance);
        return instance.catch((problem: unknown) => {
          deps.logger.error(`Widget ${placement.widgetType} could not be loaded.`, problem);
          return undefined;
        });
      }),
    );
    const widgets = loaded.filter((widget) => widget !== undefined);
    for (const widget of widgets) callIfThere(widget, 'beforeAppear', page);
    return widgets.filter(({ template }) => template !== '');
  };
}

/** Widgets name their folders `pt-BR` or `pt_BR`, or only `pt`; English stands in for a language that is missing. */
function toFolder(locale: string, folders: readonly string[]): string {
  const same = (folder: string, name: string): boolean =>
    folder.replace('_', '-').toLowerCase() === name.toLowerCase();
  return (
    folders.find((folder) => same(folder, locale)) ??
    folders.find((folder) => same(folder, locale.replace(/-.*/, ''))) ??
    'en'
  );
}

function callIfThere(widget: WidgetInstance, name: string, argument: unknown): void {
  const method = widget[name];
  if (typeof method === 'function') method.call(widget, argument);
}
