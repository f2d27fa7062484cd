import { startStorefront } from './start.ts';
import type { PageConfig } from './occ-modules/page-config.ts';
import { toRecord } from './values/record.ts';
import type { StorefrontKnockout } from './values/knockout.ts';
import type { Define, RequireJs } from './occ-modules/requirejs.ts';
import type { CallbackLists } from './occ-modules/topics.ts';

declare const requirejs: RequireJs;
declare const define: Define;

const config = JSON.parse(document.getElementById('storefront-config')?.textContent ?? '{}') as PageConfig;

requirejs.config({
  baseUrl: '/',
  paths: config.libraries,
  map: toRecord(
    config.placements.map(({ widgetType, javascript }) => {
      const folder = `file/widget/${widgetType}/js`;
      return [`${folder}/${javascript}`, { js: folder }];
    }),
  ),
});

requirejs(['knockout', 'jquery'], (ko: StorefrontKnockout, jquery: CallbackLists) => {
  startStorefront({ ko, jquery, config, requirejs, define, page: document }).catch((problem: unknown) => {
    console.error(problem);
    document.body.classList.add('failed');
  });
});
