import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Data for a `<script type="application/json">`: nothing in it can end the element. */
export function toInlineJson(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

/** Every `page-*.html` of a folder as a `<template>` whose id is the file's name. */
export async function readTemplates(folder: string): Promise<string> {
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.html') && name !== 'document.html')
    .sort();
  const templates = await Promise.all(
    names.map(
      async (name) =>
        `<template id="${path.basename(name, '.html')}">\n${await readFile(path.join(folder, name), 'utf8')}</template>`,
    ),
  );
  return templates.join('\n');
}

/** Puts parts into a document at its `<!-- name -->` marks. */
export function fillDocument(document: string, parts: Readonly<Record<string, string>>): string {
  return document.replace(/<!-- (\w+) -->/g, (mark, name: string) => parts[name] ?? mark);
}
