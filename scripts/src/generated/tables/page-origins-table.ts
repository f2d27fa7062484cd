import { pageOrigins } from '../../pci/page-origins.ts';
import { code, markdownTable } from './markdown.ts';

/** What the content security policy of a page with a widget has to allow. */
export function pageOriginsTable(): string {
  const rows = pageOrigins.map(({ origins, directives, why }) => [
    origins.map(code).join('; test: '),
    directives.map(code).join(' '),
    why,
  ]);
  return markdownTable(['Origin', 'Directives', 'What for'], rows);
}
