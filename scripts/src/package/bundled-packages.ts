/** The packages of others of which a bundle holds code: what its licences and its bill of materials are made of. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { inRepository } from '../program/repository.ts';

/** What a bundler says about its output; only the files that went in are read. */
export type BundleInput = Pick<Metafile, 'inputs'>;

/** A package of others, with the terms under which it may be passed on. */
export interface BundledPackage {
  /** Relative to the repository: `node_modules/zod`. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** SPDX, as its package.json says. */
  readonly licence: string;
  readonly licenceText: string;
}

/**
 * All packages of which a bundle holds code, in the order of their names.
 *
 * @throws Error for a package without a licence: it must not be passed on at all.
 */
export function bundledPackages({ inputs }: BundleInput): readonly BundledPackage[] {
  const folders = new Set(Object.keys(inputs).flatMap((file) => packageFolderOf(file) ?? []));
  return [...folders].map(readPackage).sort(byNameAndVersion);
}

/** `node_modules/@scope/name` of a file below it, the innermost. */
function packageFolderOf(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function readPackage(folder: string): BundledPackage {
  const absolute = inRepository(folder);
  const manifest = JSON.parse(readFileSync(path.join(absolute, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const { name, version, license } = manifest;
  if (license === undefined) throw new Error(`${name} ${version} names no licence: it cannot be passed on.`);
  return {
    folder,
    name,
    version,
    licence: license,
    licenceText: licenceTextIn(absolute) ?? `Licence: ${license} (spdx.org/licenses)`,
  };
}

function licenceTextIn(folder: string): string | undefined {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.|-|$)/i.test(name));
  if (file === undefined || !existsSync(path.join(folder, file))) return undefined;
  return readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
}

function byNameAndVersion(a: BundledPackage, b: BundledPackage): number {
  return `${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1;
}
