import { createRequire } from 'node:module';
import path from 'node:path';
import express, { type Router } from 'express';
import { wrongMethod } from '../http/http.ts';
import { refuseOtherMethods } from '../../other-methods.ts';

const { resolve } = createRequire(import.meta.url);

/** What the pages load besides their own script: libraries and the typeface, all from this machine. */
const FILES: Readonly<Record<string, string>> = {
  'require.js': resolve('requirejs/require.js'),
  'knockout-3.4.js': resolve('knockout34/build/output/knockout-latest.js'),
  'knockout-3.5.js': resolve('knockout/build/output/knockout-latest.js'),
  'jquery-2.js': resolve('jquery2/dist/jquery.js'),
  'jquery-3.js': resolve('jquery3/dist/jquery.js'),
  'inter-latin.woff2': font('inter-latin-wght-normal.woff2'),
  'inter-latin-ext.woff2': font('inter-latin-ext-wght-normal.woff2'),
};

/** Typefaces of one language each, with all the files that their sheets name. */
const TYPEFACES = ['noto-sans-jp', 'noto-sans-sc', 'noto-sans-arabic'];

/** `GET /library/{name}`. */
export function createAssets(): Router {
  const router = express.Router();
  router.get('/library/:name', (req, res, next) => {
    const file = FILES[req.params.name];
    if (file === undefined) next();
    else res.sendFile(file, { maxAge: '1h' });
  });
  for (const name of TYPEFACES) {
    const folder = path.dirname(resolve(`@fontsource-variable/${name}/package.json`));
    router.use(`/library/${name}`, express.static(folder, { index: false, redirect: false, maxAge: '1h' }));
  }
  return refuseOtherMethods(router, wrongMethod);
}

function font(name: string): string {
  return path.join(path.dirname(resolve('@fontsource-variable/inter/package.json')), 'files', name);
}
