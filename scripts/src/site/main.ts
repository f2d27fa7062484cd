/** `npm run site`: the documentation as a folder of static pages, for any web server, or opened as files. */
import path from 'node:path';
import { commandLine } from '../program/command-line.ts';
import { inRepository } from '../program/repository.ts';
import { buildSite } from './build-site.ts';

const { out } = commandLine('npm run site', 'writes the documentation as a folder of static pages')
  .option('--out <folder>', 'where to', 'build/site')
  .parse()
  .opts<{ out: string }>();
const pages = await buildSite(inRepository(out));
console.log(`${pages.length} pages: ${path.join(out, 'index.html')}`);
