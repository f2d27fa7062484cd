import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { inRepository } from '../program/repository.ts';

/** A package of others of which a bundle holds code, with the terms under which it may be passed on. */
interface Licensed {
  readonly name: string;
  readonly version: string;
  /** SPDX, as its package.json says. */
  readonly licence: string;
  readonly text: string;
}

/**
 * The licences of all packages of which a bundle holds code, as one text: MIT, BSD and ISC want their words passed on with
 * every copy.
 *
 * @throws Error for a package without a licence: it must not be passed on at all.
 */
export function licencesOf({ inputs }: Pick<Metafile, 'inputs'>): string {
  const folders = new Set(Object.keys(inputs).flatMap((file) => packageFolderOf(file) ?? []));
  const packages = [...folders].map(readPackage).sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = packages.map(
    ({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text}`,
  );
  const head = `This extension contains code of ${packages.length} other packages. Their licences:`;
  return `${[head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** `node_modules/@scope/name` of a file below it, the innermost. */
function packageFolderOf(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function readPackage(folder: string): Licensed {
  const absolute = inRepository(folder);
  const manifest = JSON.parse(readFileSync(path.join(absolute, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const { name, version, license } = manifest;
  if (license === undefined) throw new Error(`${name} ${version} names no licence: it cannot be passed on.`);
  return {
    name,
    version,
    licence: license,
    text: textIn(absolute) ?? `Licence: ${license} (spdx.org/licenses)`,
  };
}

function textIn(folder: string): string | undefined {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.|-|$)/i.test(name));
  if (file === undefined || !existsSync(path.join(folder, file))) return undefined;
  return readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
}
