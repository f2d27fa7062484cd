/** What is measured of one page of the site. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** A page with everything that it loads, pictures and the list of the search included. */
export const PAGE_BYTES_MAX = 300_000;

export interface PageFigures {
  readonly bytes: number;
  /** What is wrong with its headings; an empty list is good. */
  readonly headings: readonly string[];
}

export function figuresOf(folder: string, address: string): PageFigures {
  const html = readFileSync(path.join(folder, address), 'utf8');
  const loaded = [
    ...html.matchAll(/<(?:img|script)\b[^>]*?\bsrc="([^"]+)"|<link\b[^>]*?\bhref="([^"]+)"/g),
  ].map(([, source, sheet]) => path.join(folder, path.dirname(address), source ?? sheet ?? ''));
  const bytes = [path.join(folder, address), ...new Set(loaded)].reduce(
    (sum, file) => sum + statSync(file).size,
    0,
  );
  return { bytes, headings: headingFaults(html) };
}

/** One title, and no level that is left out: what readers who hear a page go by. */
export function headingFaults(html: string): readonly string[] {
  const [, main = ''] = /<main\b[^>]*>([\s\S]*)<\/main>/.exec(html) ?? [];
  const levels = [...main.matchAll(/<h([1-6])\b/g)].map(([, level]) => Number(level));
  const titles = levels.filter((level) => level === 1).length;
  return [
    ...(titles === 1 ? [] : [`${titles} titles`]),
    ...levels.flatMap((level, index) =>
      index > 0 && level > (levels[index - 1] ?? 0) + 1
        ? [`level ${level} follows ${levels[index - 1]}`]
        : [],
    ),
  ];
}
